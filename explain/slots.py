"""What a claim can put into the slots of a skeleton, in one language."""

import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from explain.claims import Claim
from explain.graphemes import length
from explain.language import Language
from explain.titles import clean, shorten
from recsys.types import ItemFacts, Kind

LONGEST_VALUE = 16
"""Graphemes of a theme, series or creator; a longer one is not put into a sentence, since it cannot be cut."""
_SEVERAL = (",", "|", ";", "/", "&", " 외", "·")


class Filling(NamedTuple):
    """What is shown in a slot, and the word (with its reading) whose end decides the particle after it.

    `spoken` is empty where that is not known: the skeleton then must not vary there.
    """

    text: str
    spoken: str
    reading: str = ""
    titles: tuple[str, ...] = ()
    """The titles shown, without their marks, in a title slot."""


class Title(NamedTuple):
    """A cited item's title before it is fitted into a line."""

    text: str
    kind: Kind
    reading: str


class Fillings(NamedTuple):
    """All that can be said of a claim: titles still to be fitted, and finished values by slot."""

    titles: tuple[Title, ...]
    values: dict[str, Filling]

    @property
    def names(self) -> frozenset[str]:
        """Slots that can be filled."""
        return frozenset([*self.values, "a", "first"] if self.titles else self.values)


def fillings(claim: Claim, language: Language) -> Fillings:
    """What the claim's facts can fill. Titles are all there or none: half a ground is not the ground."""
    titles = tuple(_title(c.facts, language) for c in claim.cited)
    known = titles if all(t.text for t in titles) else ()
    return Fillings(known, _values(claim, language))


def _title(item: ItemFacts, language: Language) -> Title:
    return Title(clean(language.title(item)), item.kind, item.reading if language.is_korean else "")


def _values(claim: Claim, language: Language) -> dict[str, Filling]:
    found = {"creator": _creator(claim, language), "category": _category(claim.item.category, language)}
    if claim.field in {"category", "tag"}:
        found["theme"] = _theme(claim.value, language)
    elif claim.field == "series":
        found["series"] = _theme(_series_name(claim.value), language)
    if claim.volume is not None and claim.volume.is_integer() and 0 < claim.volume < 1000:
        found["n"] = _plain(str(int(claim.volume)))
    if claim.code == "mood_said" and claim.aim is not None:
        found["mood"] = Filling(language.quoted_mood(claim.aim.label), "")
    return {name: filling for name, filling in found.items() if filling is not None}


def _plain(text: str) -> Filling:
    return Filling(text, text)


@lru_cache(maxsize=16384)
def _theme(value: str, language: Language) -> Filling | None:
    name = clean(value)
    if not name or length(name) > LONGEST_VALUE or not may_be_spoken(name):
        return None
    return Filling(language.themed(name), name)


def _series_name(series: str) -> str:
    """The series without the word “시리즈” or “series”, which the sentence says itself."""
    for word in ("시리즈", "Series", "series"):
        series = series.removesuffix(word).strip()
    return series


@lru_cache(maxsize=16384)
def _category(category: str, language: Language) -> Filling | None:
    """The narrowest part of the item's own category (“도서 > 소설 > 한국소설”)."""
    return _theme(category.replace("|", ">").split(">")[-1].strip(), language)


def _creator(claim: Claim, language: Language) -> Filling | None:
    """The shared creator, or the item's own; an artist has none but itself."""
    is_shared = claim.code == "same_creator"
    name = claim.value if is_shared else claim.item.creator
    if not name or claim.item.kind == "artist":
        return None
    return _person(name, language.kinds[claim.item.kind].role, is_shared)


@lru_cache(maxsize=16384)
def _person(creator: str, role: str, is_shared: bool) -> Filling | None:
    """A name with the word for what they do (한강 작가); several names together only where they are what is shared."""
    name = clean(creator)
    is_several = any(mark in name for mark in _SEVERAL)
    if not name or length(name) > LONGEST_VALUE or (is_several and not is_shared):
        return None
    return _plain(name if is_several or not role or name.endswith(role) else f"{name} {role}")


@lru_cache(maxsize=16384)
def may_be_spoken(theme: str) -> bool:
    """Whether a theme may be named: it has letters, and it is not on the sensitive list."""
    folded = theme.casefold()
    return sum(c.isalpha() for c in folded) >= 2 and not any(word in folded for word in _unspoken())


@cache
def _unspoken() -> tuple[str, ...]:
    file = Path(__file__).parent / "unspoken.toml"
    return tuple(tomllib.loads(file.read_text(encoding="utf-8"))["words"])


@lru_cache(maxsize=65536)
def fit_titles(titles: tuple[Title, ...], room: int, language: Language) -> Filling | None:
    """The titles in their marks within `room` graphemes, shortened where needed; None where they do not fit."""
    marks = sum(len("".join(language.kinds[t.kind].marks)) for t in titles)
    texts = _shared_room([t.text for t in titles], room - marks - language.and_width * (len(titles) - 1))
    if texts is None:
        return None
    fitted = [_fitted(title, text, language) for title, text in zip(titles, texts, strict=True)]
    last, shown = fitted[-1], fitted[-1].text
    for one in reversed(fitted[:-1]):
        shown = language.joined(one.text, one.spoken, one.reading) + shown
    return Filling(shown, last.spoken, last.reading, tuple(texts))


def _fitted(title: Title, text: str, language: Language) -> Filling:
    """One title in its marks. A shortened one is read aloud in more than one way: no particle may lean on it."""
    is_whole = text == title.text
    return Filling(language.quoted(text, title.kind), text if is_whole else "", title.reading if is_whole else "")


def _shared_room(texts: list[str], room: int) -> list[str] | None:
    """Each title in its part of the room: a short one leaves what it does not need to the other."""
    if len(texts) == 1:
        only = shorten(texts[0], room)
        return None if only is None else [only]
    lengths = [length(text) for text in texts]
    half = room // len(texts)
    spare = sum(max(0, half - n) for n in lengths)
    fitted = [shorten(text, half if n <= half else half + spare) for text, n in zip(texts, lengths, strict=True)]
    kept = [text for text in fitted if text is not None]
    return kept if len(kept) == len(texts) else None
