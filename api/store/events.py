"""Appends events: all of a batch or nothing, durable when it returns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from api.store.engine import Database
from api.store.errors import ConflictError
from api.store.links import add_links, persons_of
from api.store.rows import CORE, event_row, is_same_fact
from api.store.sequence import raise_heads, reserve
from api.store.tables import events
from recsys.events import Event

CHUNK = 1_000
"""Ids asked for in one statement: every database has a limit of parameters."""

_INSERT = insert(events)
_STORED = select(events.c.event_id, events.c.words, *(events.c[column] for column in CORE)).where(
    events.c.shop == bindparam("shop"), events.c.event_id.in_(bindparam("ids", expanding=True))
)


@dataclass(frozen=True, slots=True)
class Appended:
    """How many events of a batch are new, and how many were there already."""

    accepted: int
    duplicates: int


def append(database: Database, shop: str, batch: Sequence[Event]) -> Appended:
    """Stores the batch. Raises `ConflictError`, and stores nothing, when a repeated id has another body."""
    rows = _distinct([event_row(shop, event) for event in batch])
    if not rows:
        return Appended(0, 0)
    with database.transaction() as connection:
        first = reserve(connection, shop, len(rows))
        stored = dict(_stored(connection, shop, list(rows)))
        _refuse_conflicts(rows, stored)
        new = [row for event_id, row in rows.items() if event_id not in stored]
        for seq, row in enumerate(new, start=first):
            row["seq"] = seq
        _insert(connection, shop, new)
    return Appended(accepted=len(new), duplicates=len(batch) - len(new))


def _distinct(rows: Sequence[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """By event id, in order of arrival."""
    distinct: dict[str, dict[str, Any]] = {}
    for row in rows:
        first = distinct.setdefault(row["event_id"], row)
        if first is not row and not is_same_fact(first, row):
            raise ConflictError(row["event_id"])
    return distinct


def _stored(connection: Connection, shop: str, ids: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    for start in range(0, len(ids), CHUNK):
        found = connection.execute(_STORED, {"shop": shop, "ids": list(ids[start : start + CHUNK])})
        yield from ((row["event_id"], dict(row)) for row in found.mappings())


def _refuse_conflicts(rows: Mapping[str, Mapping[str, Any]], stored: Mapping[str, Mapping[str, Any]]) -> None:
    for event_id, old in stored.items():
        if not is_same_fact(old, rows[event_id]):
            raise ConflictError(event_id)


def _insert(connection: Connection, shop: str, rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    connection.execute(_INSERT, rows)
    add_links(connection, rows)
    anonymous = sorted({row["session_id"] for row in rows if row["user_id"] is None} - {None})
    concerned = {row["user_id"] for row in rows} - {None}
    raise_heads(connection, shop, concerned | persons_of(connection, shop, anonymous), rows[-1]["seq"])
