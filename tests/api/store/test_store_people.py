"""The store's contract, on every database it promises to run on."""

import threading

import pytest
from sqlalchemy import inspect

from api.consent import Purpose
from api.store.errors import StoreError
from api.store.store import Store
from api.store.tables import METADATA
from recsys.events import Event, EventName
from recsys.types import ItemFacts
from tests.api.store.builders import SHOP, event, impression
from tests.api.store.conftest import OpenStore

ALL = frozenset(Purpose)


def ids(events: tuple[Event, ...]) -> list[str]:
    return [e.event_id for e in events]


EVERYTHING_ON = dict.fromkeys(Purpose, True)


class TestForgetAndExport:
    def test_everything_about_the_person_is_exported_consented_or_not(self, store: Store) -> None:
        store.append(SHOP, [event("e1"), event("e2", EventName.MOOD_REPORT, label="tired"), event("x", user_id="u2")])
        store.record_impression(impression("r1"))
        document = store.export(SHOP, "u1")
        assert [e["event_id"] for e in document["events"]] == ["e1", "e2"]  # type: ignore[attr-defined]
        assert [i["request_id"] for i in document["impressions"]] == ["r1"]  # type: ignore[attr-defined]
        inferred = document["inferences"]
        assert [(i["item_id"], i["code"]) for i in inferred] == [("i9", "mood_believed")]  # type: ignore[attr-defined]

    def test_nothing_of_a_forgotten_person_is_left(self, store: Store) -> None:
        store.put_consents(SHOP, "u1", EVERYTHING_ON, "v1")
        store.append(SHOP, [event("e1"), event("e2", user_id="u2"), event("l", EventName.LINK, session_id="s1")])
        store.append(SHOP, [event("s", user_id=None, session_id="s1"), event("t", user_id=None, session_id="s2")])
        store.record_impression(impression("r1"))
        store.record_impression(impression("r2", user_id=None, session_id="s1"))
        store.record_impression(impression("r3", user_id="u2"))
        # 3 events, 11 answers, 1 link, 2 impressions, 1 head
        assert store.forget(SHOP, "u1") == 18
        assert store.head(SHOP, "u1") == 0
        assert store.export(SHOP, "u1")["events"] == []
        assert store.consents(SHOP, "u1").text_version is None
        assert store.impression(SHOP, "r1") is store.impression(SHOP, "r2") is None
        assert store.impression(SHOP, "r3") is not None
        assert ids(store.session_events(SHOP, "s1", ALL)) == []
        assert ids(store.session_events(SHOP, "s2", ALL)) == ["t"]
        assert ids(store.events(SHOP, "u2", ALL)) == ["e2"]
        assert store.forget(SHOP, "u1") == 0

    def test_deleting_a_shared_session_tells_the_other_person(self, store: Store) -> None:
        for user_id in ("u1", "u2"):
            store.append(SHOP, [event(f"l{user_id}", EventName.LINK, session_id="s1", user_id=user_id)])
        before = store.head(SHOP, "u2")
        store.forget(SHOP, "u1")
        assert store.head(SHOP, "u2") > before

    def test_an_impression_still_waiting_in_another_process_is_not_written_after_the_deletion(
        self, open_store: OpenStore
    ) -> None:
        from api.store.queue import QueueLimits

        ours, theirs = open_store(), open_store(limits=QueueLimits(gather=60))
        ours.append(SHOP, [event("e1"), event("e2", user_id="u2")])
        for user_id in ("u1", "u2", "never-seen"):
            theirs.record_impression(impression(user_id, user_id=user_id))
        assert ours.forget(SHOP, "u1") == 2
        ours.append(SHOP, [event("e1")])
        theirs.flush()
        assert [ours.impression(SHOP, name) is None for name in ("u1", "u2", "never-seen")] == [True, False, True]


class TestItems:
    def test_items_come_back_whole_and_by_id(self, store: Store) -> None:
        book = ItemFacts(
            "b1", "book", title="모순", tags=("소설", "가족"), price=12_000.0, extra=(("publisher", "쓰다"),)
        )
        assert store.items_version(SHOP) == 0
        assert store.put_items(SHOP, [book, ItemFacts("a1")]) == 2
        assert store.items(SHOP) == (ItemFacts("a1"), book)
        assert store.put_items(SHOP, [ItemFacts("a1", available=False)]) == 1
        assert not store.items(SHOP)[0].available
        assert store.items_version(SHOP) == 2
        assert store.put_items(SHOP, []) == 0
        assert store.items_version(SHOP) == 2
        assert store.items("other") == ()


class TestImpressions:
    def test_an_impression_comes_back_whole_before_and_after_it_is_written(self, store: Store) -> None:
        shown = impression("r1", surface="home", strategy="personal", extra={"message": "안내"})
        store.record_impression(shown)
        assert store.impression(SHOP, "r1") == shown
        store.flush()
        assert store.impression(SHOP, "r1") == shown
        assert store.impression("other", "r1") is None

    def test_it_is_written_within_a_second_without_being_asked(self, open_store: OpenStore) -> None:
        ours, theirs = open_store(), open_store()
        ours.record_impression(impression("r1"))
        deadline = threading.Event()
        for _ in range(100):
            if theirs.impression(SHOP, "r1") is not None:
                return
            deadline.wait(0.01)
        pytest.fail("not written within a second")


class TestSchema:
    def test_the_migrated_schema_is_the_one_the_statements_use(self, store: Store) -> None:
        inspector = inspect(store._database.connection())
        for table in METADATA.sorted_tables:
            columns = {column["name"]: column["nullable"] for column in inspector.get_columns(table.name)}
            assert columns == {column.name: column.nullable for column in table.columns}
            keys = inspector.get_pk_constraint(table.name)["constrained_columns"]
            assert keys == [column.name for column in table.primary_key]

    def test_a_closed_store_says_so(self, open_store: OpenStore) -> None:
        store = open_store()
        store.append(SHOP, [event("e1")])
        store.close()
        with pytest.raises(StoreError, match="closed"):
            store.head(SHOP, "u1")
