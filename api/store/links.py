"""Which anonymous sessions are joined to which person: the last of `link` and `unlink` in (at, arrival) order."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from api.store.tables import links
from recsys.events import EventName

_NAMES = {EventName.LINK.value: 1, EventName.UNLINK.value: 0}
_INSERT = insert(links)
_OF_USER = (
    select(links.c.session_id, links.c.is_link)
    .where(links.c.shop == bindparam("shop"), links.c.user_id == bindparam("user_id"))
    .order_by(links.c.at, links.c.seq)
)
_OF_SESSIONS = (
    select(links.c.user_id)
    .where(links.c.shop == bindparam("shop"), links.c.session_id.in_(bindparam("sessions", expanding=True)))
    .distinct()
)


def add_links(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
    """Keeps the `link` and `unlink` events among new event rows as links."""
    found = [
        {**{name: row[name] for name in ("shop", "seq", "user_id", "session_id", "at")}, "is_link": _NAMES[row["name"]]}
        for row in rows
        if row["name"] in _NAMES and row["user_id"] is not None and row["session_id"] is not None
    ]
    if found:
        connection.execute(_INSERT, found)


def linked_sessions(connection: Connection, shop: str, user_id: str) -> tuple[str, ...]:
    """Sessions joined to the person now."""
    rows = connection.execute(_OF_USER, {"shop": shop, "user_id": user_id}).all()
    last = {row.session_id: bool(row.is_link) for row in rows}
    return tuple(session_id for session_id, is_link in last.items() if is_link)


def ever_linked_sessions(connection: Connection, shop: str, user_id: str) -> tuple[str, ...]:
    """Sessions that were joined to the person at any time."""
    rows = connection.execute(_OF_USER, {"shop": shop, "user_id": user_id}).all()
    return tuple(dict.fromkeys(row.session_id for row in rows if row.is_link))


def persons_of(connection: Connection, shop: str, sessions: Sequence[str]) -> set[str]:
    """Persons that any of the sessions was ever joined to: what happens in it may concern them."""
    if not sessions:
        return set()
    return set(connection.execute(_OF_SESSIONS, {"shop": shop, "sessions": list(sessions)}).scalars())
