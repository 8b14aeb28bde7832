"""From evidence to what may be claimed: the same facts in one shape, before any language."""

from typing import NamedTuple, assert_never

from explain.types import Code, Fact, Ground, Tone
from recsys.evidence import (
    AttributeField,
    CitedItem,
    Evidence,
    LikedBefore,
    MoodFit,
    NextVolume,
    PopularNow,
    RankedItem,
    SeenThisSession,
    SharesAttribute,
    Support,
    TimeHabit,
)
from recsys.mood.types import MoodAim
from recsys.types import ItemFacts

CODE_OF_FIELD: dict[AttributeField, Code] = {
    "creator": "same_creator",
    "series": "same_series",
    "category": "same_theme",
    "tag": "same_theme",
}
SPECIFIC: dict[Code, int] = {
    "next_volume": 0,
    "time_habit": 1,
    "same_series": 1,
    "same_creator": 1,
    "mood_said": 0,
    "mood_believed": 2,
    "viewed_now": 1,
    "liked_before": 1,
    "same_theme": 2,
    "popular": 3,
    "learning": 4,
}
"""How special a claim is to this person and item; the smaller is said first."""
PERSONAL = frozenset(SPECIFIC) - {"popular", "learning"}
LEAST_SURE_TO_GUESS = 0.6
"""Below this share a guess about the person (“…하시는 것 같아”) is not spoken."""


class Claim(NamedTuple):
    """Something that may be said of an item: its code, the items cited, and the shared value, if any.

    `support` is the evidence's weight, None for a claim about the item alone. `aim`, `tone` and `confidence` are
    those of a mood.
    """

    code: Code
    item: ItemFacts
    cited: tuple[CitedItem, ...] = ()
    value: str = ""
    field: AttributeField | None = None
    volume: float | None = None
    is_recent: bool = False
    support: Support | None = None
    aim: MoodAim | None = None
    tone: Tone = ""
    confidence: float = 1.0

    @property
    def is_verified(self) -> bool:
        """Whether taking the evidence away would worsen the item's rank."""
        return self.support is not None and self.support.necessary

    @property
    def share(self) -> float:
        """The evidence's part of the item's score, 0 without evidence."""
        return 0.0 if self.support is None else self.support.share

    @property
    def may_guess(self) -> bool:
        """Whether the evidence carries a hedged word about the person: two items and a large share."""
        return len(self.cited) >= 2 and self.share >= LEAST_SURE_TO_GUESS

    @property
    def key(self) -> str:
        """Names the evidence across requests: the same evidence for the same item keeps its sentence."""
        cited = ",".join(c.facts.item_id for c in self.cited)
        return f"{self.item.item_id}|{self.code}|{self.value}|{cited}"


def claim_of(item: ItemFacts, evidence: Evidence) -> Claim | None:
    """What one piece of evidence allows to be said of an item; None where its facts contradict the item's."""
    match evidence:
        case LikedBefore(support=support, items=cited):
            return Claim("liked_before", item, cited, support=support) if cited else None
        case SeenThisSession(support=support, items=cited):
            return Claim("viewed_now", item, cited, support=support) if cited else None
        case SharesAttribute(support=support, field=field, value=value, items=cited):
            claim = Claim(CODE_OF_FIELD[field], item, cited, value.strip(), field, support=support)
            return claim if cited and value.strip() and item_has(item, field, value) else None
        case NextVolume(support=support, series=series, index=index, previous=previous):
            return Claim("next_volume", item, (previous,), series.strip(), "series", index, support=support)
        case PopularNow(support=support, recent=recent):
            return Claim("popular", item, is_recent=recent, support=support)
        case MoodFit():
            return None  # spoken of for a whole list at once: explain.moods
        case TimeHabit(support=support, field=field, value=value, items=cited):
            claim = Claim("time_habit", item, cited, value.strip(), field, support=support)
            return claim if cited and value.strip() and item_has(item, field, value) else None
        case _ as never:
            assert_never(never)


def item_has(item: ItemFacts, field: AttributeField, value: str) -> bool:
    """Whether the item itself carries an attribute value: nothing else may be said of it."""
    wanted = value.strip().casefold()
    if field == "tag":
        return wanted in {tag.strip().casefold() for tag in item.tags}
    own = {"creator": item.creator, "series": item.series, "category": item.category}[field].casefold()
    others = (text.casefold() for _, text in item.extra) if field == "creator" else ()
    return wanted in own or any(wanted in text for text in others)


def claims_of(ranked: RankedItem) -> tuple[Claim, ...]:
    """All that the item's evidence allows to be said, in the evidence's order (strongest first)."""
    found = [claim_of(ranked.facts, evidence) for evidence in ranked.evidence]
    return tuple([claim for claim in found if claim is not None])


def ground_of(claim: Claim) -> Ground | None:
    """The evidence of a claim as the answer shows it."""
    if claim.support is None:
        return None
    support = claim.support
    return Ground(claim.code, support.share, support.contribution, support.event_ids, _facts(claim))


def _facts(claim: Claim) -> dict[str, Fact]:
    facts: dict[str, Fact] = {}
    if claim.cited:
        facts["items"] = tuple(c.facts.item_id for c in claim.cited)
        facts["titles"] = tuple(c.facts.title for c in claim.cited)
        facts["acts"] = tuple(c.act for c in claim.cited)
    if claim.field:
        facts[claim.field] = claim.value
    if claim.volume is not None:
        facts["index"] = f"{claim.volume:g}"
    if claim.code == "mood_said" and claim.aim is not None and claim.aim.label:
        facts["label"] = claim.aim.label
    return facts
