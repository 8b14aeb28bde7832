"""Mood over HTTP: said and obeyed without a trace, believed only with consent, told once, never again when wrong."""

import json
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from api.cues import hint_of_search
from api.quiet import AGAIN_SECONDS, REFUSED_SECONDS
from api.store.moods import KEPT_SECONDS
from tests.api import moody
from tests.api.conftest import Client, OpenClient, event, ids
from tests.api.moody import agree, hints, three_evenings

LATELY = re.compile(r"요즘 마음이 (조금 )?복잡하신 것 같아")
AT = 1_708_776_000
"""The tests' now, 2024-02-24T21:00+09:00."""


@pytest.fixture
def client(open_client: OpenClient) -> Client:
    return open_client(moody.shop())


@pytest.fixture
def moved(client: Client) -> Client:
    """After three evenings of a person who consents to mood."""
    agree(client)
    three_evenings(client)
    return client


def reasons(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [item["reason"] for item in answer["items"]]


def lately(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [reason for reason in reasons(answer) if LATELY.search(reason["text"])]


def guesses(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [reason for reason in reasons(answer) if reason["code"] == "mood_believed"]


def bare(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "request_id"}


def later(seconds: int) -> dict[str, str]:
    """The header of a clock so much later."""
    from datetime import UTC, datetime

    return {"X-Gonggam-Now": datetime.fromtimestamp(AT + seconds, UTC).isoformat()}


def ask_at(client: Client, seconds: int, **body: Any) -> dict[str, Any]:
    answer = client.http.post("/v1/recommendations", json=body, headers=later(seconds))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


class TestSaid:
    def test_a_first_visitor_is_obeyed_and_quoted(self, client: Client) -> None:
        plain, told = client.ask(), client.ask(mood={"label": "지침"})
        assert ids(plain) != ids(told)
        quoted = [r for r in reasons(told) if r["code"] == "mood_said"]
        assert 1 <= len(quoted) <= 3
        assert all(r["text"].startswith("지친다고 하셔서") and r["strength"] == "said" for r in quoted)
        assert told["used_signals"] == ["mood"]
        assert "mood" not in told["unused_signals"]
        assert told["mood"] == {"source": "said", "label": "tired", "needs": ["comfort"]}
        assert plain["mood"] is None
        assert plain["unused_signals"]["mood"] == "no_consent"

    def test_english_and_korean_names_mean_the_same_and_a_point_has_none(self, client: Client) -> None:
        one, other = client.ask(mood={"label": "tired"}), client.ask(mood={"label": "지침"})
        assert bare(one) == bare(other)
        point = client.ask(mood={"valence": -0.6, "arousal": -0.5})
        assert ids(point) == ids(one)
        assert point["mood"]["label"] is None
        assert any(r["text"].startswith("기분을 알려 주셔서") for r in reasons(point))

    def test_the_way_they_choose_changes_the_list_and_counts_for_nothing_alone(self, client: Client) -> None:
        stay = client.ask(mood={"label": "sad"}, intent="match")
        lift = client.ask(mood={"label": "sad"}, intent="lift")
        assert [item["score"] for item in stay["items"]] != [item["score"] for item in lift["items"]]
        alone = client.ask(intent="lift")
        assert alone["unused_signals"]["intent"] == "not_given"
        assert ids(alone) == ids(client.ask())

    def test_nothing_of_it_is_kept(self, client: Client, tmp_path: Path) -> None:
        client.post(event("e1", "b9"), event("e2", "b12"))
        told = client.ask(user_id="u1", session_id="s1", mood={"label": "lonely"}, intent="match")
        client.ask(session_id="s2", mood={"valence": -0.61, "arousal": -0.51})
        client.services.impressions.flush()
        client.services.store.flush()
        kept = dump(tmp_path / "gonggam.db") + client.http.get("/metrics").text
        kept += client.http.get("/v1/users/u1/export").text.replace('"mood":false', "")
        for trace in ("lonely", "외롭", "mood_said", "mood_fit", "-0.61", "match"):
            assert trace not in kept, trace
        why = client.http.get(f"/v1/recommendations/{told['request_id']}/items/{ids(told)[0]}/why").json()
        assert "mood" not in json.dumps(why)
        assert sum(factor["contribution"] for factor in why["factors"]) == pytest.approx(why["score"], abs=1e-6)
        assert bare(client.ask(user_id="u1", session_id="s1")) == bare(client.ask(user_id="u1", session_id="s1"))

    def test_the_young_are_obeyed_too(self, client: Client) -> None:
        for age in ("under14", "under19"):
            told = client.ask(user_id="u1", mood={"label": "tired"}, viewer={"age": age})
            assert "mood" in told["used_signals"]
            assert any(r["code"] == "mood_said" for r in reasons(told))

    def test_a_list_without_personal_data_says_what_it_followed(self, client: Client) -> None:
        told = client.ask(mode="non_profiled", mood={"label": "calm"})
        assert "알려 주신 기분" in told["message"]["text"]
        assert told["used_signals"] == ["mood"]

    @pytest.mark.parametrize("place", [{"surface": "push"}, {"channel": "store-kiosk"}, {"surface": "mail_weekly"}])
    def test_where_others_read_along_it_moves_the_list_without_a_word(
        self, client: Client, place: dict[str, str]
    ) -> None:
        told = client.ask(mood={"label": "sad"}, **place)
        assert ids(told) == ids(client.ask(mood={"label": "sad"}))
        assert not any("mood" in r["code"] for r in reasons(told))


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


class TestConsent:
    def test_off_the_answers_are_the_same_with_and_without_evidence(self, open_client: OpenClient) -> None:
        client = open_client(moody.shop())
        report = {"event": "mood_report", "label": "tired", "at": "2024-02-24T20:00:00+09:00"}
        looks = [fact for day in range(3) for fact in hints(day)]
        quiet = [{**fact, "query": "제주"} if fact["event"] == "search" else fact for fact in looks]
        client.post(*looks, {**report, "event_id": "m", "user_id": "u1"})
        client.post(*[{**fact, "user_id": "u2", "event_id": f"u2{fact['event_id']}"} for fact in quiet])
        one, two = client.ask(user_id="u1"), client.ask(user_id="u2")
        assert json.dumps(bare(one)) == json.dumps(bare(two)).replace("u2u1-", "u1-")

    def test_off_nothing_of_a_mood_is_anywhere(self, client: Client, tmp_path: Path) -> None:
        three_evenings(client)
        client.post({**hints(0)[0], "event": "mood_report", "event_id": "m", "label": "tired", "query": None})
        client.ask(user_id="u1")
        client.services.impressions.flush()
        client.services.store.flush()
        text = dump(tmp_path / "gonggam.db") + client.http.get("/metrics").text
        for trace in ("cue", "mood_", "tired", *moody.WORDS):
            assert trace not in text, trace

    def test_withdrawn_it_is_all_gone(self, moved: Client, tmp_path: Path) -> None:
        assert lately(moved.ask(user_id="u1"))
        before = moved.http.get("/v1/users/u1/export").json()
        assert before["inferences"]
        assert any("cue_valence" in fact for fact in before["events"])
        moved.consent("u1", mood=False)
        text = dump(tmp_path / "gonggam.db") + moved.http.get("/v1/users/u1/export").text.replace('"mood":', "")
        for trace in ("cue_", "mood_", "복잡하신"):
            assert trace not in text, trace
        moved.consent("u1", mood=True)
        told = moved.ask(user_id="u1")
        assert lately(told) == []

    def test_the_words_of_a_search_are_dropped_and_what_they_hint_at_is_kept(
        self, moved: Client, tmp_path: Path
    ) -> None:
        text = dump(tmp_path / "gonggam.db")
        assert not any(words in text for words in moody.WORDS)
        (first, *_) = moved.http.get("/v1/users/u1/export").json()["events"]
        assert first["cue_kind"] == "search"
        assert -1 <= first["cue_valence"] < 0

    @pytest.mark.parametrize(
        "fact",
        [
            {"event": "review", "item_id": "b9", "text": "너무 지친다"},
            {"event": "inquiry", "text": "너무 지친다"},
            {"event": "search", "query": "임신 우울"},
            {"event": "search", "query": "이야기 3"},
        ],
    )
    def test_reviews_questions_titles_and_sensitive_words_hint_at_nothing(
        self, client: Client, fact: dict[str, Any]
    ) -> None:
        agree(client)
        client.post({"event_id": "r", "user_id": "u1", "at": "2024-02-24T20:00:00+09:00", **fact})
        (stored,) = client.http.get("/v1/users/u1/export").json()["events"]
        assert not any(name.startswith("cue") for name in stored)

    def test_a_week_later_the_hints_are_gone(self, moved: Client) -> None:
        after = later(KEPT_SECONDS + 3 * 86_400)
        moved.http.post("/v1/events", json={"events": [event("e9", "b9")]}, headers=after)
        kept = moved.http.get("/v1/users/u1/export", headers=after).json()
        assert len(kept["events"]) == 10
        assert not any("cue_valence" in fact for fact in kept["events"])


class TestReading:
    def test_a_line_is_read_and_let_go(self, client: Client, tmp_path: Path) -> None:
        told = client.http.post("/v1/mood", json={"text": "오늘은 너무 지친다", "locale": "ko-KR"})
        assert told.status_code == 200
        read = told.json()
        assert read["valence"] < 0 < read["confidence"]
        assert "comfort" in read["needs"]
        assert read["care"] is None
        assert "지친" not in dump(tmp_path / "gonggam.db") + client.http.get("/metrics").text

    def test_a_line_without_a_mood_says_so(self, client: Client) -> None:
        read = client.http.post("/v1/mood", json={"text": "이야기 3"}).json()
        assert (read["confidence"], read["needs"]) == (0.0, [])

    def test_a_wrong_body_is_refused(self, client: Client) -> None:
        for body in ({}, {"text": "x" * 2001}, {"text": "x", "locale": "xx"}):
            assert client.http.post("/v1/mood", json=body).status_code == 422


def dump(path: Path) -> str:
    """Everything the database holds, as text."""
    with sqlite3.connect(path) as connection:
        return "\n".join(line for line in connection.iterdump() if line.startswith("INSERT"))


class TestSearches:
    @pytest.mark.parametrize(("query", "need"), [("위로", "comfort"), ("sad songs", "comfort"), ("휴식", "calm")])
    def test_a_bare_word_in_a_search_box_is_asked_for(self, query: str, need: str) -> None:
        hint = hint_of_search(query, frozenset())
        assert hint is not None
        assert hint.need == need
        assert hint.valence < 0, "who asks for comfort is not comforted yet"

    def test_a_state_is_read_as_told(self) -> None:
        hint = hint_of_search("너무 지친다", frozenset())
        assert hint is not None
        assert hint.valence <= -0.5

    @pytest.mark.parametrize(
        "query", ["제주 여행", "한강", "친구가 힘들어해서", "배고파 죽겠다", "우울증 책", "위로의 책"]
    )
    def test_topics_others_idioms_sensitive_words_and_titles_hint_at_nothing(self, query: str) -> None:
        assert hint_of_search(query, frozenset({"위로의 책"})) is None
