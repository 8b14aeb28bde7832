"""A playlist in words: its title, its one reason, and honestly what it does not keep. Wording is in playlists.*.toml.

A title speaks of the list and claims nothing of the person. The reason quotes what was said, tells the way the list
takes, and that taste had a part where it had; what is only believed of a person is never said here.
"""

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from typing import Any

from explain.language import HERE, Language, canonical, language
from explain.titles import clean, shorten
from recsys.mood.types import Intent, MoodLabel
from recsys.types import ItemFacts

ROUTE_LOST = frozenset({"end", "stay", "rise", "focus"})
"""What is unmet when the list does not go the way its intent says; then neither title nor reason may say so."""

TITLE_ROOM = 18
"""Graphemes of a track's title within the list's."""

PARTS = ((5, "dawn"), (11, "morning"), (14, "midday"), (17, "afternoon"), (21, "evening"), (24, "night"))
"""Hour before which each part of the day ends."""

TO_WORK, HOMEWARD = range(7, 9), range(17, 20)
"""Hours of a working day at which many are on their way."""


def parts_of(hour: int, weekday: int) -> frozenset[str]:
    """The names that an hour (0-23) of a weekday (0 is Monday) goes by: a part of the day, and a situation."""
    part = next(name for end, name in PARTS if hour < end)
    if weekday >= 5:
        return frozenset({part, "weekend"})
    ways = {"to_work": TO_WORK, "homeward": HOMEWARD}
    return frozenset({part, *(name for name, hours in ways.items() if hour in hours)})


@dataclass(frozen=True, slots=True)
class ListFacts:
    """What is true of a list. `source` says where its start comes from, `label` the mood that was said, if one was.

    `parts` are the names of its time of day, `textures` what all its tracks have in common; both may be empty.
    """

    intent: Intent
    source: str
    minutes: int
    first: ItemFacts | None
    label: MoodLabel | str = ""
    parts: frozenset[str] = frozenset()
    textures: frozenset[str] = frozenset()
    unmet: tuple[str, ...] = ()
    is_measured: bool = True
    is_personal: bool = False
    seed: int = 0

    @property
    def route(self) -> Intent | None:
        """The way the list really takes."""
        return None if ROUTE_LOST & set(self.unmet) else self.intent


@dataclass(frozen=True, slots=True)
class Told:
    """The list in words; `message` is "" where nothing needs to be said."""

    title: str
    reason: str
    message: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class _Shape:
    text: str
    intents: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    textures: frozenset[str] = frozenset()

    def fits(self, facts: ListFacts) -> bool:
        if self.intents and (facts.route is None or facts.route not in self.intents):
            return False
        if self.parts and not self.parts & facts.parts:
            return False
        return self.textures <= facts.textures and (facts.first is not None or "{first}" not in self.text)

    @property
    def told(self) -> int:
        """How much of the list the title tells: the more, the likelier it is taken."""
        return 1 + 2 * bool(self.parts) + 2 * bool(self.textures) + bool(self.intents)


@dataclass(frozen=True, eq=False)
class _Words:
    shapes: tuple[_Shape, ...]
    tables: Mapping[str, Any] = field(default_factory=dict)


@cache
def words(locale: str) -> _Words:
    """The wording of a locale, read once a process."""
    file = HERE / f"playlists.{canonical(locale)[:2]}.toml"
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    return _Words(tuple(_shape(told) for told in tables.pop("title")), tables)


def _shape(told: Mapping[str, Any]) -> _Shape:
    sets = {name: frozenset(told.get(name, ())) for name in ("intents", "parts", "textures")}
    return _Shape(told["text"], **sets)


def tell(facts: ListFacts, locale: str = "ko-KR", used: Collection[str] = ()) -> Told:
    """The list in words, with a title that is not among `used` (those of the last week).

    Raises `QueryError` for a locale without sentences.
    """
    speech = language(locale)
    said = _message(facts, speech)
    if facts.first is None:
        return Told("", "", said, "nothing_matches")
    code = "nearest" if facts.unmet else "usual_length" if not facts.is_measured else ""
    return Told(_title(facts, speech, used), _reason(facts, speech), said, code)


def _title(facts: ListFacts, speech: Language, used: Collection[str]) -> str:
    """The title drawn by the list's seed among those that fit; one of the last week only with a number to it."""
    told = words(speech.locale)
    fitting = {_filled(shape.text, facts, speech): shape for shape in told.shapes if shape.fits(facts)}
    had = {_kin(title) for title in used}
    fresh = [text for text in fitting if _kin(text) not in had] or list(fitting)
    title = max(fresh, key=lambda text: _draw(facts.seed, text) ** (1.0 / fitting[text].told))
    number, numbered = 2, title
    while numbered in used:
        numbered = told.tables["again"]["text"].format(title=title, number=number)
        number += 1
    return numbered


def _kin(title: str) -> str:
    """The title without its numbers: another length makes no other title."""
    return re.sub(r"\d+", "#", title)


def _draw(seed: int, text: str) -> float:
    """A number in (0, 1) that belongs to the seed and the text."""
    digest = blake2b(f"{seed}:{text}".encode(), digest_size=4).digest()
    return (int.from_bytes(digest) + 0.5) / 2**32


def _reason(facts: ListFacts, speech: Language) -> str:
    """What was said, the way, and taste: one or two sentences."""
    tables = words(speech.locale).tables
    is_quoted = facts.source == "said" and facts.label in tables["quote"]
    start = "label" if is_quoted else facts.source
    opening = _one(tables["from_afar" if "start" in facts.unmet else "from"][start], facts)
    way = _one(tables["route"][facts.route or "none"], facts)
    taste = _one(tables["taste"]["personal" if facts.is_personal else "general"], facts)
    quote = tables["quote"].get(facts.label, "")
    sentence = f"{_filled(opening, facts, speech).replace('{quote}', quote)} {way}".strip()
    return f"{sentence} {taste}".strip()


def _message(facts: ListFacts, speech: Language) -> str:
    """What the list does not keep, the gravest two, and how unknown lengths were counted."""
    tables = words(speech.locale).tables
    if facts.first is None:
        return str(tables["unmet"]["tracks"])
    told = [tables["unmet"][f"end_{facts.intent}" if name == "end" else name] for name in facts.unmet[:2]]
    lead = [tables["unmet"]["lead"]] if told else []
    lengths = [] if facts.is_measured else [tables["durations"]["unknown"]]
    return " ".join([*lead, *told, *lengths])


def _one(variants: Sequence[str], facts: ListFacts) -> str:
    return variants[int(_draw(facts.seed, variants[0]) * len(variants))]


def _filled(text: str, facts: ListFacts, speech: Language) -> str:
    """The text with length and first title in it, the particle after a title by its sound."""
    text = text.replace("{minutes}", str(facts.minutes))
    if "{first}" not in text or facts.first is None:
        return text
    title = shorten(clean(speech.title(facts.first)), TITLE_ROOM) or clean(facts.first.item_id)
    shown = speech.quoted(title, "track")
    return text.replace("{first}", shown)
