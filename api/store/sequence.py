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


_STAMP = select(
    counters.c.forgets,
    *(
        select(column)
        .where(heads.c.shop == counters.c.shop, heads.c.user_id == bindparam("user_id"))
        .scalar_subquery()
        .label(column.name)
        for column in (heads.c.born, heads.c.seq)
    ),
).where(counters.c.shop == bindparam("shop"))


@dataclass(frozen=True, slots=True)
class Life:
    """Which life of an id is meant: deleting a person ends one. `born` is 0 for somebody never seen."""

    born: int
    forgets: int

    def is_over(self, now: "Life") -> bool:
        """Whether the person was deleted since. Of somebody never seen: whether anybody was, to be safe."""
        return self.born != now.born if self.born else self.forgets != now.forgets


@dataclass(frozen=True, slots=True)
class Stamp:
    """What anything remembered of a person is valid for: it changes whenever something about them does.

    Of somebody without a row, it changes with every deletion: the person may be the one, known to a model only.
    """

    head: int
    life: Life

    @property
    def is_unseen(self) -> bool:
        """Whether the store has no row of the person."""
        return self.head == 0

    def holds(self, now: "Stamp") -> bool:
        """Whether what was remembered under this stamp is still true."""
        return self.head == now.head and not self.life.is_over(now.life)


class Heads:
    """Reads heads: one prepared, indexed look-up each."""

    def __init__(self, database: Database) -> None:
        self._head = Prepared(database, _HEAD)
        self._life = Prepared(database, _LIFE)
        self._stamp = Prepared(database, _STAMP)

    def head(self, shop: str, user_id: str) -> int:
        """Newest sequence number about the person; 0 if never seen or deleted."""
        rows = self._head.rows({"shop": shop, "user_id": user_id})
        return int(rows[0][0]) if rows else 0

    def life(self, shop: str, user_id: str) -> Life:
        """The id's present life."""
        rows = self._life.rows({"shop": shop, "user_id": user_id})
        return Life(born=rows[0][1] or 0, forgets=rows[0][0]) if rows else Life(0, 0)

    def stamp(self, shop: str, user_id: str) -> Stamp:
        """Head and life at once."""
        rows = self._stamp.rows({"shop": shop, "user_id": user_id})
        if not rows:
            return Stamp(0, Life(0, 0))
        forgets, born, seq = rows[0]
        return Stamp(seq or 0, Life(born=born or 0, forgets=forgets))
