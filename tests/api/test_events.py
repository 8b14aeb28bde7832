"""`POST /v1/events`: durable, whole or not at all, under each person's consent."""

from tests.api.conftest import Client, event


def test_new_repeated_and_unwelcome_events_are_counted_apart(client: Client) -> None:
    assert client.post(event("e1"), event("e2", "b12")) == {
        "accepted": 2,
        "duplicates": 0,
        "not_stored": 0,
        "care": None,
    }
    mood = {"event_id": "e3", "event": "mood_report", "label": "tired", "user_id": "u1", "at": "2024-02-24T20:00:00Z"}
    mood["at"] = "2024-02-24T11:00:00Z"
    told = client.post(event("e1"), mood)
    assert (told["accepted"], told["duplicates"], told["not_stored"]) == (0, 1, 1)


def test_another_body_under_the_same_id_is_a_conflict(client: Client) -> None:
    client.post(event("e1"))
    answer = client.http.post("/v1/events", json={"events": [event("e9"), event("e1", "b12")]})
    assert answer.status_code == 409
    assert answer.json()["errors"][0] == {
        "where": "event_id",
        "value": "e1",
        "allowed": "the same body again, or a new event_id for another fact",
    }
    assert [e["event_id"] for e in client.services.store.export("default", "u1")["events"]] == ["e1"]  # type: ignore[attr-defined]


def test_an_unknown_item_is_held_until_the_catalogue_knows_it(client: Client) -> None:
    client.post(event("e1", "later"))
    assert client.ask(user_id="u1")["strategy"] == "cold"
    client.http.put("/v1/items", json={"items": [{"item_id": "later", "kind": "book", "creator": "한강"}]})
    assert client.ask(user_id="u1")["strategy"] == "personal"


def test_what_is_withdrawn_leaves_no_trace(client: Client) -> None:
    client.consent("u1", history=False)
    assert client.post(event("e1"))["not_stored"] == 1
    client.consent("u1", history=True)
    assert client.ask(user_id="u1")["strategy"] == "cold"


def test_free_text_is_masked_and_kept_only_with_consent(client: Client) -> None:
    search = {"event_id": "s1", "event": "search", "query": "010-1234-5678 위로", "user_id": "u1"}
    client.post({**search, "at": "2024-02-24T11:00:00Z"})
    assert "query" not in client.http.get("/v1/users/u1/export").json()["events"][0]
    client.consent("u1", words=True)
    client.post({**search, "event_id": "s2", "at": "2024-02-24T11:00:01Z"})
    assert client.http.get("/v1/users/u1/export").json()["events"][1]["query"] == "[phone] 위로"


def test_a_body_may_name_its_shop_and_the_query_must_agree(client: Client) -> None:
    body = {"events": [event("e1")], "shop": "default"}
    assert client.http.post("/v1/events?shop=default", json=body).status_code == 200
    assert client.http.post("/v1/events?shop=other", json=body).status_code == 422
