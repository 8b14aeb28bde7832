"""`PUT /v1/items` and `GET /v1/items/{id}/similar`."""

import pytest

from tests.api.conftest import Client, OpenClient, event, ids


def put(client: Client, *items: dict[str, object]) -> dict[str, int]:
    answer = client.http.put("/v1/items", json={"items": list(items)})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_what_is_sold_out_leaves_the_next_list_and_keeps_its_facts(client: Client) -> None:
    first = client.ask()["items"][0]
    assert put(client, {"item_id": first["item_id"], "available": False}) == {"stored": 1, "items": 60}
    assert first["item_id"] not in ids(client.ask(k=60))
    put(client, {"item_id": first["item_id"], "available": True})
    again = client.ask()["items"][0]
    assert (again["item_id"], again["title"]) == (first["item_id"], first["title"])


def test_a_new_item_is_recommended_by_what_it_shares(client: Client) -> None:
    client.post(event("e1"))
    known = client.services.shops["default"].model().engine.catalogue.facts[9]
    shared = {"kind": "book", "creator": known.creator, "category": known.category, "tags": list(known.tags)}
    assert put(client, {"item_id": "new", "title": "새 책", **shared})["items"] == 61
    assert "new" in ids(client.ask(user_id="u1", k=61))


def test_a_new_items_evidence_is_what_it_shares_and_adds_up_to_its_score(client: Client) -> None:
    facts = client.services.shops["default"].model().engine.catalogue.facts
    liked = [facts[n] for n in (9, 12, 15)]
    client.post(*[event(f"e{n}", f"b{n}") for n in (9, 12, 15)])
    tags = sorted({tag for item in liked for tag in item.tags})
    put(client, {"item_id": "new", "title": "새 책", "kind": "book", "creator": liked[0].creator, "tags": tags})
    put(client, {"item_id": "bare", "title": "아무것도 모르는 책", "kind": "book"})
    answer = client.ask(user_id="u1", k=61)
    found = {item["item_id"]: item for item in answer["items"]}
    assert found["new"]["score"] > found["bare"]["score"] == 0.0
    reason = found["new"]["reason"]
    assert reason["code"] in ("same_creator", "same_theme")
    assert set(reason["evidence"][0]["event_ids"]) <= {"e9", "e12", "e15"}
    why = client.http.get(f"/v1/recommendations/{answer['request_id']}/items/new/why").json()
    assert {factor["scorer"] for factor in why["factors"]} == {"content"}
    assert sum(factor["contribution"] for factor in why["factors"]) == pytest.approx(found["new"]["score"], abs=1e-7)


def test_extra_columns_are_kept_and_null_empties(client: Client) -> None:
    put(client, {"item_id": "b1", "price": 9_900, "extra": {"publisher": "문학동네"}})
    put(client, {"item_id": "b1", "price": None, "extra": {"url": "https://example.org"}})
    facts = client.services.shops["default"].model().engine.catalogue.facts[1]
    assert facts.price is None
    assert dict(facts.extra) == {"publisher": "문학동네", "url": "https://example.org"}


def test_items_survive_a_restart(open_client: OpenClient) -> None:
    put(open_client(), {"item_id": "new", "title": "새 책"})
    assert "new" in open_client().services.shops["default"].model().engine.catalogue.items


def test_similar_items_say_what_they_share(client: Client) -> None:
    answer = client.http.get("/v1/items/b9/similar", params={"k": 5}).json()
    assert len(answer["items"]) == 5
    assert "b9" not in [item["item_id"] for item in answer["items"]]
    facts = {f.item_id: f for f in client.services.shops["default"].model().engine.catalogue.facts}
    anchor = facts["b9"]
    for item in answer["items"]:
        found = facts[item["item_id"]]
        common = {("tag", tag) for tag in anchor.tags} & {("tag", tag) for tag in found.tags}
        common |= {("creator", anchor.creator)} & {("creator", found.creator)}
        common |= {("category", anchor.category)} & {("category", found.category)}
        assert {(one["field"], one["value"]) for one in item["shared"]} == common
    assert any(item["shared"] for item in answer["items"])


def test_similar_items_respect_the_age_limit(client: Client) -> None:
    path = "/v1/items/b9/similar"
    assert "b5" not in [i["item_id"] for i in client.http.get(path, params={"k": 60}).json()["items"]]
    adult = client.http.get(path, params={"k": 60, "viewer_age": "adult_verified"}).json()
    assert "b5" in [i["item_id"] for i in adult["items"]]


def test_an_id_with_a_slash_is_one_part_of_the_path(client: Client) -> None:
    put(client, {"item_id": "a/b", "kind": "book", "creator": "한강"})
    assert client.http.get("/v1/items/a%2Fb/similar").json()["item_id"] == "a/b"
