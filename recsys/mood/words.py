"""Finds the words of feeling in a plain text, and bends them by the words around: very, a little, not.

Korean needs no morpheme analyser for this: a stem's shapes are what its words begin with (`recsys.mood.endings`), and
the longest entry that fits at a place wins, so that “재미없” is not “재미”.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from recsys.mood.endings import shapes
from recsys.mood.feelings import table

JUDGEMENT = "judgement"
_WINDOW = 18
"""Characters before and after a word that may bend it."""
_DIVIDES = re.compile(r"[.!?…\n]")
_LONE_AFTER = frozenset("안못넘너참젤더개존핵왕")
"""Syllables after which a one-syllable stem still begins a word: “안좋아”."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A word of feeling; `label` is a feeling of KOTE, `JUDGEMENT`, or "" for what only looks like a word of feeling.

    An open entry may be followed by letters.
    """

    label: str
    valence: float
    arousal: float
    is_open: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A word found in a text, bent by its neighbours: characters start to end, its feeling and point on the plane."""

    start: int
    end: int
    label: str
    valence: float
    arousal: float
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All entries by their surface, and the lengths of those that begin with a character, longest first."""

    entries: Mapping[str, Entry]
    lengths: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(cls, told: Iterable[tuple[str, Entry]]) -> "Lexicon":
        """Of (surface, entry); the first entry of a surface counts."""
        entries: dict[str, Entry] = {}
        lengths: dict[str, set[int]] = {}
        for surface, entry in told:
            entries.setdefault(surface, entry)
            lengths.setdefault(surface[0], set()).add(len(surface))
        return cls(entries, {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()})

    def hits(self, text: str) -> Iterator["Hit"]:
        """The words of a plain text, left to right, none inside another, bent by their neighbours."""
        place = 0
        while place < len(text):
            found = self.at(text, place)
            if found and found[1].label:
                yield _bent(text, place, *found)
            place += found[0] if found else 1

    def at(self, text: str, place: int) -> tuple[int, Entry] | None:
        """The longest entry that stands at a place of the text, with its length."""
        lengths = self.lengths.get(text[place])
        if lengths is None:
            return None
        for length in lengths:
            entry = self.entries.get(text[place : place + length])
            if entry and _fits(text, place, length, entry):
                return length, entry
        return None


@dataclass(frozen=True, slots=True)
class Found:
    """The words of a text, left to right, none inside another: of feeling, and of praise or blame."""

    feelings: tuple[Hit, ...]
    judgements: tuple[Hit, ...]


def find(text: str) -> Found:
    """What the lexicon knows of a plain text (`recsys.plain`)."""
    hits = tuple(lexicon().hits(text))
    feelings = tuple(hit for hit in hits if hit.label != JUDGEMENT)
    return Found(feelings, tuple(hit for hit in hits if hit.label == JUDGEMENT))


def _fits(text: str, place: int, length: int, entry: Entry) -> bool:
    """Latin words begin (and end, unless open) at their bounds; one syllable only begins a word."""
    before = text[place - 1] if place else " "
    first = text[place]
    if first.isascii():
        after = text[place + length] if place + length < len(text) else " "
        return not (before.isalnum() and first.isalnum()) and (entry.is_open or not after.isalnum())
    return length > 1 or not "가" <= before <= "힣" or before in _LONE_AFTER


def _bent(text: str, place: int, length: int, entry: Entry) -> Hit:
    before = _DIVIDES.split(text[max(0, place - _WINDOW) : place])[-1]
    after = _DIVIDES.split(text[place + length : place + length + _WINDOW])[0]
    bends = _bends()
    factor = bends.factor(before)
    negated = bends.negates(before, after)
    valence = entry.valence * factor * (bends.negated if negated else 1.0)
    arousal = entry.arousal * factor * (abs(bends.negated) if negated else 1.0)
    return Hit(place, place + length, entry.label, max(-1.0, min(1.0, valence)), max(-1.0, min(1.0, arousal)), negated)


@dataclass(frozen=True, slots=True)
class Bends:
    """The words that bend: (pattern, factor) of those before a word of feeling; what negates before and after it."""

    degrees: tuple[tuple[re.Pattern[str], float], ...]
    before: re.Pattern[str]
    after: re.Pattern[str]
    negated: float

    def factor(self, before: str) -> float:
        """How much stronger or weaker the words before make it."""
        return math.prod(factor for pattern, factor in self.degrees if pattern.search(before))

    def negates(self, before: str, after: str) -> bool:
        """Whether the words around say that it is not so."""
        return bool(self.before.search(before) or self.after.match(after))


@cache
def _bends() -> Bends:
    rows = table("modifiers")
    degrees = tuple((re.compile(rows[name]["before"]), rows[name]["factor"]) for name in ("stronger", "weaker"))
    no = rows["negated"]
    return Bends(degrees, re.compile(no["before"]), re.compile(no["after"]), no["factor"])


@cache
def lexicon() -> Lexicon:
    """Both languages' entries, read once a process."""
    return Lexicon.of(_entries())


def _entries() -> Iterator[tuple[str, Entry]]:
    """(surface, entry) of all files; the first entry of a surface counts, written words before made shapes."""
    judged = table("judgements")
    for name, rows, is_korean in (("ko", judged["judgement"], True), ("en", judged["english"], False)):
        told = table(name)
        for word in told["neutral"]["words"]:
            yield word, Entry("", 0.0, 0.0, is_korean)
        for part in ("words", "stems"):
            for row in (*told["feeling"], *rows):
                for surface in _surfaces(row[part], part, is_korean):
                    label, arousal = row.get("label", JUDGEMENT), row.get("arousal", 0.0)
                    yield surface, Entry(label, row["valence"], arousal, is_korean or part == "stems")


def _surfaces(words: list[str], part: str, is_korean: bool) -> Iterator[str]:
    for word in words:
        yield from shapes(word) if is_korean and part == "stems" else (word,)
