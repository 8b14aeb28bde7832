"""A `reason_wrong` that names no code means the reason that its answer gave: looked up where the answer is kept."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from api.store.impressions import Impression
from recsys.events import Event, EventName

Find = Callable[[str, str], Impression | None]
"""Shop and request id -> the answer, None when it is not known."""


def with_codes(shop: str, events: Iterable[Event], find: Find) -> tuple[Event, ...]:
    """The events, each `reason_wrong` with the code of the reason it speaks of, as far as that can be told."""
    return tuple(_with_code(shop, event, find) if _is_open(event) else event for event in events)


def _is_open(event: Event) -> bool:
    return event.name is EventName.REASON_WRONG and "code" not in event.details and "request_id" in event.details


def _with_code(shop: str, event: Event, find: Find) -> Event:
    shown = find(shop, str(event.details["request_id"]))
    if shown is None or shown.user_id not in (None, event.user_id):
        return event
    told = (item.reason for item in shown.items if item.item_id == event.item_id)
    reason = next(told, None)
    return event if reason is None else replace(event, details={**event.details, "code": str(reason["code"])})
