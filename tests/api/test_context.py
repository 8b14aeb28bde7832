"""Circumstances over HTTP: they move the list, and where they are not used it is said why; so does the hour."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from api.shops import Fixed, Model
from recsys.context.types import ContextColumn
from recsys.engine import Engine
from recsys.models import context, popularity, time_habit
from recsys.protocols import TrainingData
from recsys.ranking.weights import Weights
from tests import worlds
from tests.api.conftest import Client, OpenClient, event, ids


@cache
def engine() -> Engine:
    """In rain the first third of the items is chosen, in sun the second, on a workday the third."""
    log, rng = worlds.interactions(), np.random.default_rng(5)
    code = rng.integers(0, 3, len(log)).astype(np.int32)
    column = ContextColumn("weather", ("rain", "sun", "true"), code)
    log = replace(log, item=(log.item % 20 + 20 * code).astype(np.int32), context=(column,))
    data = TrainingData(log, worlds.catalogue())
    scorers = (popularity.fit(data), context.fit(data), time_habit.fit(data))
    return Engine(
        data.catalogue, scorers, Weights.even([0.1] + [1.0] * (len(scorers[1].parts) + len(scorers[2].parts)))
    )


@pytest.fixture
def weather(open_client: OpenClient) -> Client:
    return open_client({"default": Fixed(Model(engine()))})


def places(answer: dict) -> list[int]:
    return [int(item_id[1:]) for item_id in ids(answer)]


def test_what_is_told_of_the_weather_moves_the_list(weather: Client) -> None:
    rain, sun = (weather.ask(user_id="u1", k=10, context={"weather": told}) for told in ("rain", "sun"))
    assert all(place < 20 for place in places(rain)) and all(20 <= place < 40 for place in places(sun))
    assert "context" in rain["used_signals"] and "context" not in rain["unused_signals"]


def test_truth_values_are_read_as_a_data_set_writes_them(weather: Client) -> None:
    assert all(place >= 40 for place in places(weather.ask(user_id="u1", k=10, context={"weather": True})))


@pytest.mark.parametrize(
    ("body", "because"),
    [
        ({}, "not_given"),
        ({"context": {"weather": "frogs"}}, "not_in_model"),
        ({"context": {"place": "home"}}, "not_in_model"),
        ({"context": {"weather": "rain"}, "use": ["history"]}, "not_asked"),
    ],
)
def test_where_circumstances_are_not_used_it_is_said_why(weather: Client, body: dict, because: str) -> None:
    answer = weather.ask(user_id="u1", k=10, **body)
    assert answer["unused_signals"]["context"] == because
    assert ids(answer) == ids(weather.ask(user_id="u1", k=10, use=["history"]))


def evenings(n: int) -> list[dict]:
    """A touch on each of n evenings before the service's now."""
    return [event(f"e{d}", f"b{10 + d}", at=f"2024-02-{10 + d}T21:00:00+09:00") for d in range(n)]


def test_hours_count_from_the_sixth_session_on_and_only_with_consent(weather: Client) -> None:
    weather.post(*evenings(5))
    assert weather.ask(user_id="u1")["unused_signals"]["time"] == "too_few_sessions"
    weather.post(event("e9", "b30", at="2024-02-18T08:00:00+09:00"))
    assert "time" in weather.ask(user_id="u1")["used_signals"]
    weather.consent("u1", time=False)
    refused = weather.ask(user_id="u1", k=20)
    assert refused["unused_signals"]["time"] == "no_consent"
    assert [(i["item_id"], i["score"]) for i in refused["items"]] == [
        (i["item_id"], i["score"]) for i in weather.ask(user_id="u1", k=20, use=["history", "session"])["items"]
    ]
