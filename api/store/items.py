"""Items of a shop, as last told. `items_version` says whether they changed."""

import json
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import Connection, bindparam, select, text, update

from api.store.engine import Database
from api.store.rows import as_json
from api.store.sequence import reserve
from api.store.tables import counters, items
from recsys.types import ItemFacts

_UPSERT = text(
    """INSERT INTO items (shop, item_id, body) VALUES (:shop, :item_id, :body)
       ON CONFLICT (shop, item_id) DO UPDATE SET body = excluded.body"""
)
_OF_SHOP = select(items.c.body).where(items.c.shop == bindparam("shop")).order_by(items.c.item_id)
_VERSION = select(counters.c.items_version).where(counters.c.shop == bindparam("shop"))
_NEXT_VERSION = (
    update(counters).where(counters.c.shop == bindparam("of_shop")).values(items_version=counters.c.items_version + 1)
)
_FIELDS = fields(ItemFacts)
_NAMES = frozenset(field.name for field in _FIELDS)


def put_items(database: Database, shop: str, facts: Sequence[ItemFacts]) -> int:
    """Adds or replaces the items (the last of an id holds) and raises the version; returns how many were stored."""
    rows = {entry.item_id: {"shop": shop, "item_id": entry.item_id, "body": as_json(_told(entry))} for entry in facts}
    if not rows:
        return 0
    with database.transaction() as connection:
        reserve(connection, shop, 0)
        connection.execute(_UPSERT, list(rows.values()))
        connection.execute(_NEXT_VERSION, {"of_shop": shop})
    return len(rows)


def read_items(connection: Connection, shop: str) -> tuple[ItemFacts, ...]:
    """All items of the shop, by id."""
    return tuple(_facts(json.loads(body)) for body in connection.execute(_OF_SHOP, {"shop": shop}).scalars())


def read_items_version(connection: Connection, shop: str) -> int:
    """Grows with every `put_items`; 0 while there was none."""
    return connection.execute(_VERSION, {"shop": shop}).scalar() or 0


def _told(facts: ItemFacts) -> dict[str, Any]:
    """The fields that say something: what equals its default is left out."""
    told = {field.name: getattr(facts, field.name) for field in _FIELDS}
    return {field.name: told[field.name] for field in _FIELDS if told[field.name] != field.default}


def _facts(body: dict[str, Any]) -> ItemFacts:
    """Fields of another version of the program are ignored."""
    return ItemFacts(**{name: _tuples(value) for name, value in body.items() if name in _NAMES})


def _tuples(value: Any) -> Any:
    return tuple(_tuples(entry) for entry in value) if isinstance(value, list) else value
