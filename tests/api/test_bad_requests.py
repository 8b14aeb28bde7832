"""Malformed requests: each a clear problem, and nothing of it stored."""

from typing import Any

import pytest

from tests.api.conftest import Client, event

ASK, EVENTS, ITEMS = "/v1/recommendations", "/v1/events", "/v1/items"
CONSENTS = "/v1/users/u1/consents"
E1 = event("e1")


def changed(**fields: Any) -> dict[str, Any]:
    return {"events": [event("e0"), {**E1, **fields}]}


BODIES: list[tuple[str, str, Any, int, str]] = [
    ("POST", ASK, {"k": "ten"}, 422, "k"),
    ("POST", ASK, {"k": 0}, 422, "k"),
    ("POST", ASK, {"k": 10**9}, 422, "k"),
    ("POST", ASK, {"k": 1.5}, 422, "k"),
    ("POST", ASK, {"k": True}, 422, "k"),
    ("POST", ASK, {"mood": {"label": "cheerful"}}, 422, "mood"),
    ("POST", ASK, {"mood": {"valence": 2, "arousal": 0}}, 422, "mood.valence"),
    ("POST", ASK, {"at": "2030-01-01T00:00:00Z"}, 422, "at"),
    ("POST", ASK, {"at": "2024-02-24T21:00:00"}, 422, "at"),
    ("POST", ASK, {"at": 1708776000}, 422, "at"),
    ("POST", ASK, {"tz": "Mars/Olympus"}, 422, "tz"),
    ("POST", ASK, {"user_id": "a.person@example.com"}, 422, "user_id"),
    ("POST", ASK, {"user_id": "010-1234-5678"}, 422, "user_id"),
    ("POST", ASK, {"user_id": ""}, 422, "user_id"),
    ("POST", ASK, {"user_id": "nul\u0000"}, 422, "user_id"),
    ("POST", ASK, {"voice": "shouting"}, 422, "voice"),
    ("POST", ASK, {"locale": "xx-XX"}, 422, "locale"),
    ("POST", ASK, {"shop": "nowhere"}, 422, "shop"),
    ("POST", ASK, {"filters": {"price_max": -1}}, 422, "filters.price_max"),
    ("POST", ASK, {"filters": {"kind": "boo"}}, 422, "filters.kind"),
    ("POST", ASK, {"filters": {"prise_max": 1}}, 422, "filters.prise_max"),
    ("POST", ASK, {"use": ["histroy"]}, 422, "use[0]"),
    ("POST", ASK, {"userid": "u1"}, 422, "userid"),
    ("POST", ASK, {"candidates": ["b1", 2]}, 422, "candidates[1]"),
    ("POST", ASK, {"context": {"weather": ["rain"]}}, 422, "context.weather"),
    ("POST", ASK, {"viewer": {"age": "adult"}}, 422, "viewer.age"),
    ("POST", ASK, [], 422, "body"),
    ("POST", ASK, b'{"filters":{"price_max":NaN}}', 422, "filters.price_max"),
    ("POST", ASK, b'{"user_id":"\xff\xfe"}', 400, "body"),
    ("POST", ASK, b"{", 400, "body"),
    ("POST", ASK, b"", 400, "body"),
    ("POST", ASK, b" " * 10_000_000, 413, "body"),
    ("POST", EVENTS, {"events": [event("e0"), event("e1", "b1", "viewed")]}, 422, "events[1].event"),
    ("POST", EVENTS, changed(at="2030-01-01T00:00:00Z"), 422, "events[1].at"),
    ("POST", EVENTS, changed(at="yesterday"), 422, "events[1].at"),
    ("POST", EVENTS, changed(user_id="900101-1234568"), 422, "events[1].user_id"),
    ("POST", EVENTS, changed(item_id=None), 422, "events[1].item_id"),
    ("POST", EVENTS, changed(event="rate", rating=-1), 422, "events[1].rating"),
    ("POST", EVENTS, changed(raiting=5), 422, "events[1].raiting"),
    ("POST", EVENTS, {"events": []}, 422, "events"),
    ("POST", EVENTS, {"events": [E1] * 1_001}, 422, "events"),
    ("POST", EVENTS, {"event": [E1]}, 422, "event"),
    ("POST", EVENTS, b'{"events":[{"event_id":NaN}]}', 422, "events[0].event"),
    ("POST", EVENTS, b'{"events":["\xc3\x28"]}', 400, "body"),
    ("POST", EVENTS, b"[" * 100_000, 400, "body"),
    ("PUT", ITEMS, {"items": [{"item_id": "b1", "price": -3}]}, 422, "items[0].price"),
    ("PUT", ITEMS, {"items": [{"title": "no id"}]}, 422, "items[0].item_id"),
    ("PUT", ITEMS, {"items": [{"item_id": "b1", "titel": "x"}]}, 422, "items[0].titel"),
    ("PUT", CONSENTS, {"history": "yes", "text_version": "1"}, 422, "history"),
    ("PUT", CONSENTS, {"history": False}, 422, "text_version"),
    ("PUT", CONSENTS, {"text_version": "1"}, 422, "body"),
    ("PUT", "/v1/users/a@example.com/consents", {"history": True, "text_version": "1"}, 422, "user_id"),
    ("GET", "/v1/users/010-1234-5678/export", None, 422, "user_id"),
    ("DELETE", "/v1/users/a@example.com", None, 422, "user_id"),
    ("GET", "/v1/items/b1/similar?k=0", None, 422, "k"),
    ("GET", "/v1/items/nothing/similar", None, 404, "item_id"),
    ("GET", "/v1/recommendations/none/items/b1/why", None, 404, "request_id"),
    ("GET", "/v1/nowhere", None, 404, "path"),
    ("GET", "/v1/events", None, 405, "method"),
]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "where"), BODIES, ids=[f"{m} {p} {str(b)[:40]}" for m, p, b, _, _ in BODIES]
)
def test_it_is_a_clear_problem_and_nothing_is_stored(
    client: Client, method: str, path: str, body: Any, status: int, where: str
) -> None:
    told: dict[str, Any] = {"content": body} if isinstance(body, bytes) else {"json": body} if body is not None else {}
    answer = client.http.request(method, path, **told)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert {"type", "title", "status", "detail", "instance", "errors"} <= set(problem)
    assert problem["status"] == status
    assert problem["errors"][0]["where"] == where
    assert problem["errors"][0]["allowed"]
    assert "Traceback" not in answer.text
    assert client.services.store.export("default", "u1")["events"] == []
    assert client.services.store.items_version("default") == 0


def test_a_personal_id_is_not_repeated(client: Client) -> None:
    answer = client.http.post(ASK, json={"user_id": "a.person@example.com"})
    assert "a.person" not in answer.text
    assert "hash" in answer.text


def test_the_nearest_right_name_is_told(client: Client) -> None:
    answer = client.http.post(ASK, json={"sesion_id": "s"})
    assert "did you mean 'session_id'?" in answer.json()["errors"][0]["allowed"]


def test_a_body_that_grows_too_large_on_the_way_is_refused(client: Client) -> None:
    answer = client.http.post(EVENTS, content=(b" " * 1_000_000 for _ in range(11)))
    assert answer.status_code == 413


def test_an_unexpected_failure_is_a_problem_without_content(client: Client, monkeypatch: Any, capsys: Any) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret: u1 likes b9")

    monkeypatch.setattr(client.services.store, "append", fail)
    client.http._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
    answer = client.http.post(EVENTS, json={"events": [E1]})
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    seen = capsys.readouterr()
    assert "secret" not in answer.text + seen.out + seen.err
