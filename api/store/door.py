"""The door: events leave the store only for purposes that the reader names and the person consents to.

Free text leaves only where `words` is named and consented to as well, cues of a mood only where `mood` is.
"""

from collections.abc import Iterator
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, bindparam, case, literal, null, select, tuple_

from api.consent import Purpose
from api.store.engine import Database
from api.store.ledger import read_consents
from api.store.links import linked_sessions
from api.store.rows import row_events
from api.store.tables import consents, events
from recsys.events import Event

PAGE = 5_000

_IN_SHOP = events.c.shop == bindparam("shop")
_ALLOWED = events.c.purpose.in_(bindparam("purposes", expanding=True))
_OF_USER = select(events).where(_IN_SHOP, events.c.user_id == bindparam("user_id"), _ALLOWED)
_OF_SESSION = select(events).where(
    _IN_SHOP, events.c.user_id.is_(None), events.c.session_id == bindparam("session_id"), _ALLOWED
)


def events_of_user(
    database: Database, shop: str, user_id: str, *, purposes: frozenset[Purpose], defaults: frozenset[Purpose]
) -> tuple[Event, ...]:
    """The person's events, and with `link` those of the sessions joined to them, in (at, arrival) order."""
    connection = database.connection()
    allowed = read_consents(connection, shop, user_id, defaults).among(purposes)
    if not allowed:
        return ()
    named = {"shop": shop, "purposes": [purpose.value for purpose in allowed]}
    rows = list(connection.execute(_OF_USER, {**named, "user_id": user_id}).all())
    if Purpose.LINK in allowed:
        for session_id in linked_sessions(connection, shop, user_id):
            rows += connection.execute(_OF_SESSION, {**named, "session_id": session_id}).all()
    return _in_order(rows, allowed)


def events_of_session(
    database: Database, shop: str, session_id: str, *, purposes: frozenset[Purpose], defaults: frozenset[Purpose]
) -> tuple[Event, ...]:
    """An anonymous session's events in (at, arrival) order. Nobody answered for it, so the defaults hold."""
    allowed = defaults & purposes
    if not allowed:
        return ()
    found = {"shop": shop, "purposes": [purpose.value for purpose in allowed], "session_id": session_id}
    rows = list(database.connection().execute(_OF_SESSION, found).all())
    return _in_order(rows, allowed)


def events_for_training(
    database: Database, shop: str, *, purposes: frozenset[Purpose], defaults: frozenset[Purpose]
) -> Iterator[tuple[str, Event]]:
    """(user id, event) of every person, each under that person's consents, in (at, arrival) order, a page at a time.

    No statement stays open between pages, and consents are looked up with each: a withdrawal takes effect at once.
    """
    statement = _training_page(purposes, defaults)
    # The first page starts before every row: times may be negative, sequence numbers are not.
    at, seq = -(2**63), -1
    while True:
        page = database.connection().execute(statement, {"shop": shop, "at": at, "seq": seq}).all()
        # The statement has withheld what words it must: here is nothing left to drop.
        yield from zip([row.user_id for row in page], row_events(page, with_words=True), strict=True)
        if len(page) < PAGE:
            return
        at, seq = page[-1].at, page[-1].seq


def _training_page(purposes: frozenset[Purpose], defaults: frozenset[Purpose]) -> Any:
    words: ColumnElement[Any] = null()
    if Purpose.WORDS in purposes:
        words = case((_is_on(literal(Purpose.WORDS.value), defaults), events.c.words), else_=null())
    return (
        select(*(column for column in events.c if column.name != "words"), words.label("words"))
        .where(
            _IN_SHOP,
            events.c.user_id.is_not(None),
            events.c.purpose.in_([purpose.value for purpose in purposes]),
            _is_on(events.c.purpose, defaults),
            tuple_(events.c.at, events.c.seq) > tuple_(bindparam("at"), bindparam("seq")),
        )
        .order_by(events.c.at, events.c.seq)
        .limit(PAGE)
    )


def _is_on(purpose: ColumnElement[str], defaults: frozenset[Purpose]) -> ColumnElement[bool]:
    """Whether the person of the events row consents: the ledger's last word, or the default."""
    last_word = (
        select(consents.c.granted)
        .where(consents.c.shop == events.c.shop, consents.c.user_id == events.c.user_id, consents.c.purpose == purpose)
        .order_by(consents.c.seq.desc())
        .limit(1)
        .scalar_subquery()
    )
    by_default = case((purpose.in_([default.value for default in defaults]), 1), else_=0)
    return case((last_word.is_not(None), last_word), else_=by_default).cast(Integer) == 1


def _in_order(rows: list[Any], allowed: frozenset[Purpose]) -> tuple[Event, ...]:
    rows.sort(key=attrgetter("at", "seq"))
    return row_events(rows, with_words=Purpose.WORDS in allowed, with_cues=Purpose.MOOD in allowed)


def all_rows(connection: Connection, shop: str, user_id: str) -> list[Any]:
    """Every event row of the person and of sessions joined to them, consented to or not: for their own export."""
    everything = {"shop": shop, "purposes": [purpose.value for purpose in Purpose]}
    rows = list(connection.execute(_OF_USER, {**everything, "user_id": user_id}).all())
    for session_id in linked_sessions(connection, shop, user_id):
        rows += connection.execute(_OF_SESSION, {**everything, "session_id": session_id}).all()
    return sorted(rows, key=attrgetter("at", "seq"))
