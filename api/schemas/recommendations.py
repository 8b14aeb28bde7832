"""`POST /v1/recommendations`: what may be asked, and the answer."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError
from typing_extensions import TypedDict

from api.event_fields import MOOD_LABELS, label, number
from api.schemas.fields import Body, CareOut, Identifier, Label, Seconds, Shop, UserId, Zone, checked
from explain.types import Ask
from recsys.engine import MOST
from recsys.mood.types import MoodLabel, MoodSource
from recsys.types import Kind, Signal, Strategy, ViewerAge

MOOD_NAMES = tuple(name for pair in MOOD_LABELS.items() for name in pair)
Code = Literal[
    "liked_before", "viewed_now", "same_creator", "same_series", "same_theme", "matches_query", "stated_preference",
    "time_habit", "mood_said", "mood_believed", "new_release", "next_volume", "popular", "curator", "exploration",
    "learning",
]  # fmt: skip
Strength = Literal["said", "observed", "likely", "maybe", "general"]
Unused = Literal[
    "not_asked", "no_consent", "no_events", "too_few_sessions", "not_in_model", "not_given", "unknown_item", "under14",
    "under19", "care",
]  # fmt: skip
ASKED: dict[str, Any] = {
    "user_id": "minseo",
    "session_id": "visit-1",
    "k": 3,
    "at": "2026-11-21T22:30:00+09:00",
    "tz": "Asia/Seoul",
    "surface": "home",
    "locale": "ko-KR",
    "voice": "warm",
    "filters": {"kind": "book", "available": True},
    "viewer": {"age": "unknown"},
    "reasons": "all",
    "use": ["history", "session"],
    "mode": "personal",
}
FIRST_VISIT: dict[str, Any] = {"mood": {"label": "지침"}, "intent": "lift", "k": 3}
"""Somebody unknown who says how they are: obeyed, quoted back, forgotten."""


def _scalar(value: object) -> Any:
    """What a part of the context may be: one value, not a structure."""
    if isinstance(value, bool):
        return value
    return number()(value) if isinstance(value, int | float) else label(value)


class MoodIn(Body):
    """A mood for this answer only: a label (English or Korean), or valence and arousal."""

    label: Annotated[str | None, Field(json_schema_extra={"enum": [*MOOD_NAMES, None]})] = None
    valence: Annotated[float | None, Field(ge=-1, le=1)] = None
    arousal: Annotated[float | None, Field(ge=-1, le=1)] = None

    @model_validator(mode="after")
    def _complete(self) -> "MoodIn":
        if self.label is not None and self.label.strip() not in MOOD_NAMES:
            allowed = ", ".join(f"{english} {korean}" for english, korean in MOOD_LABELS.items())
            raise PydanticCustomError("mood", "{problem}", {"problem": "unknown mood label", "allowed": allowed})
        if self.label is None and (self.valence is None or self.arousal is None):
            told = {"problem": "says nothing", "allowed": "a label, or valence and arousal"}
            raise PydanticCustomError("mood", "{problem}", told)
        return self


class FiltersIn(Body):
    """What may be in the list."""

    category: Label | None = None
    kind: Kind | None = None
    language: Label | None = None
    price_max: Annotated[float | None, Field(ge=0)] = None
    available: Annotated[bool, Field(description="Only what can be had now.")] = True


class AnchorIn(Body):
    """The item on the page: it counts as viewed in this visit, for this answer only."""

    item_id: Identifier


class ViewerIn(Body):
    """Who looks. An item with an age limit appears for `adult_verified` only; under 14 nobody is profiled."""

    age: ViewerAge = "unknown"
    display_name: Label | None = None


Scalar = Annotated[
    Any, AfterValidator(checked(_scalar)), WithJsonSchema({"type": ["string", "number", "boolean"], "maxLength": 200})
]


class RecommendationsIn(Body):
    """A list for a person, a session, or nobody in particular."""

    model_config = ConfigDict(json_schema_extra={"examples": [ASKED, FIRST_VISIT]})

    user_id: UserId | None = None
    session_id: Identifier | None = None
    shop: Shop = None
    k: Annotated[int, Field(ge=1, le=MOST, description="How many items.")] = 10
    at: Annotated[Seconds | None, Field(description="The moment; now when not given.")] = None
    tz: Zone | None = None
    query: Annotated[str | None, Field(max_length=2_000)] = None
    mood: MoodIn | None = None
    intent: Literal["match", "lift"] | None = None
    surface: Label = "home"
    channel: Label | None = None
    locale: Annotated[str, Field(max_length=35)] = "ko-KR"
    voice: Annotated[str, Field(max_length=64)] = "warm"
    filters: FiltersIn = FiltersIn()
    candidates: Annotated[list[Identifier] | None, Field(max_length=10_000, description="Rank only these.")] = None
    exclude: Annotated[list[Identifier] | None, Field(max_length=10_000, description="Never these.")] = None
    anchor: AnchorIn | None = None
    context: Annotated[dict[str, Scalar] | None, Field(max_length=20)] = None
    viewer: ViewerIn = ViewerIn()
    reasons: Ask = "all"
    use: Annotated[list[Signal] | None, Field(max_length=20, description="Narrows what is consented to.")] = None
    mode: Literal["personal", "non_profiled"] = "personal"


class EvidenceOut(TypedDict):
    """What a sentence stands on."""

    kind: Annotated[str, Field(description="A code.", examples=["liked_before"])]
    share: Annotated[float, Field(description="Its positive part of the score.", examples=[0.47])]
    contribution: Annotated[float, Field(description="Its exact part of the score.", examples=[1.08])]
    event_ids: tuple[str, ...]
    facts: Mapping[str, str | tuple[str, ...]]


class ReasonOut(TypedDict):
    """Why an item is in the list."""

    text: Annotated[str, Field(examples=["『소년이 온다』를 좋아하셔서 골랐어요."])]
    label: Annotated[str, Field(description="At most 18 graphemes.", examples=["좋아하신 책과 함께"])]
    code: Code
    locale: Annotated[str, Field(examples=["ko-KR"])]
    voice: Annotated[str, Field(examples=["warm"])]
    strength: Strength
    confidence: Annotated[float, Field(ge=0, le=1)]
    verified: Annotated[bool, Field(description="The rank worsens when the evidence is taken away.")]
    evidence: tuple[EvidenceOut, ...]
    controls: Annotated[tuple[str, ...], Field(examples=[["hide_reason", "wrong_reason"]])]


class ItemOut(TypedDict):
    """An item of the list."""

    item_id: Annotated[str, Field(examples=["b012"])]
    rank: Annotated[int, Field(ge=1)]
    score: float
    title: str
    creator: str
    kind: Kind
    category: str
    series: str
    description: str
    reason: ReasonOut | None


class MessageOut(TypedDict):
    """What is true of the whole list, said once."""

    text: str
    code: Annotated[str, Field(examples=["learning"])]
    position: Literal["top", "end"]
    controls: tuple[str, ...]


class MoodOut(TypedDict):
    """The mood a list followed: one the person said, or with their consent one that was believed."""

    source: MoodSource
    label: Annotated[MoodLabel | None, Field(description="What was said, where it has a name.", examples=["tired"])]
    needs: Annotated[tuple[str, ...], Field(description="What the list tries to do.", examples=[["comfort"]])]


class ShortfallOut(TypedDict):
    """Why there are fewer items than asked for."""

    asked: int
    served: int
    because: Annotated[str, Field(examples=["filters"])]


class RecommendationsOut(TypedDict):
    """The list, and what it was made from."""

    request_id: Annotated[str, Field(examples=["Jq0c1mYb3nT2hV8xKf5RwA"])]
    model: Annotated[str, Field(examples=["20261121T000000Z-0123456789"])]
    strategy: Strategy
    used_signals: tuple[Signal, ...]
    unused_signals: Annotated[dict[str, Unused], Field(examples=[{"mood": "no_consent", "time": "not_in_model"}])]
    message: MessageOut | None
    care: Annotated[CareOut | None, Field(description="The fixed help card; the list beside it is empty.")]
    shortfall: ShortfallOut | None
    mood: Annotated[MoodOut | None, Field(description="Null where none was said, and none may be believed.")]
    items: tuple[ItemOut, ...]
