"""Events as rows and back. JSON is compact, sorted and readable text, so that equal bodies are equal strings."""

import json
from collections.abc import Mapping
from typing import Any

from api.consent import purpose_of
from api.redact import FREE_TEXT, mask_details
from recsys.events import Detail, Event, EventName

CORE = ("name", "at", "user_id", "session_id", "item_id", "body")
"""Columns in which a repeated event must equal the stored one."""


def as_json(value: object) -> str:
    """Compact JSON with sorted names; NaN and infinities are refused."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def event_row(shop: str, event: Event) -> dict[str, Any]:
    """The event's columns but `seq`. Text is masked here once more: nothing unmasked is ever written."""
    details = mask_details(event.details)
    words = {name: value for name, value in details.items() if name in FREE_TEXT}
    return {
        "shop": shop,
        "event_id": event.event_id,
        "name": event.name.value,
        "purpose": purpose_of(event).value,
        "at": event.at,
        "user_id": event.user_id,
        "session_id": event.session_id,
        "item_id": event.item_id,
        "body": as_json({name: value for name, value in details.items() if name not in FREE_TEXT}),
        "words": as_json(words) if words else None,
    }


def is_same_fact(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether a repeated event has the stored one's body. Text is compared only where both have it.

    (A client may repeat an event after its author gave or withdrew consent to `words`.)
    """
    texts = (old["words"], new["words"])
    return all(old[column] == new[column] for column in CORE) and (None in texts or texts[0] == texts[1])


def row_event(row: Any, *, with_words: bool) -> Event:
    """The event of a row of the events table; its free text only `with_words`."""
    details = _details(row.body)
    if with_words and row.words is not None:
        details |= _details(row.words)
    return Event(row.event_id, EventName(row.name), row.at, row.user_id, row.session_id, row.item_id, details)


def _details(body: str) -> dict[str, Detail]:
    if body == "{}":
        return {}
    loaded = json.loads(body)
    return {name: tuple(value) if isinstance(value, list) else value for name, value in loaded.items()}
