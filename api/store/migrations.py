"""Ordered schema migrations. Each runs in one transaction; a database keeps its data through all of them.

A migration is frozen once released: it is written out in SQL and never refers to `tables.py`, which moves on.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, inspect, text

from api.store.errors import SchemaError

Migration = Callable[[Connection], None]

_LOCK = 7_061_736_701
"""Key of the PostgreSQL advisory lock: several workers start at once, one migrates. (SQLite locks the file.)"""


def migrate(connection: Connection, *, up_to: int | None = None) -> int:
    """Brings the database to version `up_to` (default: the newest) and returns its version.

    Raises `SchemaError` when the database is newer than this program. The connection must be in autocommit mode.
    """
    while True:
        with _locked(connection):
            version = current_version(connection)
            if version > len(MIGRATIONS):
                raise SchemaError(version, len(MIGRATIONS))
            if version >= (len(MIGRATIONS) if up_to is None else up_to):
                return version
            MIGRATIONS[version](connection)
            connection.execute(text("UPDATE schema_version SET version = :version"), {"version": version + 1})


def current_version(connection: Connection) -> int:
    """Version of the database's schema; 0 for an empty database."""
    if not inspect(connection).has_table("schema_version"):
        return 0
    return int(connection.exec_driver_sql("SELECT version FROM schema_version").scalar_one())


@contextmanager
def _locked(connection: Connection) -> Iterator[None]:
    """One transaction that no other process migrates beside."""
    is_sqlite = connection.dialect.name == "sqlite"
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_sqlite else "BEGIN")
    try:
        if not is_sqlite:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        yield
    except BaseException:
        connection.exec_driver_sql("ROLLBACK")
        raise
    connection.exec_driver_sql("COMMIT")


def _run(connection: Connection, *statements: str) -> None:
    # No index of a large table begins with `shop`: without statistics SQLite believes that a shop has ten rows and
    # reads all of them instead of the few that a person has.
    # SQLite keeps a table without rowid in one tree ordered by its key: one look-up a row instead of two.
    ordered_by_key = " WITHOUT ROWID" if connection.dialect.name == "sqlite" else ""
    for statement in statements:
        connection.exec_driver_sql(statement.replace("{by_key}", ordered_by_key))


def _first_schema(connection: Connection) -> None:
    _run(
        connection,
        "CREATE TABLE schema_version (version INTEGER NOT NULL)",
        "INSERT INTO schema_version VALUES (0)",
        """CREATE TABLE counters (shop TEXT NOT NULL PRIMARY KEY, seq BIGINT NOT NULL,
             items_version BIGINT NOT NULL, forgets BIGINT NOT NULL){by_key}""",
        """CREATE TABLE events (seq BIGINT NOT NULL, shop TEXT NOT NULL, event_id TEXT NOT NULL, name TEXT NOT NULL,
             purpose TEXT NOT NULL, at BIGINT NOT NULL, user_id TEXT, session_id TEXT, item_id TEXT,
             body TEXT NOT NULL, words TEXT, PRIMARY KEY (seq, shop)){by_key}""",
        "CREATE UNIQUE INDEX events_by_id ON events (event_id, shop)",
        "CREATE INDEX events_by_user ON events (user_id, shop, at, seq) WHERE user_id IS NOT NULL",
        "CREATE INDEX events_by_session ON events (session_id, shop, at, seq) WHERE user_id IS NULL",
        """CREATE TABLE heads (shop TEXT NOT NULL, user_id TEXT NOT NULL, seq BIGINT NOT NULL, born BIGINT NOT NULL,
             PRIMARY KEY (shop, user_id)){by_key}""",
        """CREATE TABLE consents (shop TEXT NOT NULL, user_id TEXT NOT NULL, seq BIGINT NOT NULL, purpose TEXT NOT NULL,
             granted INTEGER NOT NULL, text_version TEXT NOT NULL, at BIGINT NOT NULL,
             PRIMARY KEY (shop, user_id, seq)){by_key}""",
        """CREATE TABLE items (shop TEXT NOT NULL, item_id TEXT NOT NULL, body TEXT NOT NULL,
             PRIMARY KEY (shop, item_id)){by_key}""",
        """CREATE TABLE impressions (request_id TEXT NOT NULL, shop TEXT NOT NULL, user_id TEXT, session_id TEXT,
             at BIGINT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (request_id, shop))""",
        "CREATE INDEX impressions_by_user ON impressions (user_id, shop) WHERE user_id IS NOT NULL",
        "CREATE INDEX impressions_by_session ON impressions (session_id, shop) WHERE user_id IS NULL",
    )


def _links_and_time(connection: Connection) -> None:
    """Sessions joined to persons become a table of their own, filled from the events; events can be read by time."""
    _run(
        connection,
        """CREATE TABLE links (seq BIGINT NOT NULL, shop TEXT NOT NULL, user_id TEXT NOT NULL, session_id TEXT NOT NULL,
             is_link INTEGER NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (seq, shop),
             FOREIGN KEY (seq, shop) REFERENCES events (seq, shop) ON DELETE CASCADE){by_key}""",
        "CREATE INDEX links_by_user ON links (user_id, shop)",
        "CREATE INDEX links_by_session ON links (session_id, shop)",
        """INSERT INTO links SELECT seq, shop, user_id, session_id, CASE name WHEN 'link' THEN 1 ELSE 0 END, at
             FROM events WHERE name IN ('link', 'unlink') AND user_id IS NOT NULL AND session_id IS NOT NULL""",
        "CREATE INDEX events_by_time ON events (at, seq, shop)",
    )


def _forgotten(connection: Connection) -> None:
    """Who was deleted stays deleted where a model's snapshot still knows them: a salted hash, never the id."""
    _run(
        connection,
        "CREATE TABLE salt (value TEXT NOT NULL)",
        "CREATE TABLE forgotten (digest TEXT NOT NULL, shop TEXT NOT NULL, PRIMARY KEY (digest, shop)){by_key}",
    )
    connection.execute(text("INSERT INTO salt VALUES (:value)"), {"value": secrets.token_hex(16)})


def _cues(connection: Connection) -> None:
    """What an event hints of a mood lies apart from it; it and mood reports are found by their age."""
    _run(
        connection,
        "ALTER TABLE events ADD COLUMN cue TEXT",
        "CREATE INDEX events_with_cue ON events (at) WHERE cue IS NOT NULL",
        "CREATE INDEX events_of_mood ON events (at) WHERE purpose = 'mood'",
    )


MIGRATIONS: tuple[Migration, ...] = (_first_schema, _links_and_time, _forgotten, _cues)
"""`MIGRATIONS[n]` takes version n to n + 1. Append only."""
