"""`GET /v1/recommendations/{request_id}/items/{item_id}/why`."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from api.schemas.recommendations import ReasonOut, Strength


class FactorOut(TypedDict):
    """One bar: what one cause adds to the score. All bars of an item add up to it."""

    scorer: Annotated[str, Field(examples=["item_linear"])]
    cause: Annotated[str, Field(examples=["item:b012"])]
    label: Annotated[str, Field(description="The cause in words.", examples=["함께 고른 기록: 『소년이 온다』"])]
    contribution: Annotated[float, Field(examples=[1.08])]
    share: Annotated[float, Field(description="Its positive part of all positive parts.", examples=[0.47])]
    item_id: Annotated[str | None, Field(description="The item of the past behind it.")]
    event_ids: tuple[str, ...]


class CertaintyOut(TypedDict):
    """How sure the sentence is."""

    strength: Strength | None
    confidence: float | None
    verified: bool
    text: str


class ChangeOut(TypedDict):
    """What would make the score another one."""

    action: Literal["forget_events", "consent_off", "mood_off", "not_interested", "non_profiled", "interest_on"]
    event_ids: tuple[str, ...]
    score_without: Annotated[float | None, Field(description="The score with this cause taken away, all else held.")]
    text: str


class WhyOut(TypedDict):
    """Why an item stood where it stood, as it was when the list was shown."""

    request_id: str
    item_id: str
    title: str
    rank: Annotated[int, Field(ge=1)]
    score: float
    model: str
    shown_at: Annotated[str, Field(examples=["2026-11-21T13:30:00+00:00"])]
    strategy: str
    reason: ReasonOut | None
    factors: list[FactorOut]
    evidence_in_words: list[str]
    certainty: CertaintyOut
    what_would_change_it: list[ChangeOut]
    made_by: Annotated[str, Field(examples=["추천 시스템이 만든 문장이에요."])]
    controls: tuple[str, ...]
