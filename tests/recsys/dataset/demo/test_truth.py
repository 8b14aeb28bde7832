import json
from datetime import datetime, timedelta

import polars as pl
import pytest

from tests.recsys.dataset.demo.fixtures import books, simulated


@pytest.fixture(scope="module")
def simulation():
    return simulated("book")


def test_the_mood_is_known_at_the_start_of_every_session(simulation):
    starts = dict(
        simulation.events.group_by("session_id").agg(pl.col("datetime").min()).select("session_id", "datetime").rows()
    )
    moods = {mood.session_id: mood for truth in simulation.truth.shoppers.values() for mood in truth.moods}
    assert set(moods) == set(starts)
    waits = [datetime.fromisoformat(starts[key]) - datetime.fromisoformat(moods[key].at) for key in moods]
    assert all(timedelta(0) <= wait < timedelta(minutes=85) for wait in waits)
    assert all(abs(mood.valence) <= 1 and abs(mood.arousal) <= 1 for mood in moods.values())


def test_only_adults_meet_items_for_adults(simulation):
    adult_items = [facts.item_id for facts in books().facts if facts.age_limit >= 19]
    met = simulation.events.filter(pl.col("item_id").is_in(adult_items))["user_id"].unique().to_list()
    assert met
    assert all(simulation.truth.shoppers[user].is_adult for user in met)
    assert not all(truth.is_adult for truth in simulation.truth.shoppers.values())


def test_tastes_are_named_and_sum_to_one(simulation):
    for truth in simulation.truth.shoppers.values():
        assert sum(truth.categories.values()) == pytest.approx(1.0, abs=0.01)
        assert len(truth.tags) == 10
        assert len(truth.creators) >= 1


def test_the_truth_is_json_in_plain_korean(simulation):
    text = simulation.truth.to_json()
    read = json.loads(text)
    assert "소설" in text
    assert read["null_world"] is False
    assert read["shoppers"]["minseo"]["episodes"][0]["kind"] == "low_week"
    assert len(read["item_mood"]) == len(books())


def test_the_null_world_holds_the_same_people(simulation):
    null = simulated("book", null_world=True).truth
    for user, truth in simulation.truth.shoppers.items():
        assert (truth.categories, truth.tags, truth.creators, truth.chronotype) == (
            null.shoppers[user].categories,
            null.shoppers[user].tags,
            null.shoppers[user].creators,
            null.shoppers[user].chronotype,
        )
