"""The store's contract, on every database it promises to run on."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from api.consent import Purpose
from api.store.errors import ConflictError
from api.store.events import Appended
from api.store.store import Store
from recsys.events import Event, EventName
from tests.api.store.builders import SHOP, event
from tests.api.store.conftest import OpenStore

ALL = frozenset(Purpose)
EVERYTHING_ON = dict.fromkeys(Purpose, True)


def ids(events: tuple[Event, ...]) -> list[str]:
    return [found.event_id for found in events]


class TestAppend:
    def test_an_event_comes_back_as_it_was_sent(self, store: Store) -> None:
        sent = event("e1", EventName.REFINE, at=7, session_id="s", filters=("a", "b"), position=3, x=0.5, y=True)
        assert store.append(SHOP, [sent]) == Appended(accepted=1, duplicates=0)
        assert store.events(SHOP, "u1", ALL) == (sent,)

    def test_order_is_time_then_arrival(self, store: Store) -> None:
        store.append(SHOP, [event("late", at=9), event("b", at=5), event("a", at=5)])
        store.append(SHOP, [event("first", at=1)])
        assert ids(store.events(SHOP, "u1", ALL)) == ["first", "b", "a", "late"]

    def test_a_repeated_event_is_a_duplicate(self, store: Store) -> None:
        store.append(SHOP, [event("e1")])
        head = store.head(SHOP, "u1")
        assert store.append(SHOP, [event("e1"), event("e2"), event("e2")]) == Appended(1, 2)
        assert store.append(SHOP, [event("e1")]) == Appended(0, 1)
        assert store.head(SHOP, "u1") > head

    def test_a_repeated_id_with_another_body_stores_nothing_of_the_batch(self, store: Store) -> None:
        store.append(SHOP, [event("e1")])
        for other in (event("e1", at=1), event("e1", item_id="i2"), event("e1", seconds=1), event("e1", user_id="u2")):
            with pytest.raises(ConflictError) as caught:
                store.append(SHOP, [event("e2"), other])
            assert caught.value.event_id == "e1"
        with pytest.raises(ConflictError):
            store.append(SHOP, [event("e3"), event("e3", at=2)])
        assert ids(store.events(SHOP, "u1", ALL)) == ["e1"]

    def test_a_repeat_after_the_words_were_withheld_is_a_duplicate(self, store: Store) -> None:
        store.append(SHOP, [event("e1", EventName.SEARCH, query="위로")])
        assert store.append(SHOP, [event("e1", EventName.SEARCH)]) == Appended(0, 1)
        with pytest.raises(ConflictError):
            store.append(SHOP, [event("e1", EventName.SEARCH, query="다른 말")])

    def test_text_is_masked_whoever_stores_it(self, store: Store) -> None:
        store.put_consents(SHOP, "u1", {Purpose.WORDS: True}, "v1")
        store.append(SHOP, [event("e1", EventName.INQUIRY, text="010-1234-5678")])
        assert store.events(SHOP, "u1", ALL)[0].details == {"text": "[phone]"}

    def test_an_empty_batch_is_accepted(self, store: Store) -> None:
        assert store.append(SHOP, []) == Appended(0, 0)

    def test_a_batch_larger_than_a_statement_takes_is_stored(self, store: Store) -> None:
        batch = [event(f"e{n}", at=n) for n in range(2_500)]
        assert store.append(SHOP, batch).accepted == 2_500
        assert store.append(SHOP, batch).duplicates == 2_500

    def test_shops_do_not_see_each_other(self, store: Store) -> None:
        store.append("a", [event("e1")])
        assert store.append("b", [event("e1", at=3)]) == Appended(1, 0)
        assert store.forget("b", "u1") > 0
        assert ids(store.events("a", "u1", ALL)) == ["e1"]
        assert store.events("b", "u1", ALL) == ()

    def test_threads_append_at_once_and_nothing_is_lost(self, store: Store) -> None:
        def work(thread: int) -> None:
            for n in range(20):
                store.append(SHOP, [event(f"{thread}-{n}", user_id=f"u{n % 3}")])
                assert store.head(SHOP, f"u{n % 3}") > 0

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(work, range(4)))
        assert sum(len(store.events(SHOP, f"u{n}", ALL)) for n in range(3)) == 80


class TestHead:
    def test_nobody_seen_has_head_zero(self, store: Store) -> None:
        assert store.head(SHOP, "u1") == 0

    def test_events_consents_and_linked_sessions_raise_the_head_of_the_person_only(self, store: Store) -> None:
        heads = [store.head(SHOP, "u1")]
        store.append(SHOP, [event("e1")])
        heads.append(store.head(SHOP, "u1"))
        store.put_consents(SHOP, "u1", {Purpose.LINK: True}, "v1")
        heads.append(store.head(SHOP, "u1"))
        store.append(SHOP, [event("e2", EventName.LINK, session_id="s1")])
        heads.append(store.head(SHOP, "u1"))
        store.append(SHOP, [event("e3", user_id=None, session_id="s1")])
        heads.append(store.head(SHOP, "u1"))
        store.append(SHOP, [event("e4", user_id="u2"), event("e5", user_id=None, session_id="s2")])
        assert heads == sorted(set(heads))
        assert store.head(SHOP, "u1") == heads[-1]

    def test_a_number_is_never_used_again_after_a_deletion(self, store: Store) -> None:
        store.append(SHOP, [event("e1")])
        before = store.head(SHOP, "u1")
        store.forget(SHOP, "u1")
        assert store.head(SHOP, "u1") == 0
        store.append(SHOP, [event("e1")])
        assert store.head(SHOP, "u1") > before


class TestDoor:
    def test_only_named_purposes_leave(self, store: Store) -> None:
        store.put_consents(SHOP, "u1", EVERYTHING_ON, "v1")
        store.append(SHOP, [event("e1"), event("e2", EventName.MOOD_REPORT, label="tired")])
        assert ids(store.events(SHOP, "u1", frozenset({Purpose.HISTORY}))) == ["e1"]
        assert ids(store.events(SHOP, "u1", frozenset({Purpose.MOOD}))) == ["e2"]
        assert store.events(SHOP, "u1", frozenset()) == ()

    def test_only_consented_purposes_leave_whatever_is_stored(self, store: Store) -> None:
        store.append(SHOP, [event("e1"), event("e2", EventName.MOOD_REPORT, label="tired")])
        assert ids(store.events(SHOP, "u1", ALL)) == ["e1"]
        store.put_consents(SHOP, "u1", {Purpose.HISTORY: False}, "v1")
        assert store.events(SHOP, "u1", ALL) == ()
        store.put_consents(SHOP, "u1", {Purpose.HISTORY: True}, "v2")
        assert ids(store.events(SHOP, "u1", ALL)) == ["e1"]

    def test_text_leaves_only_where_words_are_named_and_consented_to(self, store: Store) -> None:
        store.put_consents(SHOP, "u1", {Purpose.WORDS: True}, "v1")
        store.append(SHOP, [event("e1", EventName.SEARCH, query="위로", results=3)])
        assert store.events(SHOP, "u1", ALL)[0].details == {"query": "위로", "results": 3}
        assert store.events(SHOP, "u1", frozenset({Purpose.HISTORY}))[0].details == {"results": 3}
        store.put_consents(SHOP, "u1", {Purpose.WORDS: False}, "v1")
        store.put_consents(SHOP, "u1", {Purpose.WORDS: True}, "v1")
        assert store.events(SHOP, "u1", ALL)[0].details == {"results": 3}, "withdrawn text is erased, not hidden"

    def test_an_anonymous_session_is_read_under_the_defaults(self, open_store: OpenStore) -> None:
        store = open_store()
        store.append(SHOP, [event("e1", user_id=None, session_id="s1"), event("e2", session_id="s1")])
        assert ids(store.session_events(SHOP, "s1", ALL)) == ["e1"]
        assert store.session_events(SHOP, "s1", frozenset({Purpose.HISTORY})) == ()
        assert open_store(defaults=frozenset()).session_events(SHOP, "s1", ALL) == ()

    def test_a_joined_session_belongs_to_the_person_until_it_is_separated(self, store: Store) -> None:
        store.append(SHOP, [event("s", user_id=None, session_id="s1", at=1), event("u", at=2)])
        link = event("l", EventName.LINK, session_id="s1", at=3)
        store.append(SHOP, [link])
        assert ids(store.events(SHOP, "u1", ALL)) == ["u"], "no consent to link"
        store.put_consents(SHOP, "u1", {Purpose.LINK: True}, "v1")
        assert ids(store.events(SHOP, "u1", ALL)) == ["s", "u", "l"]
        assert ids(store.events(SHOP, "u1", ALL - {Purpose.LINK})) == ["u"]
        store.append(SHOP, [event("x", EventName.UNLINK, session_id="s1", at=4)])
        assert ids(store.events(SHOP, "u1", ALL)) == ["u", "l", "x"]

    def test_a_late_link_does_not_undo_a_newer_unlink(self, store: Store) -> None:
        store.put_consents(SHOP, "u1", {Purpose.LINK: True}, "v1")
        store.append(SHOP, [event("s", user_id=None, session_id="s1", at=1)])
        store.append(SHOP, [event("x", EventName.UNLINK, session_id="s1", at=4)])
        store.append(SHOP, [event("l", EventName.LINK, session_id="s1", at=3)])
        assert ids(store.events(SHOP, "u1", ALL)) == ["l", "x"]

    def test_training_sees_each_person_under_their_own_consents(self, store: Store) -> None:
        store.append(SHOP, [event("a", user_id="u2", at=3), event("b", at=-5), event("c", user_id="u3", at=3)])
        store.append(SHOP, [event("m", EventName.MOOD_REPORT), event("s", user_id=None, session_id="s")])
        store.append(SHOP, [event("q", EventName.SEARCH, query="위로", at=9)])
        store.put_consents(SHOP, "u2", {Purpose.HISTORY: False}, "v1")
        found = [(user_id, event.event_id) for user_id, event in store.training_events(SHOP, ALL)]
        assert found == [("u1", "b"), ("u3", "c"), ("u1", "q")]
        assert [event.details for _, event in store.training_events(SHOP, ALL)][-1] == {}
        store.put_consents(SHOP, "u1", {Purpose.WORDS: True}, "v1")
        assert [event.details for _, event in store.training_events(SHOP, ALL)][-1] == {"query": "위로"}
        history = frozenset({Purpose.HISTORY})
        assert [event.details for _, event in store.training_events(SHOP, history)][-1] == {}

    def test_training_turns_pages(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("api.store.door.PAGE", 3)
        store.append(SHOP, [event(f"e{n}", at=n // 4) for n in range(10)])
        assert [event.event_id for _, event in store.training_events(SHOP, ALL)] == [f"e{n}" for n in range(10)]


class TestConsents:
    def test_the_defaults_hold_until_the_person_answers(self, open_store: OpenStore) -> None:
        store = open_store(defaults=frozenset({Purpose.HISTORY, Purpose.MOOD}))
        assert store.consents(SHOP, "u1").on == {Purpose.HISTORY, Purpose.MOOD}
        assert store.consents(SHOP, "u1").text_version is None
        now = store.put_consents(SHOP, "u1", {Purpose.MOOD: False, Purpose.LINK: True}, "2026-01")
        assert now.on == {Purpose.HISTORY, Purpose.LINK}
        assert now.text_version == "2026-01"
        assert store.consents(SHOP, "u1") == now
        assert store.consents(SHOP, "u2").on == {Purpose.HISTORY, Purpose.MOOD}

    def test_the_ledger_keeps_every_answer(self, store: Store) -> None:
        for is_on in (True, False):
            store.put_consents(SHOP, "u1", {Purpose.LINK: is_on}, "v1")
        assert store.put_consents(SHOP, "u1", {}, "v2").text_version == "v1"
        ledger = store.export(SHOP, "u1")["consents"]["ledger"]  # type: ignore[index]
        assert [row["granted"] for row in ledger] == [True, False]
        assert ledger[0]["at"] == "2025-11-24T16:00:00+00:00"

    def test_withdrawing_mood_deletes_the_reports(self, store: Store) -> None:
        store.put_consents(SHOP, "u1", {Purpose.MOOD: True}, "v1")
        store.append(SHOP, [event("m", EventName.MOOD_REPORT, label="tired"), event("v")])
        store.put_consents(SHOP, "u1", {Purpose.MOOD: False}, "v1")
        store.put_consents(SHOP, "u1", {Purpose.MOOD: True}, "v1")
        assert ids(store.events(SHOP, "u1", ALL)) == ["v"]
