"""Forms: skeletons made ready for one kind of item, chosen by what the claim at hand allows.

All that does not change from item to item is done here, once, and kept: words, their particles, lengths.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from explain.claims import Claim
from explain.graphemes import length
from explain.language import KindWords, Language
from explain.skeleton import NEEDS, TITLE_SLOTS, Josa, Needs, Rule, Skeleton, Slot, Word
from explain.types import Code, Tone
from explain.voice import Voice
from recsys.events import Act
from recsys.evidence import AttributeField
from recsys.mood.types import Need
from recsys.types import Kind, Strategy


@dataclass(frozen=True, eq=False, slots=True)
class Form:
    """A skeleton for one kind: literals, slots and open particles; `fixed` graphemes are taken already.

    `slots` are all of its slots, `values` those that hold no title. `has_aim`: it is about what a mood needs.
    """

    key: str
    code: Code
    parts: tuple[str | Slot | Josa, ...]
    slots: tuple[str, ...]
    values: tuple[str, ...]
    fixed: int
    is_hedged: bool
    title_slot: str | None
    has_aim: bool = False


class Shape(NamedTuple):
    """What decides which skeletons fit a claim; many claims share one shape, so choices are kept by it."""

    code: Code
    kind: Kind
    cited: frozenset[Kind]
    acts: frozenset[Act]
    items: int
    field: AttributeField | None
    slots: frozenset[str]
    known: Needs
    strategy: Strategy
    may_guess: bool
    is_recent: bool
    tone: Tone
    aim: Need | Literal[""]


def shape_of(claim: Claim, slots: frozenset[str], known: Needs, strategy: Strategy) -> Shape:
    """The shape of a claim for which `slots` can be filled."""
    cited = claim.cited
    return Shape(
        claim.code,
        claim.item.kind,
        frozenset([c.facts.kind for c in cited]),
        frozenset([c.act for c in cited]),
        len(cited),
        claim.field,
        slots,
        known,
        strategy,
        claim.may_guess,
        claim.is_recent,
        "likely" if claim.tone == "lately" and known != "time" else claim.tone,
        claim.aim.need if claim.aim else "",
    )


class Choice(NamedTuple):
    """Forms in the groups they are tried in: those that name something, then those that name nothing."""

    sentences: tuple[tuple[Form, ...], ...]
    labels: tuple[tuple[Form, ...], ...]


@lru_cache(maxsize=8192)
def fitting(voice: Voice, shape: Shape) -> Choice:
    """The forms that may be used for claims of this shape."""
    return Choice(
        _groups(voice.sentences[shape.code], voice.language, shape),
        _groups(voice.labels[shape.code], voice.language, shape),
    )


def _groups(skeletons: tuple[Skeleton, ...], language: Language, shape: Shape) -> tuple[tuple[Form, ...], ...]:
    cited = next(iter(shape.cited)) if shape.cited else shape.kind
    forms = tuple(form_of(s, language, shape.kind, cited) for s in skeletons if _fits(s, shape))
    if shape.code == "popular":
        return (forms,) if forms else ()
    if shape.tone:
        groups = tuple(tuple(f for f in forms if f.has_aim is wanted) for wanted in (True, False))
        return tuple(group for group in groups if group)
    groups = (tuple(f for f in forms if f.slots), tuple(f for f in forms if not f.slots))
    return tuple(group for group in groups if group)


def _fits(skeleton: Skeleton, shape: Shape) -> bool:
    rule = skeleton.rule
    return (
        skeleton.slots <= shape.slots
        and shape.kind in rule.kinds
        and NEEDS.index(rule.needs) <= NEEDS.index(shape.known)
        and (rule.strategies is None or shape.strategy in rule.strategies)
        and (shape.may_guess or not rule.is_hedged)
        and (shape.is_recent or not rule.is_recent)
        and (not rule.tone or rule.tone == shape.tone)
        and (rule.aims is None or shape.aim in rule.aims)
        and _fits_cited(skeleton, rule, shape)
    )


def _fits_cited(skeleton: Skeleton, rule: Rule, shape: Shape) -> bool:
    """What a skeleton says of the cited items must be true of each of them."""
    is_one_kind = len(shape.cited) == 1
    return (
        (rule.acts is None or (bool(shape.acts) and shape.acts <= rule.acts))
        and (rule.cited is None or (bool(shape.cited) and shape.cited <= rule.cited))
        and (rule.fields is None or shape.field in rule.fields)
        and (rule.items is None or shape.items == rule.items)
        and (is_one_kind or not skeleton.has_cited_words)
        and (not rule.is_same_kind or shape.cited == {shape.kind})
    )


@lru_cache(maxsize=8192)
def form_of(skeleton: Skeleton, language: Language, kind: Kind, cited: Kind) -> Form:
    """The skeleton with the words of its kinds set in and their particles resolved."""
    parts: list[str | Slot | Josa] = []
    before: str | None = None
    for part in skeleton.parts:
        if isinstance(part, Word):
            before = word_of(language.kinds[cited if part.is_cited else kind], part)
            _append(parts, before)
        elif isinstance(part, Josa) and before is not None:
            _append(parts, language.attach(part.mark, before, "") or "")
        elif isinstance(part, str):
            before = None
            _append(parts, part)
        else:
            before = None
            parts.append(part)
    slots = tuple(part.name for part in parts if isinstance(part, Slot))
    title = next((name for name in slots if name in TITLE_SLOTS), None)
    values = tuple(name for name in slots if name != title)
    fixed = sum(_width(part, language) for part in parts)
    return Form(
        skeleton.key,
        skeleton.code,
        tuple(parts),
        slots,
        values,
        fixed,
        skeleton.rule.is_hedged,
        title,
        bool(skeleton.rule.aims),
    )


def word_of(words: KindWords, part: Word) -> str:
    """A kind's own form of a word."""
    return words.words[part.key]


def _append(parts: list[str | Slot | Josa], text: str) -> None:
    """Neighbouring literals become one."""
    if parts and isinstance(parts[-1], str):
        parts[-1] += text
    else:
        parts.append(text)


def _width(part: str | Slot | Josa, language: Language) -> int:
    """Graphemes a part takes at most, slots not counted."""
    if isinstance(part, str):
        return length(part)
    if isinstance(part, Slot):
        return 0
    return language.widest(part.mark)
