"""Circumstances over HTTP: they move the list, and where they are not used it is said why; so does the hour."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from api.shops import Fixed, Model
from api.stored_dataset import stored_dataset
from recsys.config import EngineConfig
from recsys.context.types import ContextColumn
from recsys.engine import Engine
from recsys.models import context, popularity, time_habit
from recsys.protocols import TrainingData
from recsys.ranking.weights import Weights
from recsys.training import fit_engine, training_data
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


def test_what_events_tell_of_the_weather_is_learned_and_moves_the_next_lists(open_client: OpenClient) -> None:
    """In rain the even books are chosen, in sun the odd ones; nothing but the circumstances tells them apart."""
    shop = open_client({"default": Fixed(Model(engine()))})
    rng = np.random.default_rng(3)
    told = [("rain", 2 * int(n)) if n % 2 else ("sun", 2 * int(n) + 1) for n in rng.integers(0, 10, 600)]
    shop.post(
        *[
            event(f"e{n}", f"b{item}", user_id=f"v{n % 90}", context={"weather": weather},
                  at=f"2024-01-{1 + n // 30:02}T{n % 24:02}:00:00+09:00")
            for n, (weather, item) in enumerate(told)
        ]
    )  # fmt: skip
    data = stored_dataset(shop.services.store, "default")
    assert [(column.name, sorted(column.values)) for column in data.interactions.context] == [
        ("weather", ["rain", "sun"])
    ]
    learned = fit_engine(training_data(data), EngineConfig(scorers=("popular", "context")))
    served = open_client({"default": Fixed(Model(learned))})
    for weather, odd in (("rain", 0), ("sun", 1)):
        listed = served.ask(user_id="nobody", k=5, context={"weather": weather})
        assert [place % 2 for place in places(listed)] == [odd] * 5
