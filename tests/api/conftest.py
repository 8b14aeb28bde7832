"""A small service over the small world of `tests.worlds`, on a fresh SQLite file."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.services import Services, build_services
from api.settings import Settings
from api.shops import Fixed, Model, Source
from tests import worlds

NOW = "2024-02-24T21:00:00+09:00"
CLOCK = {"X-Gonggam-Now": NOW}


@dataclass
class Client:
    """The service as a caller sees it, at a fixed time."""

    http: TestClient
    services: Services

    def ask(self, **body: Any) -> dict[str, Any]:
        answer = self.http.post("/v1/recommendations", json=body)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def post(self, *events: dict[str, Any]) -> dict[str, Any]:
        answer = self.http.post("/v1/events", json={"events": list(events)})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def consent(self, user_id: str, **purposes: bool) -> dict[str, Any]:
        body = {**purposes, "text_version": "2026-11"}
        answer = self.http.put(f"/v1/users/{user_id}/consents", json=body)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


def event(event_id: str, item_id: str = "b9", name: str = "like", **fields: Any) -> dict[str, Any]:
    """A like by u1 unless said."""
    told = {"event_id": event_id, "event": name, "user_id": "u1", "item_id": item_id, "at": "2024-02-24T20:00:00+09:00"}
    return {**told, **fields}


def ids(answer: dict[str, Any]) -> list[str]:
    return [item["item_id"] for item in answer["items"]]


OpenClient = Callable[..., Client]


@pytest.fixture
def open_client(tmp_path: Path) -> Iterator[OpenClient]:
    """Opens services on one database: several are several workers."""
    opened: list[TestClient] = []

    def open_one(sources: dict[str, Source] | None = None, **settings: Any) -> Client:
        told = {"db": f"sqlite:///{tmp_path / 'gonggam.db'}", "test_clock": True, **settings}
        services = build_services(Settings(**told), sources or {"default": Fixed(Model(worlds.engine()))})
        http = TestClient(create_app(services), headers=CLOCK)
        http.__enter__()
        opened.append(http)
        return Client(http, services)

    yield open_one
    for http in opened:
        http.__exit__(None, None, None)


@pytest.fixture
def client(open_client: OpenClient) -> Client:
    return open_client()
