import pytest

from api.store.engine import Database
from api.store.errors import StoreError
from api.store.store import Store
from tests.api.store.builders import SHOP, event
from tests.api.store.conftest import NOW


@pytest.mark.postgres
def test_a_connection_that_the_server_dropped_is_replaced(postgres_url: str) -> None:
    store, other = Store.open(postgres_url, now=lambda: NOW), Database.open(postgres_url)
    store.append(SHOP, [event("e1")])
    drop = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    other.connection().exec_driver_sql(f"{drop} AND pid <> pg_backend_pid()")
    assert store.head(SHOP, "u1") == 1
    other.close()
    store.close()


def test_a_block_that_raises_leaves_nothing(url: str) -> None:
    database = Database.open(url)
    with pytest.raises(RuntimeError), database.transaction() as connection:
        connection.exec_driver_sql("INSERT INTO counters VALUES ('a', 1, 1, 1)")
        raise RuntimeError
    with database.transaction() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM counters").scalar_one() == 0
    database.close()


def test_a_closed_database_opens_no_connection(sqlite_url: str) -> None:
    database = Database.open(sqlite_url)
    database.close()
    with pytest.raises(StoreError, match="the store is closed"):
        database.connection()
