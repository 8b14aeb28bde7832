"""Interests: what a person switches off is in no list of theirs, and can come back (S31)."""

from typing import Any

from tests import worlds
from tests.api.conftest import Client, event, ids

TAGS = {facts.item_id: facts.tags for facts in worlds.catalogue().facts}


def preference(event_id: str, key: str, value: str, **fields: Any) -> dict[str, Any]:
    told = {"event_id": event_id, "event": "preference", "user_id": "u1", "key": key, "value": value}
    return {**told, "at": "2024-02-24T20:30:00+09:00", **fields}


def interests(client: Client, user_id: str = "u1") -> dict[str, Any]:
    answer = client.http.get(f"/v1/users/{user_id}/interests")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_what_is_removed_leaves_the_next_list_and_comes_back_when_taken_back(client: Client) -> None:
    client.post(event("e1"), event("e2", "b12"))
    before = client.ask(user_id="u1", k=60)
    gone = next(tag for item in before["items"] for tag in TAGS[item["item_id"]])
    client.post(preference("p1", "interest_off", gone))
    after = client.ask(user_id="u1", k=60)
    assert ids(after) == [item for item in ids(before) if gone not in TAGS[item]]
    assert not [item for item in after["items"] if gone in item["reason"]["text"]]
    client.post(preference("p2", "interest_on", gone, at="2024-02-24T20:40:00+09:00"))
    assert ids(client.ask(user_id="u1", k=60)) == ids(before)


def test_items_the_shop_asks_for_are_ranked_all_the_same(client: Client) -> None:
    client.post(event("e1"), preference("p1", "interest_off", TAGS["b12"][0]))
    assert set(ids(client.ask(user_id="u1", candidates=["b12", "b13"]))) == {"b12", "b13"}


def test_why_tells_what_was_left_out(client: Client) -> None:
    client.post(event("e1"), preference("p1", "interest_off", "미스터리"), preference("p2", "interest_off", "우주"))
    answer = client.ask(user_id="u1", k=3)
    path = f"/v1/recommendations/{answer['request_id']}/items/{answer['items'][0]['item_id']}/why"
    told = client.http.get(path).json()["what_would_change_it"]
    assert [change["text"] for change in told if change["action"] == "interest_on"] == [
        "관심사에서 빼신 것이라 이 목록에 없어요. 되돌리면 다시 나올 수 있어요: 미스터리, 우주"
    ]


def test_interests_are_listed_with_shares_and_without_those_switched_off(client: Client) -> None:
    client.post(event("e1"), event("e2", "b12"), preference("p1", "interest_off", TAGS["b9"][0]))
    told = interests(client)
    assert told["off"] == [TAGS["b9"][0]]
    values = {(one["kind"], one["value"]) for one in told["interests"]}
    assert ("tag", TAGS["b9"][1]) in values
    assert ("tag", TAGS["b9"][0]) not in values
    assert all(0 < one["share"] <= 1 for one in told["interests"])


def test_without_consent_to_history_nothing_is_listed_and_nothing_kept(client: Client) -> None:
    client.post(event("e1"), preference("p1", "interest_off", "우주"))
    client.consent("u1", history=False)
    assert interests(client) == {"interests": [], "off": []}
    assert client.post(preference("p2", "interest_off", "가족"))["not_stored"] == 1
    assert interests(client, "nobody") == {"interests": [], "off": []}


def test_a_sensitive_theme_is_not_read_back(client: Client) -> None:
    item = {"item_id": "new", "kind": "book", "title": "새 책", "tags": ["우울", "바다"]}
    assert client.http.put("/v1/items", json={"items": [item]}).status_code == 200
    client.post(event("e1", "new"))
    assert [one["value"] for one in interests(client)["interests"]] == ["바다"]
