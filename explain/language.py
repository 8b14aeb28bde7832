"""What differs between Korean and English, gathered in one value, so that everything else is shared."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from explain import english
from explain.korean import grammar, numerals, particles
from explain.korean.quotes import nested
from recsys.errors import QueryError, nearest
from recsys.types import ItemFacts, Kind

HERE = Path(__file__).parent
KindOrMixed = Kind | Literal["mixed"]
LOCALES = {"ko": "ko-KR", "ko-KR": "ko-KR", "en": "en-US", "en-US": "en-US"}
"""Accepted spellings of a locale -> its full name."""


@dataclass(frozen=True, slots=True)
class KindWords:
    """A kind's words in one language: `marks` around a title, `role` of a creator, nouns and verbs by book form."""

    marks: tuple[str, str]
    role: str
    words: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Language:
    """A language's tables and rules. `text_limit` and `label_limit` are graphemes.

    `attach(mark, word, reading)` gives the form of a particle after a word, None where it cannot be told.
    `joined(shown, word, reading)` is a title with the “and” before the next one, `and_width` graphemes at most.
    `faults(text)` lists what is wrong with a sentence's own words (not with the titles in it).
    """

    locale: str
    is_korean: bool
    text_limit: int
    label_limit: int
    kinds: Mapping[str, KindWords]
    particles: frozenset[str]
    attach: Callable[[str, str, str], str | None]
    counted: Callable[[int, str], str]
    faults: Callable[[str], tuple[str, ...]]
    widest: Callable[[str], int]
    joined: Callable[[str, str, str], str]
    and_width: int
    moods: Mapping[str, str]

    def title(self, item: ItemFacts) -> str:
        """The item's title in this language, or in the one there is; may be empty."""
        own = item.title_ko if self.is_korean else item.title_en
        return own or item.title

    def quoted(self, title: str, kind: Kind) -> str:
        """The title in the marks of its kind; goods wear them only where the name would run into the sentence."""
        opening, closing = self.kinds[kind].marks
        if kind == "goods" and self.is_korean and title.isalnum():
            return title
        return f"{opening}{nested(title, opening)}{closing}"

    def quoted_mood(self, label: str) -> str:
        """How a mood the person said is quoted back to them; a point on the plane has no word of its own."""
        return self.moods[label or "point"]

    def themed(self, value: str) -> str:
        """A theme, category or series in quotation marks."""
        return f"‘{nested(value, '‘')}’" if self.is_korean else f"“{value}”"


def canonical(locale: str) -> str:
    """The full name of a locale ("ko" -> "ko-KR"); raises `QueryError` for one without a language."""
    if locale not in LOCALES:
        raise QueryError("locale", f"{locale!r} has no sentences", nearest(locale, list(LOCALES)))
    return LOCALES[locale]


@cache
def language(locale: str) -> Language:
    """The language of a locale, read once a process."""
    name = canonical(locale)
    return _korean() if name == "ko-KR" else _english()


def _korean() -> Language:
    return Language(
        locale="ko-KR",
        is_korean=True,
        text_limit=45,
        label_limit=18,
        kinds=_kinds("ko"),
        particles=frozenset(particles.PARTICLES),
        attach=particles.particle,
        counted=numerals.counted,
        faults=grammar.faults,
        widest=particles.widest,
        joined=particles.joined,
        and_width=2,
        moods=_moods("ko"),
    )


def _english() -> Language:
    return Language(
        locale="en-US",
        is_korean=False,
        text_limit=90,
        label_limit=32,
        kinds=_kinds("en"),
        particles=frozenset({"'s"}),
        attach=english.attach,
        counted=english.counted,
        faults=english.faults,
        widest=len,
        joined=english.joined,
        and_width=5,
        moods=_moods("en"),
    )


def _kinds(short: str) -> Mapping[str, KindWords]:
    tables = tomllib.loads((HERE / f"kinds.{short}.toml").read_text(encoding="utf-8"))
    return {
        kind: KindWords((table["marks"][0], table["marks"][1]), table["role"], table["words"])
        for kind, table in tables.items()
    }


def _moods(short: str) -> Mapping[str, str]:
    """Label -> the words that quote it."""
    quotes: dict[str, str] = tomllib.loads((HERE / f"moods.{short}.toml").read_text(encoding="utf-8"))
    return quotes
