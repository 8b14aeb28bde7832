"""Events as rows and back. JSON is compact, sorted and readable text, so that equal bodies are equal strings."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from api.consent import CUES, purpose_of
from api.redact import FREE_TEXT, mask_details
from recsys.events import Detail, Event, EventName

_EVENT_NAMES = {name.value: name for name in EventName}

CORE = ("name", "at", "user_id", "session_id", "item_id", "body")
"""Columns in which a repeated event must equal the stored one."""


def as_json(value: object) -> str:
    """Compact JSON with sorted names; NaN and infinities are refused."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def event_row(shop: str, event: Event) -> dict[str, Any]:
    """The event's columns but `seq`. Text is masked here once more: nothing unmasked is ever written."""
    details = mask_details(event.details)
    words = {name: value for name, value in details.items() if name in FREE_TEXT}
    cue = {name: value for name, value in details.items() if name in CUES}
    return {
        "shop": shop,
        "event_id": event.event_id,
        "name": event.name.value,
        "purpose": purpose_of(event).value,
        "at": event.at,
        "user_id": event.user_id,
        "session_id": event.session_id,
        "item_id": event.item_id,
        "body": as_json({name: value for name, value in details.items() if name not in FREE_TEXT | CUES}),
        "words": as_json(words) if words else None,
        "cue": as_json(cue) if cue else None,
    }


def is_same_fact(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether a repeated event has the stored one's body. Text is compared only where both have it.

    (A client may repeat an event after its author gave or withdrew consent to `words`, or to `mood`.)
    """
    texts = (old["words"], new["words"])
    return all(old[column] == new[column] for column in CORE) and (None in texts or texts[0] == texts[1])


def row_events(rows: Sequence[Any], *, with_words: bool, with_cues: bool = False) -> tuple[Event, ...]:
    """The events of rows of the events table, in their order; free text only `with_words`, cues only `with_cues`."""
    # One JSON document for all bodies: a parser call a row would take most of the time.
    details = json.loads(f"[{','.join([row.body for row in rows])}]")
    if with_words:
        details = [
            body if row.words is None else body | json.loads(row.words) for body, row in zip(details, rows, strict=True)
        ]
    if with_cues:
        details = [
            body if row.cue is None else body | json.loads(row.cue) for body, row in zip(details, rows, strict=True)
        ]
    return tuple(
        [
            Event(
                row.event_id, _EVENT_NAMES[row.name], row.at, row.user_id, row.session_id, row.item_id, _details(body)
            )
            for row, body in zip(rows, details, strict=True)
        ]
    )


def _details(body: dict[str, Any]) -> dict[str, Detail]:
    """Lists are tuples again; nothing else differs from what was stored."""
    for name, value in body.items():
        if type(value) is list:
            body[name] = tuple(value)
    return body
