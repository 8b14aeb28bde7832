"""The two shops of the repository, as the demo makes them, with fewer shoppers."""

import itertools
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from recsys.dataset.demo.config import ShopperConfig
from recsys.dataset.demo.files import read_catalogue
from recsys.dataset.demo.generate import simulate
from recsys.dataset.demo.searching import NEEDS
from recsys.dataset.demo.tag_mood import TAG_MOOD

DATA = Path(__file__).parents[4] / "data"
SHOPS = pytest.mark.parametrize("shop", ["bookshop", "music"])


@cache
def catalogue(shop):
    return read_catalogue(DATA / shop / "items.csv", "book" if shop == "bookshop" else "track")


@cache
def simulation(shop):
    return simulate(catalogue(shop), ShopperConfig("book" if shop == "bookshop" else "track", n_shoppers=150), 0)


@SHOPS
def test_every_need_has_items_that_answer_it(shop):
    tags = {tag for facts in catalogue(shop).facts for tag in facts.tags}
    assert all(tags & set(need.tags) for need in NEEDS.values())


@SHOPS
def test_most_items_have_a_mood_and_moods_have_both_signs(shop):
    moods = simulation(shop).truth.item_mood.values()
    assert sum(mood != (0.0, 0.0) for mood in moods) / len(moods) > 0.6
    assert min(v for v, _ in moods) < -0.3 and max(v for v, _ in moods) > 0.3
    assert set(TAG_MOOD) & {tag for facts in catalogue(shop).facts for tag in facts.tags}


def test_volumes_of_real_series_are_bought_in_order():
    facts_of = {facts.item_id: facts for facts in catalogue("bookshop").facts}
    volumes: dict[tuple[str, str], list[float]] = {}
    for user, item in purchases("bookshop").select("user_id", "item_id").iter_rows():
        if facts_of[item].series and facts_of[item].series_index is not None:
            volumes.setdefault((user, facts_of[item].series), []).append(facts_of[item].series_index)
    steps = [b - a for bought in volumes.values() for a, b in itertools.pairwise(bought)]
    assert len(steps) > 10
    assert sum(step > 0 for step in steps) / len(steps) >= 0.95


def purchases(shop):
    return simulation(shop).events.filter(pl.col("event") == "purchase")


@SHOPS
def test_what_cannot_be_had_or_is_for_adults_keeps_away(shop):
    events, truth = simulation(shop).events, simulation(shop).truth
    gone = [facts.item_id for facts in catalogue(shop).facts if not facts.available]
    adult = [facts.item_id for facts in catalogue(shop).facts if facts.age_limit >= 19]
    assert not events.filter(pl.col("item_id").is_in(gone) & pl.col("event").is_in(["purchase", "play"])).height
    met = events.filter(pl.col("item_id").is_in(adult))["user_id"].unique()
    assert all(truth.shoppers[user].is_adult for user in met)


def test_amounts_are_those_of_small_shops():
    def median(shop, names):
        chosen = simulation(shop).events.filter(pl.col("event").is_in(names))
        return chosen.group_by("user_id").len()["len"].median()

    assert 8 <= median("bookshop", ["view_item"]) <= 25
    assert 3 <= median("bookshop", ["purchase", "rate"]) <= 12
    assert 80 <= median("music", ["play"]) <= 200
