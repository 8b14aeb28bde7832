"""A text as a row of slots: what its words say in kinds (“die | want”), whatever the wording. See slots.toml."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

_OTHER = re.compile(r"[^0-9a-zㄱ-ㅎㅏ-ㅣ가-힣'💀😂🤣-]+")
_HANGUL, _LATIN = re.compile("[ㄱ-ㅎ가-힣]"), re.compile("[a-z]")
_STRANGE = {True: 4, False: 7}
"""So many letters in a row that no slot knows are a word of their own; by whether the text is Korean."""


@dataclass(frozen=True, slots=True)
class Slot:
    """What a word says: its kind (“die”) and, finer, its name (“die.slang”)."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Row:
    """The slots of a text, left to right, None for words unknown; and the share of its letters no slot knows."""

    slots: tuple[Slot | None, ...]
    unknown: float


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a language: (slot, whether only where a word begins); their lengths by first letter, long first."""

    entries: Mapping[str, tuple[Slot, bool]]
    lengths: Mapping[str, tuple[int, ...]]

    def at(self, text: str, place: int, begins: bool) -> Iterator[tuple[int, Slot]]:
        """(length, slot) of the words that stand at a place, the longest first."""
        for length in self.lengths.get(text[place], ()):
            entry = self.entries.get(text[place : place + length])
            if entry and (begins or not entry[1]):
                yield length, entry[0]


def row_of(text: str) -> Row:
    """The row of a plain text (`recsys.plain`); Korean is read without blanks, English in whole words."""
    spoken = _OTHER.sub(" ", text).strip()
    is_korean = _HANGUL.search(spoken) is not None
    found = [
        slot for words, korean in _by_script(spoken, is_korean) for slot in (_korean if korean else _english)(words)
    ]
    letters = max(len(spoken.replace(" ", "")), 1)
    return Row(tuple(_joined(found, _STRANGE[is_korean])), found.count(None) / letters)


def _by_script(text: str, is_korean: bool) -> Iterator[tuple[str, bool]]:
    """Runs of words of one language, and whether it is Korean; numbers and signs are of the text's own."""
    parts = groupby(
        text.split(), key=lambda word: bool(_HANGUL.search(word)) or (is_korean and not _LATIN.search(word))
    )
    yield from ((" ".join(words), korean) for korean, words in parts)


def _korean(text: str) -> Iterator[Slot | None]:
    """A slot for a word, None for every letter of none."""
    words, parts = _words()[0], text.split(" ")
    bare, starts, place = "".join(parts), {0}, 0
    for part in parts:
        place += len(part)
        starts.add(place)
    place = 0
    while place < len(bare):
        length, slot = next(words.at(bare, place, place in starts), (1, None))
        yield slot
        place += length


def _english(text: str) -> Iterator[Slot | None]:
    words, place = _words()[1], 0
    while place < len(text):
        whole = ((n, slot) for n, slot in words.at(text, place, True) if text[place + n : place + n + 1] in ("", " "))
        length, slot = next(whole, (0, None))
        if slot:
            yield slot
        else:
            length = (text.find(" ", place) + 1 or len(text) + 1) - 1 - place
            yield from [None] * length
        place += length + 1


def _joined(found: list[Slot | None], strange: int) -> Iterator[Slot | None]:
    """Runs of one slot become one; a long run of unknown letters becomes one None, a short one nothing."""
    run, last = 0, None
    for slot in found:
        run = run + 1 if slot is None else 0
        if run == strange:
            yield None
            last = None
        elif slot and slot != last:
            yield slot
            last = slot


@cache
def _words() -> tuple[Words, Words]:
    """Korean and English; of a word written twice the first slot counts."""
    korean: dict[str, tuple[Slot, bool]] = {}
    english: dict[str, tuple[Slot, bool]] = {}
    for slot, word in _written():
        surface = word.removeprefix("_")
        entries = english if surface[0].isascii() else korean
        entries.setdefault(surface, (slot, surface != word))
    return _indexed(korean), _indexed(english)


def _written() -> Iterator[tuple[Slot, str]]:
    for kind, names in _table().items():
        for name, words in names.items():
            yield from ((Slot(kind, f"{kind}.{name}"), word) for word in words)


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "slots.toml").read_text(encoding="utf-8"))


def _indexed(entries: dict[str, tuple[Slot, bool]]) -> Words:
    lengths: dict[str, set[int]] = {}
    for surface in entries:
        lengths.setdefault(surface[0], set()).add(len(surface))
    return Words(entries, {first: tuple(sorted(some, reverse=True)) for first, some in lengths.items()})


def neighbours(names: list[str]) -> Iterator[tuple[str, ...]]:
    """Names side by side, and with one between them."""
    yield from pairwise(names)
    yield from zip(names, names[2:], strict=False)
