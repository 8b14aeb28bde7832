"""Skeletons: sentences with slots, as a voice's TOML writes them, cut into parts once.

    {a}{을} 좋아하셔서 이 {책}{을} 골랐어요.

`{a}` is a slot (filled for each item), `{책}` a word of the item's kind (곡, 영화 ...), `{a.읽으신}` a word of the
cited item's kind, `{을}` a particle of whatever stands before it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from explain.types import Code, Tone
from recsys.events import Act
from recsys.evidence import AttributeField
from recsys.mood.types import Need
from recsys.types import KINDS, Kind, Strategy

SLOTS = ("a", "first", "theme", "series", "creator", "category", "n", "mood")
"""a: the cited titles; first: the first of them; theme, series, creator: what is shared (creator also the item's
own); category: the item's own; n: the volume's number; mood: what the person said of theirs, quoted."""
TITLE_SLOTS = frozenset({"a", "first"})
Needs = Literal["none", "order", "time"]
"""What must be known of time for a sentence to be true: nothing, an order, or the clock."""
NEEDS: tuple[Needs, ...] = get_args(Needs)
ACTS: tuple[Act, ...] = get_args(Act)
FIELDS: tuple[AttributeField, ...] = get_args(AttributeField)
AIMS: tuple[Need, ...] = get_args(Need)
"""What a list can do for a person in a mood."""
TONES: tuple[Tone, ...] = get_args(Tone)
STRATEGIES: tuple[Strategy, ...] = get_args(Strategy)
KIND_GROUPS: Mapping[str, frozenset[Kind]] = {
    **{kind: frozenset({kind}) for kind in KINDS},
    "media": frozenset(KINDS) - {"goods"},
    "works": frozenset(KINDS) - {"goods", "artist"},
}
"""What `kinds` and `cited` may name: a kind or a group of kinds."""
_BRACES = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Slot:
    """A place filled for each item."""

    name: str


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the item's kind, or of the cited item's kind."""

    key: str
    is_cited: bool


@dataclass(frozen=True, slots=True)
class Josa:
    """A particle (an English possessive too) that depends on what stands before it."""

    mark: str


Part = str | Slot | Word | Josa


@dataclass(frozen=True, slots=True)
class Rule:
    """When a skeleton may be used; None allows everything. Unsaid defaults claim nothing special."""

    acts: frozenset[Act] | None = None
    kinds: frozenset[Kind] = frozenset(KINDS)
    cited: frozenset[Kind] | None = None
    fields: frozenset[AttributeField] | None = None
    strategies: frozenset[Strategy] | None = None
    items: int | None = None
    needs: Needs = "none"
    is_same_kind: bool = False
    is_hedged: bool = False
    is_recent: bool = False
    tone: Tone = ""
    aims: frozenset[Need] | None = None


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A sentence or label with its parts and its rule; `key` names it: "liked_before.sentence.3"."""

    key: str
    code: Code
    text: str
    parts: tuple[Part, ...]
    rule: Rule

    @property
    def slots(self) -> frozenset[str]:
        """Names of the slots it fills."""
        return frozenset(part.name for part in self.parts if isinstance(part, Slot))

    @property
    def has_cited_words(self) -> bool:
        """Whether it uses words of the cited item's kind."""
        return any(isinstance(part, Word) and part.is_cited for part in self.parts)


@dataclass(frozen=True, slots=True)
class Grammar:
    """The names a language allows between braces."""

    words: frozenset[str]
    particles: frozenset[str]


def cut(text: str, grammar: Grammar) -> tuple[Part, ...]:
    """A skeleton's text in parts; raises `ValueError` saying what stands wrong and what is allowed."""
    parts: list[Part] = []
    for position, piece in enumerate(_BRACES.split(text)):
        if position % 2 == 0:
            if "{" in piece or "}" in piece:
                raise ValueError(f"a brace is not closed in {text!r}")
            if piece:
                parts.append(piece)
            continue
        parts.append(_named(piece, grammar))
        _check_place(parts, text)
    return tuple(parts)


def _named(name: str, grammar: Grammar) -> Part:
    if name in SLOTS:
        return Slot(name)
    if name in grammar.words:
        return Word(name, is_cited=False)
    if name.startswith("a.") and name[2:] in grammar.words:
        return Word(name[2:], is_cited=True)
    if name in grammar.particles:
        return Josa(name)
    raise ValueError(
        f"unknown slot or particle {{{name}}}; slots: {', '.join(SLOTS)}; "
        f"words: {', '.join(sorted(grammar.words))}; particles: {', '.join(sorted(grammar.particles))}"
    )


def _check_place(parts: list[Part], text: str) -> None:
    last = parts[-1]
    if isinstance(last, Josa) and (len(parts) == 1 or not isinstance(parts[-2], Slot | Word)):
        raise ValueError(f"particle {{{last.mark}}} must follow a slot or a word in {text!r}")
    if isinstance(last, Slot) and last in parts[:-1]:
        raise ValueError(f"slot {{{last.name}}} stands twice in {text!r}")
