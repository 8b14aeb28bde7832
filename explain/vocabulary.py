"""The contract's vocabularies with Korean and English names, for `GET /v1/vocabulary`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Term:
    """A name used in requests and answers, and how people call it."""

    name: str
    ko: str
    en: str


@cache
def vocabulary() -> Mapping[str, tuple[Term, ...]]:
    """Terms by vocabulary: codes, strengths, moods, controls."""
    tables = tomllib.loads((Path(__file__).parent / "vocabulary.toml").read_text(encoding="utf-8"))
    return {
        vocabulary_name: tuple(Term(name, names["ko"], names["en"]) for name, names in table.items())
        for vocabulary_name, table in tables.items()
    }
