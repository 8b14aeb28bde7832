"""Sequence numbers and heads: how one process learns that another stored something about a person."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select, text

from api.store.engine import Database, Prepared
from api.store.tables import counters, heads

_RESERVE = text(
    """INSERT INTO counters (shop, seq, items_version, forgets) VALUES (:shop, :count, 0, 0)
       ON CONFLICT (shop) DO UPDATE SET seq = counters.seq + :count RETURNING seq"""
)
_RAISE_HEAD = text(
    """INSERT INTO heads (shop, user_id, seq, born) VALUES (:shop, :user_id, :seq, :seq)
       ON CONFLICT (shop, user_id) DO UPDATE SET seq = excluded.seq"""
)
_HEAD = select(heads.c.seq).where(heads.c.shop == bindparam("shop"), heads.c.user_id == bindparam("user_id"))
_LIFE = select(
    counters.c.forgets,
    select(heads.c.born)
    .where(heads.c.shop == counters.c.shop, heads.c.user_id == bindparam("user_id"))
    .scalar_subquery()
    .label("born"),
).where(counters.c.shop == bindparam("shop"))


def reserve(connection: Connection, shop: str, count: int) -> int:
    """The first of `count` new sequence numbers of the shop.

    Until the transaction ends no other one reserves in this shop, so numbers become visible in their order; with
    `count` 0 it only takes that lock.
    """
    last: int = connection.execute(_RESERVE, {"shop": shop, "count": count}).scalar_one()
    return last - count + 1


def raise_heads(connection: Connection, shop: str, user_ids: Iterable[str], seq: int) -> None:
    """Says of each person that something about them changed, at `seq`."""
    rows = [{"shop": shop, "user_id": user_id, "seq": seq} for user_id in sorted(user_ids)]
    if rows:
        connection.execute(_RAISE_HEAD, rows)


@dataclass(frozen=True, slots=True)
class Life:
    """Which life of an id is meant: deleting a person ends one. `born` is 0 for somebody never seen."""

    born: int
    forgets: int

    def is_over(self, now: "Life") -> bool:
        """Whether the person was deleted since. Of somebody never seen: whether anybody was, to be safe."""
        return self.born != now.born if self.born else self.forgets != now.forgets


class Heads:
    """Reads heads: one prepared, indexed look-up each."""

    def __init__(self, database: Database) -> None:
        self._head = Prepared(database, _HEAD)
        self._life = Prepared(database, _LIFE)

    def head(self, shop: str, user_id: str) -> int:
        """Newest sequence number about the person; 0 if never seen or deleted."""
        rows = self._head.rows({"shop": shop, "user_id": user_id})
        return int(rows[0][0]) if rows else 0

    def life(self, shop: str, user_id: str) -> Life:
        """The id's present life."""
        rows = self._life.rows({"shop": shop, "user_id": user_id})
        return Life(born=rows[0][1] or 0, forgets=rows[0][0]) if rows else Life(0, 0)
