"""A mood that was only believed: told once, hedged, verified, and not at all where silence is kinder."""

from typing import Any

import pytest

from api.quiet import AGAIN_SECONDS, REFUSED_SECONDS
from api.store.impressions import Impression, ImpressionItem
from tests.api import moody
from tests.api.conftest import Client, OpenClient, event
from tests.api.moody import AT, agree, ask_at, guesses, hints, lately, later, reasons, three_evenings


class TestBelieved:
    def test_three_evenings_let_one_book_say_so(self, moved: Client) -> None:
        told = moved.ask(user_id="u1")
        (only,) = lately(told)
        assert guesses(told) == [only]
        assert only["verified"]
        assert (only["strength"], only["code"]) == ("likely", "mood_believed")
        assert {"mood_off", "wrong_reason"} <= set(only["controls"])
        assert set(only["evidence"][0]["event_ids"]) >= {"u1-s0", "u1-s1", "u1-s2"}
        assert told["message"]["position"] == "end"
        assert told["message"]["text"].startswith("짐작이 틀렸다면 알려 주세요.")
        assert told["mood"] == {"source": "believed", "label": None, "needs": ["comfort"]}
        assert "mood" in told["used_signals"]

    def test_with_a_day_less_nothing_is_said_of_lately(self, client: Client) -> None:
        agree(client)
        three_evenings(client, (1, 2))
        client.post(event("x", "b50", "view_item", session_id="before", at="2024-02-01T20:00:00+09:00"))
        assert lately(client.ask(user_id="u1")) == []

    def test_without_consent_there_is_neither_the_sentence_nor_the_rank(self, open_client: OpenClient) -> None:
        with_it, without = open_client(moody.shop()), open_client(moody.shop())
        three_evenings(without, user_id="u2")
        agree(with_it)
        three_evenings(with_it)
        told = without.ask(user_id="u2")
        assert (guesses(told), told["mood"]) == ([], None)
        assert told["unused_signals"]["mood"] == "no_consent"
        spoken = lately(with_it.ask(user_id="u1"))[0]
        assert spoken["verified"]
        scores = {item["item_id"]: item["score"] for item in told["items"]}
        assert any(scores.get(i["item_id"]) != i["score"] for i in with_it.ask(user_id="u1")["items"])

    def test_use_without_mood_is_the_list_without_it(self, moved: Client) -> None:
        narrowed = moved.ask(user_id="u1", use=["history", "session", "time", "context"])
        assert narrowed["unused_signals"]["mood"] == "not_asked"
        assert (narrowed["mood"], guesses(narrowed)) == (None, [])
        moved.consent("u1", mood=False)
        off = moved.ask(user_id="u1")
        assert narrowed["items"] == off["items"]

    def test_where_the_past_may_not_be_used_no_mood_is_read_off_it(self, moved: Client) -> None:
        told = moved.ask(user_id="u1", use=["mood"])
        assert told["unused_signals"]["history"] == "not_asked"
        assert not any(
            event_id.startswith("u1-v") for r in reasons(told) for e in r["evidence"] for event_id in e["event_ids"]
        )
        full = moved.ask(user_id="u1")
        assert [i["score"] for i in told["items"]] != [i["score"] for i in full["items"]]

    def test_once_told_it_is_not_told_again_within_a_week(self, moved: Client) -> None:
        assert lately(moved.ask(user_id="u1"))
        assert guesses(moved.ask(user_id="u1")) == []
        moved.services.store.flush()
        assert guesses(ask_at(moved, 3_600, user_id="u1")) == []
        evening = [{**fact, "event_id": f"again-{fact['event_id']}"} for day in range(3) for fact in hints(day)]
        for fact in evening:
            fact["at"] = fact["at"].replace("2024-02-22", "2024-03-01").replace("2024-02-23", "2024-03-02")
            fact["at"] = fact["at"].replace("2024-02-24", "2024-03-03")
        sent = moved.http.post("/v1/events", json={"events": evening}, headers=later(AGAIN_SECONDS + 2 * 86_400))
        assert sent.json()["accepted"] == len(evening)
        assert len(lately(ask_at(moved, AGAIN_SECONDS + 86_400, user_id="u1"))) == 1

    @pytest.mark.parametrize("names_code", [True, False])
    def test_called_wrong_it_is_never_said_again(self, moved: Client, names_code: bool) -> None:
        told = moved.ask(user_id="u1")
        place = next(i for i in told["items"] if i["reason"]["code"] == "mood_believed")
        wrong = event("w", place["item_id"], "reason_wrong", at="2024-02-24T20:59:00+09:00")
        wrong |= {"request_id": told["request_id"]} | ({"code": "mood_believed"} if names_code else {})
        moved.post(wrong)
        model = moved.services.shops["default"].model()
        quiet = moved.services.states.known("default", "u1", model).quiet
        assert not quiet.allows(AT + AGAIN_SECONDS)
        assert quiet.allows(AT + REFUSED_SECONDS)
        assert guesses(moved.ask(user_id="u1")) == []
        assert moved.ask(user_id="u1")["mood"] is None

    @pytest.mark.parametrize(
        "fact",
        [
            {"event": "profile_flag", "gift": True},
            {"event": "profile_flag", "shared_device": True},
            {"event": "profile_flag", "work_use": True},
            {"event": "complaint", "topic": "배송"},
            {"event": "return_request", "item_id": "b9"},
        ],
    )
    def test_some_moments_ask_for_silence(self, moved: Client, fact: dict[str, Any]) -> None:
        person = {"event_id": "q", "user_id": "u1", "at": "2024-02-24T20:55:00+09:00"}
        moved.post({**person, **fact})
        assert guesses(moved.ask(user_id="u1")) == []

    def test_a_matter_that_is_resolved_is_over(self, moved: Client) -> None:
        person = {"user_id": "u1", "at": "2024-02-24T20:55:00+09:00"}
        moved.post({**person, "event_id": "c", "event": "complaint"}, {**person, "event_id": "r", "event": "resolved"})
        assert len(guesses(moved.ask(user_id="u1"))) == 1

    @pytest.mark.parametrize("place", [{"surface": "push"}, {"channel": "kiosk"}, {"viewer": {"age": "under19"}}])
    def test_some_places_and_ages_ask_for_silence(self, moved: Client, place: dict[str, Any]) -> None:
        told = moved.ask(user_id="u1", **place)
        assert (guesses(told), told["mood"], told["message"]) == ([], None, None)

    def test_of_the_young_nothing_is_believed(self, moved: Client) -> None:
        told = moved.ask(user_id="u1", viewer={"age": "under19"})
        assert told["unused_signals"]["mood"] == "under19"
        assert told["items"] == moved.ask(user_id="u1", use=["history", "session", "time", "context"])["items"]

    def test_first_visits_are_too_early(self, client: Client) -> None:
        agree(client)
        client.post(*[{**fact, "session_id": "one"} for day in range(3) for fact in hints(day)])
        assert guesses(client.ask(user_id="u1")) == []

    def test_a_guess_that_cannot_be_remembered_is_not_told(self, moved: Client) -> None:
        moved.consent("u1", history=False)
        assert guesses(moved.ask(user_id="u1")) == []

    def test_a_report_with_consent_is_quoted_until_it_is_withdrawn(self, client: Client) -> None:
        agree(client)
        client.post(event("e1", "b9"))
        report = {"event_id": "m", "event": "mood_report", "user_id": "u1", "label": "차분함"}
        client.post({**report, "at": "2024-02-24T20:30:00+09:00"})
        told = client.ask(user_id="u1")
        assert any(r["text"].startswith("차분하게 있고 싶다고 하셔서") for r in reasons(told))
        assert told["mood"] == {"source": "said", "label": "calm", "needs": ["calm"]}
        client.consent("u1", mood=False)
        assert client.ask(user_id="u1")["mood"] is None

    @pytest.mark.parametrize(("strength", "is_told"), [("maybe", True), ("likely", False)])
    def test_a_condition_leaves_room_for_the_guess_of_surer_days(
        self, moved: Client, strength: str, is_told: bool
    ) -> None:
        reason = {"code": "mood_believed", "strength": strength}
        shown = Impression(
            "r", "default", AT - 3_600, "m", "p", "u1", items=(ImpressionItem("b1", 1, 1.0, 1.0, reason),)
        )
        moved.services.store.record_impression(shown)
        assert bool(lately(moved.ask(user_id="u1"))) is is_told
