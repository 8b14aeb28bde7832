"""Connections: one a thread, in autocommit mode; a write is an explicit transaction, one at a time on SQLite."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from time import sleep
from typing import Any

import structlog
from sqlalchemy import Connection, Engine, Select, create_engine, event, exc, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from api.store.errors import StoreError
from api.store.migrations import migrate

log = structlog.get_logger("gonggam.store")

BUSY_MILLISECONDS = 30_000
"""How long a writer waits for another process's write."""


class Database:
    """One database: a connection per thread for reads, and write transactions. Thread-safe."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._own = threading.local()
        self._all: dict[threading.Thread, Connection] = {}
        self._guard = threading.Lock()
        self._writing = threading.Lock()
        self._is_closed = False
        self.is_sqlite = engine.dialect.name == "sqlite"

    @classmethod
    def open(cls, url: str) -> "Database":
        """Connects to `sqlite:///path` or `postgresql+psycopg://...`, migrates. Raises `StoreError`, `SchemaError`."""
        database = cls(_engine(url))
        try:
            migrate(database.connection())
        except exc.DBAPIError as error:
            database.close()
            raise StoreError(f"cannot open the database {make_url(url)!r}: {_cause(error)}") from error
        except BaseException:
            database.close()
            raise
        return database

    def connection(self) -> Connection:
        """This thread's connection, in autocommit mode: each read sees all that was committed, by any process."""
        connection: Connection | None = getattr(self._own, "connection", None)
        if connection is None or connection.closed or connection.invalidated:
            connection = self._connect()
        return connection

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A write transaction; durable when the block is left, undone when it raises. Not to be nested."""
        with self._writing:
            connection = self.connection()
            # SQLite: taking the write lock first avoids the upgrade of a read to a write, which may fail at once.
            connection.exec_driver_sql("BEGIN IMMEDIATE" if self.is_sqlite else "BEGIN")
            try:
                yield connection
                connection.exec_driver_sql("COMMIT")
            except BaseException:
                if not connection.invalidated:
                    with suppress(exc.DBAPIError):  # a full disk ends the transaction by itself
                        connection.exec_driver_sql("ROLLBACK")
                raise

    def scrub(self, *, rewrite: bool) -> None:
        """Leaves no deleted text in SQLite's files. PostgreSQL vacuums by itself, in its own time.

        `secure_delete` overwrites deleted rows and the checkpoint empties the log. Copies of rows that SQLite moved
        when it split a page stay in the page's unused bytes, though; only a rewritten file (`rewrite`) is free of
        them. That takes about a second for 100 MB, during which other writers wait.
        """
        if not self.is_sqlite:
            return
        if rewrite:
            with self._writing:
                self.connection().exec_driver_sql("VACUUM")
        for attempt in range(40):
            with self._writing:
                busy = self.connection().exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
            if not busy:
                return
            sleep(0.005 * (attempt + 1))
        log.warning("write_ahead_log_not_truncated", because="another process reads; the next deletion tries again")

    def close(self) -> None:
        """Closes the connections of all threads. Using the database afterwards raises `StoreError`."""
        with self._guard:
            self._is_closed = True
            connections = list(self._all.values())
            self._all.clear()
        for connection in connections:
            connection.close()
        self._engine.dispose()

    def _connect(self) -> Connection:
        with self._guard:
            if self._is_closed:
                raise StoreError("the store is closed")
            # Server threads come and go: what a dead one left open is closed here, by the next that comes.
            for thread in [thread for thread in self._all if not thread.is_alive()]:
                self._all.pop(thread).close()
            stale = self._all.pop(threading.current_thread(), None)
        if stale is not None:
            stale.close()
        connection = self._engine.connect()
        with self._guard:
            self._all[threading.current_thread()] = connection
        self._own.connection = connection
        return connection


class Prepared:
    """A select compiled once and run on the driver itself: ten times less overhead, for reads on every request."""

    def __init__(self, database: Database, statement: Select[Any]) -> None:
        compiled = statement.compile(dialect=database._engine.dialect)
        self._sql, self._database = str(compiled), database
        self._order: list[str] | None = getattr(compiled, "positiontup", None)

    def rows(self, parameters: Mapping[str, Any]) -> list[Any]:
        """All rows; nothing stays open (an unfinished read would hold back the checkpoint)."""
        bound = parameters if self._order is None else [parameters[name] for name in self._order]
        for is_retry in (False, True):
            connection = self._database.connection()
            raw: Any = connection.connection.dbapi_connection
            try:
                return list(raw.execute(self._sql, bound).fetchall())
            except connection.dialect.loaded_dbapi.Error as error:
                if is_retry or not connection.dialect.is_disconnect(error, raw, None):
                    raise
                connection.invalidate()  # the server was restarted: once more on a new connection
        raise AssertionError("unreachable")


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except exc.ArgumentError:
        raise StoreError(
            f"{url[:80]!r} is no database URL; allowed: sqlite:///path, postgresql+psycopg://..."
        ) from None
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(url, parsed.database)
    if parsed.get_backend_name() != "postgresql":
        raise StoreError(f"unknown database {parsed.get_backend_name()!r}; allowed: sqlite, postgresql")
    try:
        return create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    except ModuleNotFoundError as error:
        raise StoreError(f"{error}; install gonggam[postgres] and use postgresql+psycopg://...") from None


def _sqlite(url: str, path: str | None) -> Engine:
    if not path or path == ":memory:":
        raise StoreError("a store in memory would lose what it acknowledged; name a file: sqlite:///path")
    Path(path).resolve().parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args={"check_same_thread": False}
    )
    event.listen(engine, "connect", _set_pragmas)
    return engine


def _set_pragmas(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {BUSY_MILLISECONDS}",
        "journal_mode = WAL",
        "synchronous = FULL",  # with WAL: each commit is on the disk before it returns
        "foreign_keys = ON",
        "secure_delete = ON",  # deleted content is overwritten with zeros
        "cache_size = -16000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _cause(error: exc.DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0]
