"""A voice: how one brand speaks in one language. The words are content (`voices/*.toml`), not code."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from explain.language import Language
from explain.skeleton import Part, Skeleton
from explain.types import Code

MessageCase = Literal[
    "cold",
    "cold_mood",
    "non_profiled",
    "non_profiled_mood",
    "heard",
    "shortfall",
    "nothing_matches",
    "empty_catalogue",
    "guess",
]


@dataclass(frozen=True, eq=False)
class Voice:
    """Skeletons by code, and the lines that speak of a whole list."""

    name: str
    language: Language
    sentences: Mapping[Code, tuple[Skeleton, ...]]
    labels: Mapping[Code, tuple[Skeleton, ...]]
    messages: Mapping[MessageCase, tuple[Part, ...]]

    @property
    def locale(self) -> str:
        """The locale it speaks."""
        return self.language.locale

    def skeletons(self, use: Literal["sentence", "label"], code: Code) -> tuple[Skeleton, ...]:
        """All skeletons of a code."""
        return (self.sentences if use == "sentence" else self.labels)[code]
