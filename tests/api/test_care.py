"""A cry for help: the card at once, nothing sold beside it, and no trace of the words anywhere."""

import logging
from pathlib import Path
from typing import Any

import pytest
import structlog

from tests.api.conftest import Client, event, ids
from tests.api.moody import bare, dump

CRY = "이제 그만 살고 싶지 않아 죽고 싶다"
TEXTS: list[dict[str, Any]] = [
    {"event": "search", "query": CRY, "item_id": None},
    {"event": "inquiry", "text": CRY, "item_id": None},
    {"event": "inquiry", "topic": CRY[:40], "item_id": None},
    {"event": "complaint", "text": CRY, "item_id": None},
    {"event": "review", "rating": 1, "text": CRY},
    {"event": "preference", "key": "note", "value": CRY, "item_id": None},
    {"event": "refine", "filters": ["책", CRY], "item_id": None},
]


@pytest.mark.parametrize("text", TEXTS)
def test_wherever_free_text_enters_the_card_is_the_answer(client: Client, text: dict[str, Any]) -> None:
    told = client.post(event("e1", "b9"), event("e2", **{"name": text["event"]}) | text)
    assert (told["accepted"], told["not_stored"]) == (1, 1)
    assert "109" in told["care"]["text"]
    assert told["care"]["text"].endswith("저장하지 않아요.")
    assert told["care"]["lines"]
    (only,) = client.http.get("/v1/users/u1/export").json()["events"]
    assert only["event_id"] == "e1"


def test_with_every_consent_the_words_are_still_found_nowhere(
    client: Client, tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client.consent("u1", words=True, mood=True, research=True)
    client.post(event("e0", "b9"))
    before = client.ask(user_id="u1"), client.http.get("/metrics").text.count("gonggam_events_total")
    kept = dump(tmp_path / "gonggam.db")
    with structlog.testing.capture_logs() as logs:
        client.post(*[{**event(f"c{n}"), **text} for n, text in enumerate(TEXTS)])
        client.ask(user_id="u1", session_id="s1", query=CRY)
        client.http.post("/v1/mood", json={"text": CRY})
        client.http.post("/v1/events", json={"events": [{**event("bad"), "event": "search", "query": CRY, "x": 1}]})
    client.services.impressions.flush()
    client.services.store.flush()
    out = capfd.readouterr()
    metrics = client.http.get("/metrics").text
    for place in (dump(tmp_path / "gonggam.db"), out.out, out.err, caplog.text, str(logs), metrics):
        assert "살고 싶" not in place
        assert "죽고 싶" not in place
    assert dump(tmp_path / "gonggam.db").count("\n") <= kept.count("\n") + 1, "one list was shown before, nothing since"
    assert bare(client.ask(user_id="u1")) == bare(before[0]), "no profile learned anything"


def test_a_request_with_such_words_gets_the_card_and_no_shelf(client: Client) -> None:
    client.post(event("e1", "b9"))
    told = client.ask(user_id="u1", query=CRY, mood={"label": "sad"})
    assert told["items"] == []
    assert told["message"] is None
    assert told["mood"] is None
    assert told["shortfall"] == {"asked": 10, "served": 0, "because": "care"}
    assert "109" in told["care"]["text"]
    why = client.http.get(f"/v1/recommendations/{told['request_id']}/items/b9/why")
    assert why.status_code == 404
    assert len(ids(client.ask(user_id="u1"))) == 10, "nothing outlives the answer"


def test_the_card_speaks_the_readers_language(client: Client) -> None:
    english = client.ask(query=CRY, locale="en-US")["care"]["text"]
    assert english.startswith("If you’re having a hard time")
    search = {**event("e1", name="search"), "query": "I want to kill myself"}
    assert client.post(search)["care"]["text"].startswith("If you’re having a hard time")


def test_abroad_no_korean_number_is_given(open_client: Any) -> None:
    told = open_client(country="DE").ask(query=CRY)
    assert "109" not in told["care"]["text"] + " ".join(told["care"]["lines"])


def test_such_a_line_is_answered_and_not_scored(client: Client) -> None:
    told = client.http.post("/v1/mood", json={"text": CRY}).json()
    assert "109" in told["care"]["text"]
    assert (told["valence"], told["confidence"], told["needs"]) == (None, None, [])


@pytest.mark.parametrize("words", ["배고파 죽겠다", "제주 여행", "죽고 싶지만 떡볶이는 먹고 싶어", "이야기 3"])
def test_idioms_and_titles_are_ordinary_searches(client: Client, words: str) -> None:
    told = client.post({**event("e1", name="search"), "query": words})
    assert (told["accepted"], told["care"]) == (1, None)
    assert client.ask(query=words)["care"] is None


def test_ready_tells_when_help_lines_must_be_looked_up(client: Client) -> None:
    fresh = client.http.get("/readyz", headers={"X-Gonggam-Now": "2025-11-20T00:00:00+09:00"}).json()
    stale = client.http.get("/readyz", headers={"X-Gonggam-Now": "2030-01-01T00:00:00+09:00"}).json()
    assert fresh["warnings"] == []
    assert any("KR" in line for line in stale["warnings"])
    assert stale["status"] == "ready"
