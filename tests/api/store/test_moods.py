"""Mood in the store: withheld without consent, gone after a week, and gone with the consent."""

import json
from dataclasses import replace
from pathlib import Path

from api.consent import Purpose
from api.store.impressions import ContributionRow, ImpressionItem
from api.store.moods import KEPT_SECONDS, without_mood
from api.store.store import EXPIRE_EVERY, Store
from recsys.events import Event, EventName
from tests.api.store.builders import SHOP, event, impression
from tests.api.store.conftest import NOW

ALL = frozenset(Purpose)
CUE = {"cue_kind": "search", "cue_valence": -0.5, "cue_arousal": -0.2, "cue_weight": 0.6, "cue_need": "comfort"}


def search(event_id: str = "s1", at: int = NOW, **details: object) -> Event:
    return event(event_id, EventName.SEARCH, at=at, item_id=None, **{**CUE, **details})


def agree(store: Store, **answers: bool) -> None:
    store.put_consents(SHOP, "u1", {Purpose(name): is_on for name, is_on in answers.items()}, "v1")


def details(store: Store, purposes: frozenset[Purpose] = ALL) -> list[dict[str, object]]:
    return [dict(found.details) for found in store.events(SHOP, "u1", purposes)]


def test_a_cue_leaves_the_store_only_for_mood_and_with_consent(store: Store) -> None:
    store.append(SHOP, [search()])
    assert details(store) == [{}]
    agree(store, mood=True)
    assert details(store) == [CUE]
    assert details(store, ALL - {Purpose.MOOD}) == [{}]
    assert [dict(found.details) for _, found in store.training_events(SHOP, ALL)] == [{}]


def test_an_event_sent_again_after_the_consent_changed_is_the_same_event(store: Store) -> None:
    store.append(SHOP, [search()])
    plain = event("s1", EventName.SEARCH, at=NOW, item_id=None)
    assert store.append(SHOP, [plain]).duplicates == 1


def test_withdrawing_the_consent_erases_cues_and_reports_and_nothing_else(store: Store, url: str) -> None:
    agree(store, mood=True)
    report = event("m1", EventName.MOOD_REPORT, at=NOW, item_id=None, label="tired")
    store.append(SHOP, [search(), report, event("e1", at=NOW), replace(search("s2"), user_id="u2")])
    agree(store, mood=False)
    agree(store, mood=True)
    assert [found.event_id for found in store.events(SHOP, "u1", ALL)] == ["s1", "e1"]
    assert details(store) == [{}, {}]
    store.put_consents(SHOP, "u2", {Purpose.MOOD: True}, "v1")
    assert store.events(SHOP, "u2", ALL)[0].details == CUE
    if url.startswith("sqlite"):
        path = Path(url.removeprefix("sqlite:///"))
        store.put_consents(SHOP, "u2", {Purpose.MOOD: False}, "v1")
        assert b"cue_valence" not in path.read_bytes()


def test_withdrawing_the_consent_erases_what_lists_told_of_a_mood(store: Store) -> None:
    agree(store, mood=True)
    shown = impression("r1", extra={"used": ["history", "mood"]})
    cause = ContributionRow("mood_fit", "mood", 0.5, 0.2, ("s1",))
    item = replace(shown.items[0], contributions=(*shown.items[0].contributions, cause))
    store.record_impression(replace(shown, items=(item,)))
    agree(store, mood=False)
    exported = store.export(SHOP, "u1")
    assert exported["inferences"] == []
    found = store.impression(SHOP, "r1")
    assert found is not None
    assert found.items[0].reason is None
    assert [row.scorer for row in found.items[0].contributions] == ["item_linear"]
    assert found.items[0].score == shown.items[0].score - 0.5
    assert found.extra["used"] == ["history"]


def test_a_list_without_mood_is_left_as_it_was() -> None:
    item = ["i1", 1, 2.5, 1.0, {"code": "liked_before"}, [["item_linear", "item:i2", 2.5, 1.0, ["e1"]]]]
    body = {"model": "m", "items": [item], "extra": {"mode": "personal"}}
    assert without_mood(json.loads(json.dumps(body))) == body


def test_cues_and_reports_are_gone_after_a_week(open_store: object, url: str) -> None:
    now = [NOW]
    store = Store.open(url, now=lambda: now[0])
    agree(store, mood=True)
    report = event("m1", EventName.MOOD_REPORT, at=NOW, item_id=None, label="tired")
    store.append(SHOP, [search(), report, event("e1", at=NOW)])
    now[0] += KEPT_SECONDS
    store.append(SHOP, [search("s2", at=now[0])])
    assert len(details(store)) == 4, "a week is not over"
    now[0] += EXPIRE_EVERY
    store.append(SHOP, [])
    assert details(store) == [{}, {}, CUE]
    store.close()


def test_a_guess_is_remembered_while_it_waits_and_after(store: Store) -> None:
    assert store.guesses_told(SHOP, "u1", 0) == frozenset()
    shown = impression("r1")
    guess = replace(shown.items[0], reason={"code": "mood_believed", "strength": "likely"})
    store.record_impression(replace(shown, items=(guess,)))
    assert store.guesses_told(SHOP, "u1", 5) == {"likely"}
    assert store.guesses_told(SHOP, "u1", 6) == frozenset()
    assert store.guesses_told(SHOP, "u2", 0) == frozenset()
    plain = ImpressionItem("i1", 1, 1.0, reason={"code": "liked_before", "text": "mood_believed"})
    store.record_impression(replace(impression("r2", "u3"), items=(plain,)))
    assert store.guesses_told(SHOP, "u3", 0) == frozenset()
