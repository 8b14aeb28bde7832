"""The tables of the newest schema, as the statements see them. `migrations.py` creates them.

Every row belongs to a `shop`. A sequence number (`seq`) is unique within its shop, grows in order of commit and is
never used again, so a person's head that did not change means that nothing about the person did.
"""

from sqlalchemy import BigInteger, Column, Integer, MetaData, Table, Text

METADATA = MetaData()


def _key(name: str) -> Column[str]:
    return Column(name, Text, primary_key=True)


schema_version = Table("schema_version", METADATA, Column("version", Integer, nullable=False))

counters = Table(
    "counters",
    METADATA,
    _key("shop"),
    Column("seq", BigInteger, nullable=False),
    Column("items_version", BigInteger, nullable=False),
    Column("forgets", BigInteger, nullable=False),
)
"""One row a shop: the last sequence number, the version of its items, how often a person was forgotten."""

events = Table(
    "events",
    METADATA,
    Column("seq", BigInteger, primary_key=True),
    _key("shop"),
    Column("event_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("user_id", Text),
    Column("session_id", Text),
    Column("item_id", Text),
    Column("body", Text, nullable=False),
    Column("words", Text),
    Column("cue", Text),
)
"""`body` holds the details but the free text; `words` the free text, apart, so that it can be withheld and erased.

`cue` is apart for the same reason: what a text was worth as a hint at a mood."""

heads = Table(
    "heads",
    METADATA,
    _key("shop"),
    _key("user_id"),
    Column("seq", BigInteger, nullable=False),
    Column("born", BigInteger, nullable=False),
)
"""Newest sequence number about a person, and the first since they were last forgotten (or first seen)."""

consents = Table(
    "consents",
    METADATA,
    _key("shop"),
    _key("user_id"),
    Column("seq", BigInteger, primary_key=True),
    Column("purpose", Text, nullable=False),
    Column("granted", Integer, nullable=False),
    Column("text_version", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
)
"""The ledger: rows are added, never changed; the last one of a purpose holds."""

links = Table(
    "links",
    METADATA,
    Column("seq", BigInteger, primary_key=True),
    _key("shop"),
    Column("user_id", Text, nullable=False),
    Column("session_id", Text, nullable=False),
    Column("is_link", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
)
"""The `link` and `unlink` events as they join sessions to persons; the last in (at, seq) holds."""

items = Table(
    "items",
    METADATA,
    _key("shop"),
    _key("item_id"),
    Column("body", Text, nullable=False),
)

impressions = Table(
    "impressions",
    METADATA,
    _key("request_id"),
    _key("shop"),
    Column("user_id", Text),
    Column("session_id", Text),
    Column("at", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
)

salt = Table("salt", METADATA, Column("value", Text, nullable=False))
"""One row: what ids are hashed with, drawn when the database was made."""

forgotten = Table("forgotten", METADATA, _key("digest"), _key("shop"))
"""Hashes of deleted ids: a model trained before the deletion may still hold their history, which is then masked."""
