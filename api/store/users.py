"""A person's own rights over the store: everything about them in one document, and everything about them gone."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, text

from api.consent import Consents
from api.store.door import all_rows
from api.store.impressions import Impression, impressions_of
from api.store.ledger import ledger_rows
from api.store.links import ever_linked_sessions, linked_sessions, persons_of
from api.store.rows import row_events
from api.store.sequence import raise_heads, reserve
from api.store.tables import consents, events, heads, impressions, links
from recsys.events import Event

INFERRED = frozenset({"mood_believed", "time_habit"})
"""Reason codes that say what the service believed of the person rather than what they did or said."""

_DELETE_USER = [
    delete(table).where(table.c.shop == bindparam("of_shop"), table.c.user_id == bindparam("of_user"))
    for table in (links, events, consents, impressions, heads)
]
_DELETE_SESSION = [
    delete(table).where(
        table.c.shop == bindparam("of_shop"),
        table.c.user_id.is_(None),
        table.c.session_id == bindparam("of_session"),
    )
    for table in (events, impressions)
]
_COUNT_FORGET = text("UPDATE counters SET forgets = forgets + 1 WHERE shop = :shop")


def export_document(connection: Connection, shop: str, user_id: str, now: Consents) -> dict[str, object]:
    """Everything stored about the person, as JSON values: also what nobody may read without consent any more."""
    shown = impressions_of(connection, shop, user_id, linked_sessions(connection, shop, user_id))
    return {
        "user_id": user_id,
        "shop": shop,
        "events": [_event(event) for event in _all_events(connection, shop, user_id)],
        "consents": {"now": now.as_dict(), "ledger": [_answer(row) for row in ledger_rows(connection, shop, user_id)]},
        "impressions": [{**asdict(impression), "at": _time(impression.at)} for impression in shown],
        "inferences": list(_inferences(shown)),
    }


def _all_events(connection: Connection, shop: str, user_id: str) -> tuple[Event, ...]:
    return row_events(all_rows(connection, shop, user_id), with_words=True, with_cues=True)


def delete_person(connection: Connection, shop: str, user_id: str) -> int:
    """Deletes every row of the person, and anonymous sessions joined to them; returns how many rows there were."""
    seq = reserve(connection, shop, 1)
    sessions = ever_linked_sessions(connection, shop, user_id)
    others = persons_of(connection, shop, sessions) - {user_id}
    whose = {"of_shop": shop, "of_user": user_id}
    count = sum(connection.execute(statement, whose).rowcount for statement in _DELETE_USER)
    for session_id in sessions:
        session = {"of_shop": shop, "of_session": session_id}
        count += sum(connection.execute(statement, session).rowcount for statement in _DELETE_SESSION)
    # Another person of a shared session loses its events too, so what is cached of them is stale.
    raise_heads(connection, shop, others, seq)
    connection.execute(_COUNT_FORGET, {"shop": shop})
    return count


def _inferences(shown: Iterable[Impression]) -> Iterable[dict[str, object]]:
    """What was believed of the person when something was shown. The store keeps no belief of its own."""
    for impression in shown:
        for item in impression.items:
            if item.reason is not None and item.reason.get("code") in INFERRED:
                yield {"at": _time(impression.at), "item_id": item.item_id, "is_inferred": True, **item.reason}


def _event(event: Event) -> dict[str, object]:
    own = {"event_id": event.event_id, "event": event.name.value, "at": _time(event.at)}
    ids = {"user_id": event.user_id, "session_id": event.session_id, "item_id": event.item_id}
    details = {name: list(value) if isinstance(value, tuple) else value for name, value in event.details.items()}
    return {**own, **{name: value for name, value in ids.items() if value is not None}, **details}


def _answer(row: dict[str, Any]) -> dict[str, object]:
    return {
        "purpose": row["purpose"],
        "granted": bool(row["granted"]),
        "text_version": row["text_version"],
        "at": _time(row["at"]),
    }


def _time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()
