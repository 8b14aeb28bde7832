"""Impressions: what was shown to whom, in which order, with which chance and for which reasons.

Without them no honest off-policy estimate is ever possible, and `why` could not be answered after a model change.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, bindparam, select, text

from api.store.rows import as_json
from api.store.tables import impressions

_INSERT = text(
    """INSERT INTO impressions (shop, request_id, user_id, session_id, at, body)
       VALUES (:shop, :request_id, :user_id, :session_id, :at, :body) ON CONFLICT (shop, request_id) DO NOTHING"""
)
_BY_REQUEST = select(impressions).where(
    impressions.c.shop == bindparam("shop"), impressions.c.request_id == bindparam("request_id")
)
_OF_USER = (
    select(impressions)
    .where(impressions.c.shop == bindparam("shop"), impressions.c.user_id == bindparam("user_id"))
    .order_by(impressions.c.at)
)
_OF_SESSIONS = (
    select(impressions)
    .where(
        impressions.c.shop == bindparam("shop"),
        impressions.c.user_id.is_(None),
        impressions.c.session_id.in_(bindparam("sessions", expanding=True)),
    )
    .order_by(impressions.c.at)
)


@dataclass(frozen=True, slots=True)
class ContributionRow:
    """One cause's part of an item's score, as it was when the item was shown."""

    scorer: str
    cause: str
    contribution: float
    share: float
    event_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImpressionItem:
    """One shown item. `reason` is the reason as the response gave it (JSON), or None; `propensity` in (0, 1]."""

    item_id: str
    rank: int
    score: float
    propensity: float = 1.0
    reason: Mapping[str, Any] | None = None
    contributions: tuple[ContributionRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Impression:
    """One answered request. `at` is UTC seconds. `extra` holds what else the answer should be explained by (JSON)."""

    request_id: str
    shop: str
    at: int
    model_id: str
    policy_version: str
    user_id: str | None = None
    session_id: str | None = None
    surface: str = ""
    strategy: str = ""
    items: tuple[ImpressionItem, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


def impression_row(impression: Impression) -> dict[str, Any]:
    """The impression as a row: what is searched by is a column, all else compact JSON."""
    return {
        "shop": impression.shop,
        "request_id": impression.request_id,
        "user_id": impression.user_id,
        "session_id": impression.session_id,
        "at": impression.at,
        "body": as_json(
            {
                "model": impression.model_id,
                "policy": impression.policy_version,
                "surface": impression.surface,
                "strategy": impression.strategy,
                "items": [_packed(item) for item in impression.items],
                **({"extra": dict(impression.extra)} if impression.extra else {}),
            }
        ),
    }


def row_impression(row: Any) -> Impression:
    """The impression of a row of the impressions table."""
    body = json.loads(row.body)
    return Impression(
        request_id=row.request_id,
        shop=row.shop,
        at=row.at,
        model_id=body["model"],
        policy_version=body["policy"],
        user_id=row.user_id,
        session_id=row.session_id,
        surface=body["surface"],
        strategy=body["strategy"],
        items=tuple(_unpacked(item) for item in body["items"]),
        extra=body.get("extra", {}),
    )


def write_impressions(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts the rows; a request that is there already is left as it is."""
    if rows:
        connection.execute(_INSERT, list(rows))


def read_impression(connection: Connection, shop: str, request_id: str) -> Impression | None:
    """The request's impression, or None."""
    row = connection.execute(_BY_REQUEST, {"shop": shop, "request_id": request_id}).one_or_none()
    return None if row is None else row_impression(row)


def impressions_of(connection: Connection, shop: str, user_id: str, sessions: Sequence[str]) -> list[Impression]:
    """What was shown to the person, also in the anonymous sessions named, oldest first."""
    rows = list(connection.execute(_OF_USER, {"shop": shop, "user_id": user_id}).all())
    if sessions:
        rows += connection.execute(_OF_SESSIONS, {"shop": shop, "sessions": list(sessions)}).all()
    return [row_impression(row) for row in sorted(rows, key=lambda row: row.at)]


def _packed(item: ImpressionItem) -> list[Any]:
    """Items as lists: their field names would be most of the row."""
    causes = [[c.scorer, c.cause, c.contribution, c.share, list(c.event_ids)] for c in item.contributions]
    return [item.item_id, item.rank, item.score, item.propensity, item.reason, causes]


def _unpacked(packed: list[Any]) -> ImpressionItem:
    item_id, rank, score, propensity, reason, causes = packed
    rows = tuple(ContributionRow(s, c, value, share, tuple(ids)) for s, c, value, share, ids in causes)
    return ImpressionItem(item_id, rank, score, propensity, reason, rows)
