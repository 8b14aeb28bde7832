"""Who was deleted: salted hashes, so that a model's snapshot of histories can be masked without keeping the id.

The salt lies in the same database: it keeps ids from being read or matched with other data, not from somebody who
holds the database and tries every id there can be.
"""

import hashlib

from sqlalchemy import Connection, bindparam, select, text

from api.store.tables import forgotten, salt

_SALT = select(salt.c.value)
_INSERT = text("INSERT INTO forgotten (shop, digest) VALUES (:shop, :digest) ON CONFLICT (shop, digest) DO NOTHING")
_FOUND = select(forgotten.c.digest).where(
    forgotten.c.digest == bindparam("of_digest"), forgotten.c.shop == bindparam("of_shop")
)


def mark_forgotten(connection: Connection, shop: str, user_id: str) -> None:
    """Says that whatever a model learned before now knows of the person is to be masked, for good."""
    connection.execute(_INSERT, {"shop": shop, "digest": _digest(connection, shop, user_id)})


def is_forgotten(connection: Connection, shop: str, user_id: str) -> bool:
    """Whether the person was ever deleted."""
    whose = {"of_shop": shop, "of_digest": _digest(connection, shop, user_id)}
    return connection.execute(_FOUND, whose).first() is not None


def _digest(connection: Connection, shop: str, user_id: str) -> str:
    key = str(connection.execute(_SALT).scalar_one()).encode()
    return hashlib.blake2b(f"{shop}\n{user_id}".encode(), key=key, digest_size=24).hexdigest()
