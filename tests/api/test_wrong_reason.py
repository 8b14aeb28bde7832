"""“이유가 안 맞아요”: the reason changes, the item and its rank do not (S34)."""

from typing import Any

import pytest

from tests.api.conftest import Client, event, ids


def ask(client: Client) -> dict[str, Any]:
    return client.ask(user_id="u1", k=8)


def reasons(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {item["item_id"]: item["reason"] for item in answer["items"]}


def wrong(event_id: str, item_id: str, **fields: Any) -> dict[str, Any]:
    return event(event_id, item_id, "reason_wrong", at="2024-02-24T20:50:00+09:00", **fields)


@pytest.fixture
def before(client: Client) -> dict[str, Any]:
    client.post(*[event(f"e{n}", f"b{n}") for n in (9, 12, 15, 20)])
    return ask(client)


@pytest.mark.parametrize("names_code", [True, False])
@pytest.mark.parametrize("is_written", [True, False])
def test_the_next_answer_says_something_else_of_it_at_the_same_rank(
    client: Client, before: dict[str, Any], names_code: bool, is_written: bool
) -> None:
    if is_written:
        client.services.impressions.flush()
        client.services.store.flush()
    first = before["items"][0]
    told = {"code": first["reason"]["code"]} if names_code else {}
    client.post(wrong("w1", first["item_id"], request_id=before["request_id"], **told))
    after = ask(client)
    assert [(i["item_id"], i["score"]) for i in after["items"]] == [(i["item_id"], i["score"]) for i in before["items"]]
    assert after["items"][0]["reason"]["code"] != first["reason"]["code"]
    assert after["items"][0]["reason"]["text"]


def test_every_true_reason_can_be_refused_and_an_honest_one_remains(client: Client, before: dict[str, Any]) -> None:
    item, answer, heard = before["items"][0]["item_id"], before, []
    while (code := reasons(answer)[item]["code"]) != "learning":
        assert code not in heard
        heard.append(code)
        client.post(wrong(f"w{len(heard)}", item, request_id=answer["request_id"], code=code))
        answer = ask(client)
    assert ids(answer) == ids(before)


def test_the_kind_of_reason_becomes_rarer_for_this_person_alone(client: Client, before: dict[str, Any]) -> None:
    codes = [item["reason"]["code"] for item in before["items"]]
    common = max(codes, key=codes.count)
    others = [item["item_id"] for item in before["items"] if item["reason"]["code"] == common][:2]
    client.post(*[wrong(f"w{item}", item, code=common) for item in others])
    left = [i for i in ask(client)["items"] if i["item_id"] not in others]
    assert sum(i["reason"]["code"] == common for i in left) <= codes.count(common) - len(others)
    client.post(*[event(f"x{n}", f"b{n}", user_id="u2") for n in (9, 12, 15, 20)])
    assert [i["reason"]["code"] for i in client.ask(user_id="u2", k=8)["items"]] == codes


def test_an_answer_to_somebody_else_tells_nothing(client: Client, before: dict[str, Any]) -> None:
    item = before["items"][0]["item_id"]
    client.post(event("x1", "b9", user_id="u2"), wrong("w1", item, user_id="u2", request_id=before["request_id"]))
    state = client.services.states.known("default", "u2", client.services.shops["default"].model()).state
    assert state.wrong_reasons == ((item, ""),)


def test_an_unknown_code_is_refused_with_those_allowed(client: Client) -> None:
    answer = client.http.post("/v1/events", json={"events": [wrong("w1", "b9", code="because")]})
    assert answer.status_code == 422
    assert "liked_before" in answer.text
