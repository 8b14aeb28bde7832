"""`POST /v1/recommendations`: a list for everybody, honest about what it was made from."""

import json
from typing import Any

import pytest

from tests.api.conftest import Client, OpenClient, event, ids

NOTHING = dict.fromkeys(("history", "session", "time"), False)


def without_request_id(client: Client, **body: Any) -> str:
    answer = client.http.post("/v1/recommendations", json=body)
    told = answer.json()
    return answer.text.replace(told["request_id"], "")


class TestThePerson:
    def test_an_unknown_person_gets_a_list_and_an_honest_message(self, client: Client) -> None:
        answer = client.ask(user_id="nobody-yet", k=5)
        assert answer["strategy"] == "cold"
        assert len(answer["items"]) == 5
        assert answer["message"]["code"] == "learning"
        assert answer["unused_signals"]["history"] == "no_events"

    def test_a_like_changes_the_next_answer(self, client: Client) -> None:
        before = client.ask(user_id="u1")
        client.post(event("e1"))
        after = client.ask(user_id="u1")
        assert ids(before) != ids(after)
        assert "b9" not in ids(after)
        assert after["strategy"] == "personal"
        assert after["items"][0]["reason"]["evidence"][0]["event_ids"] == ["e1"]

    def test_what_is_not_wanted_is_gone_at_once(self, client: Client) -> None:
        first = ids(client.ask(user_id="u1"))[0]
        client.post(event("e1", first, "not_interested"))
        assert first not in ids(client.ask(user_id="u1", k=50))

    def test_a_late_event_is_folded_where_it_belongs(self, client: Client) -> None:
        client.post(event("e1", "b9"))
        client.post(event("e0", "b12", at="2024-02-01T00:00:00Z"))
        assert [
            touch.item_id
            for touch in client.services.states.known(
                "default", "u1", client.services.shops["default"].model()
            ).state.touches
        ] == ["b12", "b9"]

    def test_an_anonymous_session_is_enough(self, client: Client) -> None:
        client.post(event("e1", name="view_item", user_id=None, session_id="s1"))
        answer = client.ask(session_id="s1")
        assert answer["strategy"] == "session"
        assert answer["used_signals"] == ["session"]
        assert client.ask(session_id="s2")["strategy"] == "cold"

    def test_an_anchor_counts_for_this_request_only(self, client: Client) -> None:
        answer = client.ask(user_id="u1", anchor={"item_id": "b9"})
        assert answer["strategy"] == "session"
        assert "b9" not in ids(answer)
        assert client.ask(user_id="u1")["strategy"] == "cold"
        assert client.ask(user_id="u1", anchor={"item_id": "zzz"})["unused_signals"]["anchor"] == "unknown_item"

    def test_two_workers_on_one_database_see_each_others_events_and_deletions(self, open_client: OpenClient) -> None:
        ours, theirs = open_client(), open_client()
        assert theirs.ask(user_id="u1")["strategy"] == "cold"
        ours.post(event("e1"))
        assert theirs.ask(user_id="u1")["strategy"] == "personal"
        ours.http.delete("/v1/users/u1")
        assert theirs.ask(user_id="u1")["strategy"] == "cold"


class TestNotProfiled:
    def test_the_list_is_the_same_bytes_for_anybody(self, client: Client) -> None:
        client.post(event("e1"), event("e2", "b12", user_id="u2"))
        client.consent("u2", history=False)
        answers = {
            without_request_id(client, user_id=user, session_id=session, mode="non_profiled")
            for user in ("u1", "u2", None)
            for session in ("s1", None)
        }
        assert len(answers) == 1
        told = json.loads(answers.pop())
        assert told["strategy"] == "non_profiled"
        assert told["message"]["code"] == "non_profiled"
        assert told["unused_signals"]["history"] == "not_asked"

    def test_using_nothing_is_the_same(self, client: Client) -> None:
        client.post(event("e1"))
        assert without_request_id(client, user_id="u1", use=[]) == without_request_id(client, user_id="u9", use=[])

    def test_all_consents_off_is_the_same_for_two_people(self, client: Client) -> None:
        client.post(event("e1"), event("e2", "b12", user_id="u2"))
        for user in ("u1", "u2"):
            client.consent(user, **NOTHING)
        one, other = (without_request_id(client, user_id=user) for user in ("u1", "u2"))
        assert one == other
        told = json.loads(one)
        assert told["strategy"] == "non_profiled"
        assert told["unused_signals"]["history"] == "no_consent"

    def test_nothing_is_read_of_somebody_who_asks_not_to_be_profiled(self, client: Client, monkeypatch: Any) -> None:
        for reader in ("events", "stamp", "consents", "session_events"):
            monkeypatch.setattr(client.services.store, reader, None)
        client.ask(user_id="u1", session_id="s1", mode="non_profiled")

    def test_history_is_not_read_through_the_door_without_consent(self, client: Client, monkeypatch: Any) -> None:
        client.post(event("e1"))
        client.consent("u1", history=False)
        asked: list[Any] = []
        monkeypatch.setattr(client.services.store, "events", lambda *told: asked.append(told[2]) or ())
        answer = client.ask(user_id="u1")
        assert answer["unused_signals"]["history"] == "no_consent"
        assert all("history" not in purposes for purposes in asked)

    def test_under_14_nobody_is_profiled(self, client: Client) -> None:
        client.post(event("e1"))
        answer = client.ask(user_id="u1", viewer={"age": "under14"})
        assert answer["strategy"] == "non_profiled"
        assert answer["unused_signals"]["history"] == "under14"

    def test_the_impression_of_such_a_list_names_nobody(self, client: Client) -> None:
        answer = client.ask(user_id="u1", session_id="s1", mode="non_profiled")
        shown = client.services.impressions.find("default", answer["request_id"])
        assert shown is not None
        assert (shown.user_id, shown.session_id) == (None, None)


class TestSignals:
    def test_use_narrows_and_the_rest_is_not_asked(self, client: Client) -> None:
        client.post(event("e1"))
        answer = client.ask(user_id="u1", use=["history"])
        assert answer["used_signals"] == ["history"]
        assert answer["unused_signals"]["session"] == "not_asked"
        assert answer["unused_signals"]["mood"] == "not_asked"

    def test_what_the_model_cannot_use_yet_is_said(self, client: Client) -> None:
        answer = client.ask(
            user_id="u1", mood={"label": "지침"}, query="위로", intent="lift", context={"weather": "rain"}
        )
        told = answer["unused_signals"]
        assert {told[name] for name in ("query", "context")} == {"not_in_model"}
        assert "mood" in answer["used_signals"]
        assert not {"mood", "intent"} & set(told)
        assert client.ask(user_id="u1")["unused_signals"] == {
            "history": "no_events", "session": "no_events", "time": "not_in_model",
            "context": "not_given", "mood": "no_consent",
        }  # fmt: skip


class TestFilters:
    def test_an_adults_item_is_only_for_a_verified_adult(self, client: Client) -> None:
        for age in ("unknown", "under14", "under19"):
            assert "b5" not in ids(client.ask(k=60, viewer={"age": age}))
        assert "b5" in ids(client.ask(k=60, viewer={"age": "adult_verified"}))

    def test_only_the_candidates_are_ranked(self, client: Client) -> None:
        client.post(event("e1"))
        answer = client.ask(user_id="u1", k=3, candidates=["b7", "b8", "b10"])
        assert sorted(ids(answer)) == ["b10", "b7", "b8"]
        assert all(item["reason"]["text"] for item in answer["items"])

    def test_what_is_excluded_never_comes(self, client: Client) -> None:
        first = ids(client.ask())[0]
        assert first not in ids(client.ask(k=60, exclude=[first]))

    def test_filters_hold(self, client: Client) -> None:
        items = client.ask(k=60, filters={"category": "에세이", "kind": "book"})["items"]
        assert items and {item["category"] for item in items} == {"에세이"}

    @pytest.mark.parametrize(
        ("body", "because"),
        [
            ({"k": 1000}, "filters"),
            ({"k": 5, "candidates": ["b7"]}, "few_candidates"),
            ({"k": 5, "candidates": []}, "few_candidates"),
            ({"filters": {"kind": "film"}}, "nothing_fits_filters"),
        ],
    )
    def test_fewer_than_asked_for_says_why(self, client: Client, body: dict[str, Any], because: str) -> None:
        answer = client.ask(**body)
        assert answer["shortfall"]["because"] == because
        assert answer["shortfall"]["served"] == len(answer["items"])


class TestReasons:
    def test_as_many_as_asked_for(self, client: Client) -> None:
        counts = {
            ask: sum(i["reason"] is not None for i in client.ask(reasons=ask)["items"])
            for ask in ("all", "top3", "none")
        }
        assert counts == {"all": 10, "top3": 3, "none": 0}

    def test_in_english(self, client: Client) -> None:
        client.post(event("e1"))
        answer = client.ask(user_id="u1", locale="en-US")
        assert {item["reason"]["locale"] for item in answer["items"]} == {"en-US"}

    def test_the_same_question_gets_the_same_answer(self, client: Client) -> None:
        client.post(event("e1"))
        assert without_request_id(client, user_id="u1") == without_request_id(client, user_id="u1")
