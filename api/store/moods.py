"""Mood in the store: cues fade after a week, and all of it goes when the person withdraws their consent.

A cue is what a text was worth when it came in; it lies apart from its event, so that it can be withheld and erased.
"""

import json
from typing import Any

from sqlalchemy import Connection, bindparam, delete, literal_column, null, select, text, update

from api.consent import Purpose
from api.store.rows import as_json
from api.store.tables import events, impressions

KEPT_SECONDS = 7 * 24 * 3_600
"""Reports and cues of a mood are kept for a week: three days of them are needed to say “lately”."""

SCORER = "mood_fit"
"""The scorer whose causes are of mood, in a list's record."""
CODES = frozenset({"mood_said", "mood_believed"})
_BELIEVED = '"code":"mood_believed"'

_OF_PERSON = (events.c.shop == bindparam("of_shop"), events.c.user_id == bindparam("of_user"))
_IS_REPORT = events.c.purpose == literal_column(f"'{Purpose.MOOD.value}'")
"""Written out: an index of some rows only is not used for a bound value."""
_DELETE_REPORTS = delete(events).where(*_OF_PERSON, events.c.purpose == Purpose.MOOD.value)
_ERASE_CUES = update(events).where(*_OF_PERSON, events.c.cue.is_not(None)).values(cue=null())
_DELETE_OLD = delete(events).where(_IS_REPORT, events.c.at < bindparam("before"))
_ERASE_OLD = update(events).where(events.c.cue.is_not(None), events.c.at < bindparam("before")).values(cue=null())
_SHOWN = select(impressions.c.request_id, impressions.c.body).where(
    impressions.c.shop == bindparam("of_shop"),
    impressions.c.user_id == bindparam("of_user"),
    impressions.c.body.contains("mood"),
)
_RETELL = text("UPDATE impressions SET body = :body WHERE shop = :shop AND request_id = :request_id")
_GUESSED = select(impressions.c.body).where(
    impressions.c.shop == bindparam("of_shop"),
    impressions.c.user_id == bindparam("of_user"),
    impressions.c.at >= bindparam("since"),
    impressions.c.body.contains(_BELIEVED),
)


def erase_moods(connection: Connection, shop: str, user_id: str) -> int:
    """Deletes the person's reports and cues, and what lists told of their mood; returns how many rows it met."""
    whose = {"of_shop": shop, "of_user": user_id}
    count = sum(connection.execute(statement, whose).rowcount for statement in (_DELETE_REPORTS, _ERASE_CUES))
    shown = [
        {"shop": shop, "request_id": row.request_id, "body": as_json(without_mood(json.loads(row.body)))}
        for row in connection.execute(_SHOWN, whose)
    ]
    if shown:
        connection.execute(_RETELL, shown)
    return count + len(shown)


def expire_moods(connection: Connection, now: int) -> int:
    """Deletes everybody's reports and cues that are older than a week; returns how many there were."""
    old = {"before": now - KEPT_SECONDS}
    return sum(connection.execute(statement, old).rowcount for statement in (_DELETE_OLD, _ERASE_OLD))


def guesses_told(connection: Connection, shop: str, user_id: str, since: int) -> frozenset[str]:
    """How far guesses about the person's mood went since then (UTC seconds): "maybe", "likely", or neither."""
    rows = connection.execute(_GUESSED, {"of_shop": shop, "of_user": user_id, "since": since})
    reasons = (item[4] for row in rows for item in json.loads(row.body)["items"])
    return frozenset(r["strength"] for r in reasons if r is not None and r["code"] == "mood_believed")


def without_mood(body: dict[str, Any]) -> dict[str, Any]:
    """An impression's body as if there had been no mood: no reason of it, no cause of it, the score less by them."""
    extra = dict(body.get("extra", {}))
    if "used" in extra:
        extra["used"] = [signal for signal in extra["used"] if signal != "mood"]
    return {**body, "items": [_item_without(item) for item in body["items"]], "extra": extra}


def _item_without(packed: list[Any]) -> list[Any]:
    item_id, rank, score, propensity, reason, causes = packed
    moved = sum(cause[2] for cause in causes if cause[0] == SCORER)
    told = None if reason is not None and reason["code"] in CODES else reason
    return [item_id, rank, score - moved, propensity, told, [cause for cause in causes if cause[0] != SCORER]]
