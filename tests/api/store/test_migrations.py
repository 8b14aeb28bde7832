from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect

from api.store.engine import Database
from api.store.errors import SchemaError, StoreError
from api.store.links import linked_sessions
from api.store.migrations import MIGRATIONS, current_version, migrate
from tests.api.store.conftest import OpenStore

_OLD_EVENTS = """INSERT INTO events VALUES
  (1, 'default', 'e1', 'view_item', 'history', 5, 'u1', NULL, 'i1', '{"position":2}', NULL),
  (2, 'default', 'e2', 'link', 'link', 6, 'u1', 's1', NULL, '{}', NULL)"""


def _empty_again(connection: Connection) -> None:
    for table in (
        "links",
        "events",
        "counters",
        "heads",
        "consents",
        "items",
        "impressions",
        "salt",
        "forgotten",
        "schema_version",
    ):
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {table}")


def test_a_database_of_the_first_version_is_brought_up_to_date_with_its_data(url: str, open_store: OpenStore) -> None:
    from api.consent import Purpose

    database = Database.open(url)
    connection = database.connection()
    _empty_again(connection)
    assert migrate(connection, up_to=1) == 1
    assert not inspect(connection).has_table("links")
    connection.exec_driver_sql(_OLD_EVENTS)
    connection.exec_driver_sql("INSERT INTO counters VALUES ('default', 2, 0, 0)")
    connection.exec_driver_sql("INSERT INTO heads VALUES ('default', 'u1', 2, 1)")
    database.close()

    store = open_store()
    assert store.schema_version() == len(MIGRATIONS) == 4
    assert store.head("default", "u1") == 2
    assert store.events("default", "u1", frozenset({Purpose.HISTORY}))[0].details == {"position": 2}
    assert linked_sessions(store._database.connection(), "default", "u1") == ("s1",)


def test_migrating_twice_changes_nothing(open_store: OpenStore) -> None:
    assert open_store().schema_version() == open_store().schema_version() == 4


def test_a_migration_that_fails_leaves_the_version_before_it(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(connection: Connection) -> None:
        connection.exec_driver_sql("CREATE TABLE half_done (a INTEGER)")
        raise RuntimeError("broken")

    database = Database.open(url)
    monkeypatch.setattr("api.store.migrations.MIGRATIONS", (*MIGRATIONS, broken))
    with pytest.raises(RuntimeError, match="broken"):
        migrate(database.connection())
    assert current_version(database.connection()) == 4
    assert not inspect(database.connection()).has_table("half_done")
    database.close()


def test_a_database_of_a_newer_program_is_refused(url: str, open_store: OpenStore) -> None:
    open_store()._database.connection().exec_driver_sql("UPDATE schema_version SET version = 99")
    with pytest.raises(SchemaError, match="schema version 99, this program knows up to 4; update gonggam"):
        open_store()


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ("gonggam.db", "allowed: sqlite:///path"),
        ("sqlite://", "in memory"),
        ("sqlite:///:memory:", "in memory"),
        ("mysql://localhost/x", "allowed: sqlite, postgresql"),
        ("postgresql+psycopg://nobody@127.0.0.1:1/none", "cannot open the database"),
    ],
)
def test_a_url_that_cannot_work_is_refused_with_advice(bad: str, says: str) -> None:
    if "psycopg" in bad:
        pytest.importorskip("psycopg")
    with pytest.raises(StoreError, match=says):
        Database.open(bad)


def test_a_password_is_never_part_of_the_error() -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(StoreError) as caught:
        Database.open("postgresql+psycopg://nobody:hunter2@127.0.0.1:1/none")
    assert "hunter2" not in str(caught.value)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("user_id,item_id\n" * 100)
    with pytest.raises(StoreError, match="not a database"):
        Database.open(f"sqlite:///{tmp_path / 'x.db'}")


def test_the_folder_of_a_new_database_is_made(tmp_path: Path) -> None:
    Database.open(f"sqlite:///{tmp_path / 'a' / 'b' / 'x.db'}").close()
    assert (tmp_path / "a" / "b" / "x.db").is_file()


def test_sqlite_commits_to_the_disk_and_overwrites_what_it_deletes(sqlite_url: str) -> None:
    database = Database.open(sqlite_url)
    values = {
        name: database.connection().exec_driver_sql(f"PRAGMA {name}").scalar_one()
        for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
    }
    database.close()
    assert values == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
