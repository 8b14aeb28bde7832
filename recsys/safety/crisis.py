"""Whether a text speaks of wanting to die. Asked first wherever free text enters; the text is kept nowhere.

Families of phrases (crisis.toml) are searched in plain text. A hit counts unless the words around it excuse it: an
idiom (“배고파 죽겠다”), a title, the study or prevention of suicide. An excuse excuses its own hit and no other.
Where no phrase counts, a small linear model (`recsys.safety.crisismodel`) is asked: it knows wordings nobody foresaw.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from recsys.plain import composed, plain
from recsys.safety.crisismodel import crisis_model

CrisisLevel = Literal["none", "indirect", "explicit"]
LEVELS: tuple[CrisisLevel, ...] = ("explicit", "indirect")
"""The levels that call for the help card, the most serious first."""

_GAP = "[^가-힣a-z]{0,3}"
"""What may stand where a pattern has a blank: nothing, a space, or signs and digits put there to hide a word."""
_NEAR = 32
"""Characters before and after a hit in which its excuse is looked for."""
_SENTENCE_END = re.compile(r"(?<=[가-힣a-z]{2})[.!?…]+\s+")
"""What was said in a sentence before excuses nothing."""
_LONG_TITLE = 8
"""A title of at least so many letters is taken out of a longer text even without quotation marks."""
_MARKED = re.compile(r"『[^』]*』|「[^」]*」|《[^》]*》|〈[^〉]*〉")
_LETTERS = re.compile(r"[^0-9a-z가-힣]+")


@dataclass(frozen=True, slots=True)
class Family:
    """Phrases of one meaning; `excuse` is searched in the words around a hit, in which @ stands for the hit."""

    level: CrisisLevel
    phrase: re.Pattern[str]
    excuse: re.Pattern[str]

    def found(self, text: str) -> bool:
        """Whether some phrase stands in the text without an excuse."""
        return any(not self._excused(text, hit) for hit in self.phrase.finditer(text))

    def unexcused(self, text: str) -> str:
        """The text without the hits that are excused."""
        return self.phrase.sub(lambda hit: " " if self._excused(text, hit) else hit[0], text)

    def _excused(self, text: str, hit: re.Match[str]) -> bool:
        start, end = hit.span()
        before = _SENTENCE_END.split(text[max(0, start - _NEAR) : start])[-1]
        around = f"{before}@{text[end : end + _NEAR]}"
        return self.excuse.search(around) is not None


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The families, the most serious first, and well-known titles that sound like one of them."""

    families: tuple[Family, ...]
    titles: frozenset[str]


def crisis_level(text: str, titles: frozenset[str] = frozenset()) -> CrisisLevel:
    """How plainly a text speaks of ending one's life. `titles` are casefolded titles of the catalogue.

    "explicit" and "indirect" call for the help card; a title alone, or a marked one in a sentence, does not.
    """
    read = composed(plain(text))
    spoken = "" if read.casefold() in titles else _without_famous(read)
    found = _level(spoken)
    named = _spoken_titles(spoken, titles) if found != "none" else frozenset()
    return _level(_cut_titles(spoken, named)) if named else found


def pattern_level(text: str) -> CrisisLevel:
    """What the phrases alone say of a text; titles of a catalogue are not looked for."""
    return _patterned(_without_famous(composed(plain(text))))


def left_to_read(text: str) -> str:
    """The plain text the model reads: without well-known titles, and without phrases that are excused."""
    return _unexcused(_without_famous(composed(plain(text))))


def _level(spoken: str) -> CrisisLevel:
    found = _patterned(spoken)
    return _meant(spoken) if found == "none" else found


def _patterned(spoken: str) -> CrisisLevel:
    return next((family.level for family in _knowledge().families if family.found(spoken)), "none")


def _unexcused(text: str) -> str:
    for family in _knowledge().families:
        text = family.unexcused(text)
    return text


def _meant(spoken: str) -> CrisisLevel:
    model = crisis_model()
    danger, plainly = model.scores(_unexcused(spoken))
    if danger <= model.threshold:
        return "none"
    return "explicit" if plainly > 0.0 else "indirect"


def _without_famous(text: str) -> str:
    """The text without marked and well-known titles; "" when it is nothing but one."""
    famous = _knowledge().titles
    return "" if _LETTERS.sub("", text) in famous else _cut_titles(_MARKED.sub(" ", text), famous)


def _spoken_titles(text: str, titles: frozenset[str]) -> frozenset[str]:
    """Long titles of the catalogue that stand in the text, as letters only."""
    bare = (_LETTERS.sub("", title) for title in titles if len(title) >= _LONG_TITLE and title in text)
    return frozenset(title for title in bare if len(title) >= _LONG_TITLE)


def _cut_titles(text: str, titles: frozenset[str]) -> str:
    """The text without these titles, whatever blanks and signs are put between their letters."""
    bare = _LETTERS.sub("", text)
    for title in titles:
        if title in bare:
            text = re.sub("[^0-9a-z가-힣]*".join(map(re.escape, title)), " ", text)
    return text


@cache
def _knowledge() -> Knowledge:
    table = tomllib.loads((Path(__file__).parent / "crisis.toml").read_text(encoding="utf-8"))
    families = tuple(_families(table))
    return Knowledge(families, frozenset(_LETTERS.sub("", plain(title)) for title in table["titles"]))


def _families(table: dict[str, Any]) -> Iterator[Family]:
    for level in LEVELS:
        for entry in table[level]:
            yield Family(level, _pattern(entry["phrase"], table["words"]), _pattern(entry["excuse"], table["words"]))


def _pattern(written: str, words: dict[str, str]) -> re.Pattern[str]:
    """<name> stands for a word of [words] (which may name others), a blank for a gap."""
    while (grown := re.sub(r"<([a-z_]+)>", lambda name: f"(?:{words[name[1]]})", written)) != written:
        written = grown
    return re.compile(re.sub(r" \?| ", _GAP, written))
