"""`POST /v1/events`: the documented form. What a particular event may carry is checked by `api.event_schema`."""

from typing import Annotated, Any

from pydantic import ConfigDict, Field
from typing_extensions import TypedDict

from api.schemas.fields import Body, CareOut, Identifier, Label, Seconds, Shop, UserId, Zone
from recsys.events import EventName

MOST_EVENTS = 1_000
BATCH: dict[str, Any] = {
    "events": [
        {
            "event_id": "e-1001",
            "event": "like",
            "user_id": "minseo",
            "session_id": "visit-1",
            "item_id": "b012",
            "at": "2026-11-21T22:31:00+09:00",
            "tz": "Asia/Seoul",
        }
    ]
}


class EventIn(Body):
    """A fact, in the past tense. Beside these fields an event carries its own: `query` for search, `rating`..."""

    model_config = ConfigDict(extra="allow")

    event_id: Annotated[Identifier, Field(description="The shop's own id: a repeated one is counted once.")]
    event: EventName
    at: Seconds
    user_id: UserId | None = None
    session_id: Identifier | None = None
    item_id: Identifier | None = None
    tz: Zone | None = None
    channel: Label | None = None
    surface: Label | None = None
    device: Label | None = None
    request_id: Identifier | None = None
    moment_id: Identifier | None = None
    position: Annotated[int | None, Field(ge=0)] = None
    context: Annotated[
        dict[str, Any] | None,
        Field(description="Circumstances, as a request may tell them; no mood.", examples=[{"weather": "rain"}]),
    ] = None


class EventsIn(Body):
    """A batch: stored as a whole or, when one event is bad, not at all."""

    model_config = ConfigDict(json_schema_extra={"examples": [BATCH]})

    events: Annotated[list[EventIn], Field(min_length=1, max_length=MOST_EVENTS)]
    shop: Shop = None


class EventsOut(TypedDict):
    """What became of the batch."""

    accepted: Annotated[int, Field(description="New and durable.", examples=[1])]
    duplicates: Annotated[int, Field(description="Known already, with the same body.", examples=[0])]
    not_stored: Annotated[
        int, Field(description="No consent for their purpose, or a cry for help: no trace is left.", examples=[0])
    ]
    care: Annotated[CareOut | None, Field(description="The fixed help card, where somebody may be in danger.")]
