"""Health, readiness, metrics, vocabulary, the page."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.testclient import TestClient

from api.routes.page import page_routes
from tests.api.conftest import Client, event


def test_health_and_readiness(client: Client) -> None:
    assert client.http.get("/healthz").json() == {"status": "ok"}
    ready = client.http.get("/readyz").json()
    assert (ready["status"], ready["model"]) == ("ready", "unsaved")


def test_a_database_that_is_gone_is_not_ready(client: Client) -> None:
    client.services.store.close()
    assert client.http.get("/readyz").status_code == 503


def test_metrics_count_by_template_and_hold_no_id(client: Client) -> None:
    client.post(event("e1", user_id="somebody"))
    client.ask(user_id="somebody")
    client.http.get("/v1/users/somebody/consents")
    text = client.http.get("/metrics").text
    assert 'gonggam_lists_total{shop="default",strategy="personal"} 1.0' in text
    assert 'gonggam_events_total{outcome="accepted",shop="default"} 1.0' in text
    assert 'route="/v1/users/{user_id}/consents"' in text
    assert "somebody" not in text


def test_the_vocabulary_has_korean_and_english(client: Client) -> None:
    told = client.http.get("/v1/vocabulary").json()
    moods = {term["name"]: term for term in told["terms"]["moods"]}
    assert moods["tired"] == {"name": "tired", "ko": "지침", "en": "tired"}
    assert {"view_item", "like", "not_interested"} <= set(told["names"]["events"])
    assert "no_consent" in told["names"]["unused"]


def test_answers_about_people_are_not_cached(client: Client) -> None:
    answer = client.http.post("/v1/recommendations", json={})
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_page_is_served_file_by_file(tmp_path: Path) -> None:
    (tmp_path / "js").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html>", "utf-8")
    (tmp_path / "js" / "app.js").write_text("1", "utf-8")
    http = TestClient(Starlette(routes=list(page_routes(tmp_path))))
    answer = http.get("/")
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["content-security-policy"] == "default-src 'self'"
    assert answer.headers["cache-control"] == "no-cache"
    again = http.get("/", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "javascript" in http.get("/js/app.js").headers["content-type"]
    assert http.get("/js/other.js").status_code == 404
    assert http.post("/").status_code == 405


def test_without_a_page_there_is_no_route(tmp_path: Path) -> None:
    assert page_routes(tmp_path / "nothing") == []
