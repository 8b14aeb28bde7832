"""The OpenAPI document: complete, its examples run, and the service does what it says under random requests."""

from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS

from tests.api.conftest import CLOCK, Client, event

IDS = {"user_id": "u1", "item_id": "b9", "request_id": "none"}
UNSTATED = ("positive_data_acceptance",)
"""A time not ahead, an event's own fields, an id that says nothing of a person: no JSON schema can say these."""


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method, told) for path, methods in document["paths"].items() for method, told in methods.items()]


def test_every_operation_and_parameter_is_described(client: Client) -> None:
    document = client.http.get("/openapi.json").json()
    for path, _, operation in operations(document):
        assert operation["description"], path
        if path.startswith("/v1/"):
            assert "application/problem+json" in operation["responses"]["422"]["content"], path
            assert "$ref" in str(operation["responses"]["200"]), path
    assert {"ProblemOut", "RecommendationsIn", "RecommendationsOut"} <= set(document["components"]["schemas"])


def test_vocabularies_are_enums(client: Client) -> None:
    schemas = client.http.get("/openapi.json").json()["components"]["schemas"]
    assert "calm" in schemas["MoodIn"]["properties"]["label"]["enum"]
    assert "liked_before" in schemas["ReasonOut"]["properties"]["code"]["enum"]
    assert "view_item" in schemas["EventName"]["enum"]
    assert schemas["ViewerIn"]["properties"]["age"]["enum"] == ["unknown", "under14", "under19", "adult_verified"]


def test_every_bodys_examples_run(client: Client) -> None:
    document = client.http.get("/openapi.json").json()
    seen = 0
    for path, method, operation in operations(document):
        body = operation.get("requestBody")
        if body is None or path == "/v1/playlists":  # this shop has no music: tests/api/test_playlists.py runs it
            continue
        name = body["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[-1]
        for example in document["components"]["schemas"][name]["examples"]:
            headers = {"X-Gonggam-Now": "2026-11-22T00:00:00+09:00"}
            answer = client.http.request(method, path.format(**IDS), json=example, headers=headers)
            assert answer.status_code == 200, (path, answer.text)
            seen += 1
    assert seen == 6


@pytest.mark.slow
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_random_requests_are_answered_as_the_document_says(client: Client, mode: GenerationMode) -> None:
    client.post(event("e1"))
    schema = schemathesis.openapi.from_asgi("/openapi.json", client.http.app)
    excluded = [CHECKS.get_one(name) for name in UNSTATED]
    tried = 0
    for found in schema.get_all_operations():
        tried += _try(found.ok(), mode, excluded)
    assert tried > 150


def _try(operation: Any, mode: GenerationMode, excluded: list[Any]) -> int:
    """Random requests to one operation, the same on every run; how many there were."""
    tried: list[str] = []

    @settings(
        max_examples=30,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def run(case: Any) -> None:
        tried.append(case.operation.path)
        case.call_and_validate(excluded_checks=excluded, headers=CLOCK)

    with suppress(Unsatisfiable):  # a route without parameters has no wrong request
        run()
    return len(tried)
