"""Without consent to mood there is nothing of it anywhere; with it, hints without words, for a week."""

import json
from pathlib import Path
from typing import Any

import pytest

from api.cues import hint_of_search
from api.store.moods import KEPT_SECONDS
from tests.api import moody
from tests.api.conftest import Client, OpenClient, event
from tests.api.moody import agree, bare, dump, hints, lately, later, three_evenings


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


class TestSearches:
    @pytest.mark.parametrize("query", ["위로", "sad songs", "지칠 때 읽는 책"])
    def test_a_wish_counts_as_much_as_a_state(self, query: str) -> None:
        hint = hint_of_search(query, frozenset())
        assert hint is not None
        assert hint.weight == 1.0
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
