"""What only shows between processes and in the file itself: visibility, durability, and that deleted is gone."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from api.consent import Purpose
from api.store.store import Store
from recsys.events import EventName
from tests.api.store.builders import SHOP, event, impression
from tests.api.store.conftest import NOW, OpenStore

WRITER = """
import sys
from api.store.store import Store
from recsys.events import Event, EventName
store = Store.open(sys.argv[1], now=lambda: 0)
prefix, last = sys.argv[2], int(sys.argv[3])
for n in range(last):
    batch = [Event(f"{prefix}-{n}-{m}", EventName.LIKE, n, "u1", item_id="i1") for m in range(1 + n % 5)]
    store.append("default", batch)
    print(*(event.event_id for event in batch), flush=True)
store.close()
"""


def start_writer(url: str, prefix: str, last: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, url, prefix, str(last)], stdout=subprocess.PIPE, text=True, env={**os.environ}
    )


def test_what_one_process_stores_another_sees_at_once(url: str, open_store: OpenStore) -> None:
    store = open_store()
    assert store.head(SHOP, "u1") == 0
    with start_writer(url, "p", 3) as writer:
        assert writer.stdout is not None
        heads, seen = [], set()
        for line in writer.stdout:
            heads.append(store.head(SHOP, "u1"))
            seen |= set(line.split())
            assert seen <= {found.event_id for found in store.events(SHOP, "u1", frozenset({Purpose.HISTORY}))}
    assert len(heads) == 3
    assert heads[0] > 0


@pytest.mark.parametrize("round_number", range(10))
def test_what_was_acknowledged_survives_kill_9(round_number: int, sqlite_url: str) -> None:
    acknowledged: set[str] = set()
    with start_writer(sqlite_url, "k", 1_000_000) as writer:
        assert writer.stdout is not None
        for count, line in enumerate(writer.stdout):
            # A line may be cut by the kill: only whole ones were acknowledged.
            acknowledged |= set(line.split()) if line.endswith("\n") else set()
            if count == 3 + 7 * round_number:
                os.kill(writer.pid, signal.SIGKILL)
    store = Store.open(sqlite_url, now=lambda: NOW)
    stored = {found.event_id for found in store.events(SHOP, "u1", frozenset({Purpose.HISTORY}))}
    store.close()
    assert acknowledged
    assert acknowledged <= stored
    # All or nothing: a batch that was cut off is there whole or not at all.
    for n in {event_id.split("-")[1] for event_id in stored}:
        assert {f"k-{n}-{m}" for m in range(1 + int(n) % 5)} <= stored


def bytes_on_disk(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()) if file.is_file())


def test_a_forgotten_id_is_in_no_byte_of_the_files(tmp_path: Path, sqlite_url: str) -> None:
    store = Store.open(sqlite_url, now=lambda: NOW)
    name = "zq7-person"
    for n in range(300):
        store.append(SHOP, [event(f"{name}-e{n}", user_id=name, session_id=f"{name}-s"), event(f"o{n}", user_id="u2")])
    store.append(SHOP, [event(f"{name}-l", EventName.LINK, user_id=name, session_id="zq7-anonymous")])
    store.append(SHOP, [event("zq7-anonymous-e", user_id=None, session_id="zq7-anonymous")])
    store.put_consents(SHOP, name, {Purpose.LINK: True}, "v1")
    store.record_impression(impression("r1", user_id=name))
    store.flush()
    assert b"zq7" in bytes_on_disk(tmp_path)
    store.forget(SHOP, name)
    assert b"zq7" not in bytes_on_disk(tmp_path), "before the store is closed"
    store.close()
    assert b"zq7" not in bytes_on_disk(tmp_path)


def test_withdrawn_words_do_not_wait_in_the_log(tmp_path: Path, sqlite_url: str) -> None:
    store = Store.open(sqlite_url, now=lambda: NOW)
    store.put_consents(SHOP, "u1", {Purpose.WORDS: True}, "v1")
    store.append(SHOP, [event("e1", EventName.SEARCH, query="zq7 secret")])
    assert b"zq7" in bytes_on_disk(tmp_path)
    store.put_consents(SHOP, "u1", {Purpose.WORDS: False}, "v1")
    assert b"zq7" not in bytes_on_disk(tmp_path)
    store.close()


def test_connections_of_threads_that_ended_are_closed(sqlite_url: str) -> None:
    store = Store.open(sqlite_url, now=lambda: NOW)
    for _ in range(5):
        thread = threading.Thread(target=store.head, args=(SHOP, "u1"))
        thread.start()
        thread.join()
    assert len(store._database._all) <= 2
    store.close()
