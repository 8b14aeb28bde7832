import threading
from time import monotonic

import pytest
from sqlalchemy.exc import OperationalError

from api.store.errors import BusyError, StoreError
from api.store.impressions import Impression
from api.store.queue import QueueLimits
from api.store.store import Store
from tests.api.store.builders import SHOP, impression
from tests.api.store.conftest import NOW

SMALL = QueueLimits(size=2, group=2, gather=0.01, patience=0.2)


@pytest.fixture
def small(sqlite_url: str) -> Store:
    return Store.open(sqlite_url, now=lambda: NOW, limits=SMALL)


def test_a_full_queue_makes_the_request_wait_and_loses_nothing(small: Store) -> None:
    for n in range(25):
        small.record_impression(impression(f"r{n}"))
    small.flush()
    assert all(small.impression(SHOP, f"r{n}") is not None for n in range(25))
    small.close()


def test_a_queue_that_stays_full_says_so(small: Store) -> None:
    with small._database.transaction():  # nobody else can write now
        started = monotonic()
        with pytest.raises(BusyError, match="stayed full"):
            for n in range(6):
                small.record_impression(impression(f"r{n}"))
        assert monotonic() - started < 5
    small.close()


def test_a_write_that_fails_is_tried_again(small: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    failures = [OperationalError("", None, Exception("disk full"))]
    write = small._queue._write

    def fail_once(group: object) -> None:
        if failures:
            raise failures.pop()
        write(group)  # type: ignore[arg-type]

    monkeypatch.setattr(small._queue, "_write", fail_once)
    small.record_impression(impression("r1"))
    deadline = monotonic() + 5
    while small._queue.find(SHOP, "r1") is not None and monotonic() < deadline:
        threading.Event().wait(0.02)
    assert not failures
    assert small.impression(SHOP, "r1") is not None
    small.close()


@pytest.mark.parametrize(
    "bad",
    [
        impression("r1", extra={"score": float("nan")}),
        impression("r1", extra={"what": object()}),
        impression("r1", user_id="\ud800"),
        impression("r1", user_id="a\0b"),
    ],
)
def test_what_no_database_can_hold_is_refused_before_it_holds_up_the_others(small: Store, bad: Impression) -> None:
    with pytest.raises(StoreError, match="cannot be stored"):
        small.record_impression(bad)
    small.record_impression(impression("r2"))
    small.flush()
    assert small.impression(SHOP, "r2") is not None
    small.close()


def test_closing_writes_what_waits(sqlite_url: str) -> None:
    store = Store.open(sqlite_url, now=lambda: NOW, limits=QueueLimits(gather=60))
    store.record_impression(impression("r1"))
    store.close()
    again = Store.open(sqlite_url, now=lambda: NOW)
    assert again.impression(SHOP, "r1") == impression("r1")
    again.close()


def test_many_threads_record_and_all_is_written(sqlite_url: str) -> None:
    store = Store.open(sqlite_url, now=lambda: NOW)

    def record(thread: int) -> None:
        for n in range(50):
            store.record_impression(impression(f"{thread}-{n}", user_id=f"u{thread}"))

    threads = [threading.Thread(target=record, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store.flush()
    exported = [store.export(SHOP, f"u{n}")["impressions"] for n in range(4)]
    assert [len(rows) for rows in exported] == [50] * 4  # type: ignore[arg-type]
    store.close()
