"""The consent ledger: what a person answered, when, to which text. Rows are added, never changed."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, insert, null, select, update

from api.consent import Consents, Purpose
from api.store.moods import erase_moods
from api.store.sequence import raise_heads, reserve
from api.store.tables import consents, events

_KNOWN = frozenset(purpose.value for purpose in Purpose)
_INSERT = insert(consents)
_OF_USER = (
    select(consents)
    .where(consents.c.shop == bindparam("shop"), consents.c.user_id == bindparam("user_id"))
    .order_by(consents.c.seq)
)
_OF_PERSON = (events.c.shop == bindparam("of_shop"), events.c.user_id == bindparam("of_user"))
_ERASE_WORDS = update(events).where(*_OF_PERSON, events.c.words.is_not(None)).values(words=null())


def ledger_rows(connection: Connection, shop: str, user_id: str) -> list[dict[str, Any]]:
    """Every row of the person, oldest first."""
    rows = connection.execute(_OF_USER, {"shop": shop, "user_id": user_id}).mappings()
    return [dict(row) for row in rows]


def read_consents(connection: Connection, shop: str, user_id: str, defaults: frozenset[Purpose]) -> Consents:
    """The latest answer to each purpose, over the operator's defaults. Purposes this program lacks are ignored."""
    on, text_version = set(defaults), None
    for row in connection.execute(_OF_USER, {"shop": shop, "user_id": user_id}):
        text_version = row.text_version
        if row.purpose in _KNOWN:
            (on.add if row.granted else on.discard)(Purpose(row.purpose))
    return Consents(frozenset(on), text_version)


def write_consents(
    connection: Connection, changes: Mapping[Purpose, bool], *, shop: str, user_id: str, text_version: str, at: int
) -> bool:
    """Adds a row for each answer; says whether something was erased.

    What is withdrawn is unreadable from now on; with `mood` everything about it, with `words` every text, is erased.
    """
    first = reserve(connection, shop, len(changes))
    whose = {"shop": shop, "user_id": user_id, "text_version": text_version, "at": at}
    rows = [
        {**whose, "seq": seq, "purpose": purpose.value, "granted": int(is_on)}
        for seq, (purpose, is_on) in enumerate(changes.items(), start=first)
    ]
    connection.execute(_INSERT, rows)
    raise_heads(connection, shop, [user_id], first + len(rows) - 1)
    erased = 0
    if changes.get(Purpose.MOOD) is False:
        erased += erase_moods(connection, shop, user_id)
    if changes.get(Purpose.WORDS) is False:
        erased += connection.execute(_ERASE_WORDS, {"of_shop": shop, "of_user": user_id}).rowcount
    return erased > 0
