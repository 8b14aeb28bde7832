"""`POST /v1/events`."""

from functools import cache
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import TypeAdapter

from api.care import set_apart
from api.consent import Consents, admit_each
from api.cues import with_cue
from api.deps import services_of, shop_for
from api.event_schema import parse_events
from api.problems import Mistake, ProblemError, refused
from api.routing import JsonRoute, problems
from api.schemas.events import MOST_EVENTS, EventsIn, EventsOut
from api.services import Services
from api.shops import Shop
from recsys.errors import nearest
from recsys.events import Event

router = APIRouter(route_class=JsonRoute, tags=["events"])

_SERIALIZER = TypeAdapter(EventsOut).serializer
_FIELDS = ["events", "shop"]


@router.post(
    "/v1/events",
    response_model=EventsOut,
    responses=problems(400, 409, 413, 503),
    openapi_extra={"x-raw-body": True},
)
def events(request: Request, body: EventsIn) -> Response:
    """Store what happened. What is counted as accepted is durable; one bad event refuses the whole batch."""
    raw, named = _batch(body)
    services, shop = services_of(request), shop_for(request, named)
    told = store_events(services, shop, parse_events(raw, now=services.now()))
    return Response(_SERIALIZER.to_json(told), media_type="application/json")


def store_events(services: Services, shop: Shop, batch: tuple[Event, ...]) -> EventsOut:
    """Keep what may be kept of a batch, under each person's own consents. Crisis comes before everything else."""
    model = shop.model()
    safe, care = set_apart(batch, model, services.country)

    @cache
    def consents_of(user_id: str | None) -> Consents:
        return Consents(services.defaults) if user_id is None else services.store.consents(shop.name, user_id)

    scored = [with_cue(event, consents_of(event.user_id), model.titles) for event in safe]
    admitted = admit_each(scored, consents_of)
    appended = services.store.append(shop.name, admitted.keep)
    counts = {"accepted": appended.accepted, "duplicates": appended.duplicates, "not_stored": admitted.not_stored}
    for outcome, count in counts.items():
        services.metrics.events.labels(shop.name, outcome).inc(count)
    # What called for the card is told to the sender and counted nowhere.
    not_stored = admitted.not_stored + len(batch) - len(safe)
    return {"accepted": appended.accepted, "duplicates": appended.duplicates, "not_stored": not_stored, "care": care}


def _batch(body: Any) -> tuple[list[object], str | None]:
    """The raw events and the shop of a body that is only known to be JSON."""
    if not isinstance(body, dict):
        raise refused("body", body, "is not an object", 'an object: {"events": [...]}')
    for name in body:
        if name not in _FIELDS:
            raise refused(str(name)[:80], body[name], "is not a field of the batch", nearest(str(name), _FIELDS))
    raw, shop = body.get("events"), body.get("shop")
    if not isinstance(raw, list) or not 1 <= len(raw) <= MOST_EVENTS:
        size = f"has {len(raw):,} events" if isinstance(raw, list) else "is missing or no list"
        raise ProblemError(422, f"events: {size}", [Mistake("events", f"a list of 1 to {MOST_EVENTS:,} events")])
    if shop is not None and not isinstance(shop, str):
        raise refused("shop", shop, "is not text", "a shop's name")
    return raw, shop
