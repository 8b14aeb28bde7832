"""Consents, export and deletion."""

from dataclasses import replace

from api.shops import Fixed, Model
from recsys.state.histories import Histories
from recsys.types import Touch, UserState
from tests import worlds
from tests.api.conftest import Client, OpenClient, event


class OneHistory(Histories):
    """A snapshot that knows one person."""

    def state_of(self, user_id: str) -> UserState:
        if user_id != "u1":
            return UserState()
        return UserState(touches=(Touch("h1", "b9", "liked", 1_700_000_000),), last_at=1_700_000_000)


SNAPSHOT = {"default": Fixed(replace(Model(worlds.engine()), histories=OneHistory({}, {}, {})))}


def test_defaults_hold_until_a_person_answers(client: Client) -> None:
    told = client.http.get("/v1/users/u1/consents").json()
    assert (told["history"], told["session"], told["time"], told["mood"]) == (True, True, True, False)
    assert told["text_version"] is None
    told = client.consent("u1", mood=True, time=False)
    assert (told["mood"], told["time"], told["history"], told["text_version"]) == (True, False, True, "2026-11")
    assert client.http.get("/v1/users/u1/consents").json() == told


def test_the_operators_defaults_hold_instead(open_client: OpenClient) -> None:
    client = open_client(default_consents=frozenset())
    assert client.post(event("e1"))["not_stored"] == 1
    assert client.ask(user_id="u1")["strategy"] == "non_profiled"


def test_a_deleted_person_is_gone_from_lists_and_export(client: Client) -> None:
    client.post(event("e1"))
    answer = client.ask(user_id="u1")
    assert client.http.delete("/v1/users/u1").json()["deleted_rows"] > 0
    assert client.ask(user_id="u1")["strategy"] == "cold"
    kept = client.http.get("/v1/users/u1/export").json()
    assert kept["events"] == []
    why = f"/v1/recommendations/{answer['request_id']}/items/{answer['items'][0]['item_id']}/why"
    assert client.http.get(why).status_code == 404


def test_export_tells_events_consents_impressions_and_the_models_snapshot(open_client: OpenClient) -> None:
    client = open_client(SNAPSHOT)
    client.post(event("e1", "b12"))
    client.consent("u1", mood=True)
    asked = client.ask(user_id="u1")["request_id"]
    kept = client.http.get("/v1/users/u1/export").json()
    assert [e["event_id"] for e in kept["events"]] == ["e1"]
    assert kept["consents"]["now"]["mood"] is True
    assert [shown["request_id"] for shown in kept["impressions"]] == [asked]
    assert [touch["event_id"] for touch in kept["model_history"]] == ["h1"]


def test_a_snapshot_is_served_overlaid_and_masked_at_once_after_deletion(open_client: OpenClient) -> None:
    ours, theirs = open_client(SNAPSHOT), open_client(SNAPSHOT)
    for client in (ours, theirs):
        assert client.ask(user_id="u1")["strategy"] == "personal"
    ours.http.delete("/v1/users/u1")
    for client in (ours, theirs):
        assert client.ask(user_id="u1")["strategy"] == "cold"
    assert theirs.http.get("/v1/users/u1/export").json()["model_history"] == []
    rows = ours.services.store._database.connection().exec_driver_sql("SELECT * FROM forgotten").all()
    assert rows and "u1" not in repr(rows)


def test_a_store_event_wins_over_the_snapshots_with_the_same_id(open_client: OpenClient) -> None:
    client = open_client(SNAPSHOT)
    client.post(event("h1", "b12"))
    state = client.services.states.known("default", "u1", client.services.shops["default"].model()).state
    assert [touch.item_id for touch in state.touches] == ["b12"]


def test_the_snapshot_is_not_used_without_consent(open_client: OpenClient) -> None:
    client = open_client(SNAPSHOT)
    client.consent("u1", history=False)
    answer = client.ask(user_id="u1")
    assert (answer["strategy"], answer["message"]["code"]) == ("non_profiled", "non_profiled")
    assert (answer["unused_signals"]["history"], answer["unused_signals"]["session"]) == ("no_consent", "no_events")


def test_withdrawing_and_giving_again_holds_in_the_next_answer(client: Client) -> None:
    client.post(event("e1"))
    strategies = []
    for given in (False, True):
        client.consent("u1", history=given)
        strategies.append(client.ask(user_id="u1")["strategy"])
    assert strategies == ["non_profiled", "personal"]
