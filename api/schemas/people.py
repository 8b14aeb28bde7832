"""`/v1/users/{id}/...`: consents, export, deletion."""

from typing import Annotated, Any

from pydantic import ConfigDict, Field
from typing_extensions import TypedDict

from api.schemas.fields import Body, Label
from recsys.state.interests import InterestKind

ANSWERS: dict[str, Any] = {"history": True, "session": True, "mood": False, "text_version": "2026-11"}


class ConsentsIn(Body):
    """A person's answers, purpose by purpose. A purpose that is not named keeps its last answer."""

    model_config = ConfigDict(json_schema_extra={"examples": [ANSWERS]})

    history: bool | None = None
    session: bool | None = None
    time: bool | None = None
    mood: bool | None = None
    link: bool | None = None
    store: bool | None = None
    birthday: bool | None = None
    words: bool | None = None
    marketing: bool | None = None
    night_marketing: bool | None = None
    research: bool | None = None
    text_version: Annotated[Label, Field(description="Which notice was answered.")]


class ConsentsOut(TypedDict):
    """What a person consents to now: their last answers over the operator's defaults."""

    history: bool
    session: bool
    time: bool
    mood: bool
    link: bool
    store: bool
    birthday: bool
    words: bool
    marketing: bool
    night_marketing: bool
    research: bool
    text_version: Annotated[str | None, Field(description="The notice last answered; null for none.")]


class InterestOut(TypedDict):
    """A category, theme or creator the person's choices have in common."""

    value: Annotated[str, Field(examples=["위로"])]
    kind: InterestKind
    share: Annotated[float, Field(ge=0, le=1, description="Part of what the person chose that has it.")]


class InterestsOut(TypedDict):
    """What the lists are drawn towards, and what the person wants nothing of."""

    interests: list[InterestOut]
    off: Annotated[list[str], Field(description="Values of `preference` events with the key `interest_off`.")]


class ExportOut(TypedDict):
    """Everything kept of a person."""

    user_id: str
    shop: str
    events: list[dict[str, Any]]
    consents: dict[str, Any]
    impressions: list[dict[str, Any]]
    inferences: list[dict[str, Any]]
    model_history: Annotated[list[dict[str, Any]], Field(description="What the model in use was trained with.")]


class DeletedOut(TypedDict):
    """What a deletion did."""

    deleted_rows: Annotated[int, Field(examples=[42])]
    model_history: Annotated[str, Field(description="What holds for the snapshot in the model.", examples=["masked"])]
