from datetime import date

import numpy as np
import polars as pl
import pytest

from recsys.dataset.catalogue import Catalogue
from recsys.dataset.demo.config import PERSONAS, ShopperConfig
from recsys.dataset.demo.generate import simulate
from recsys.dataset.demo.rhythm import energy_of_hour
from recsys.events import EventName
from tests.recsys.dataset.demo.fixtures import books, simulated, tracks

BOTH = pytest.mark.parametrize("kind", ["book", "track"])
WORLDS = pytest.mark.parametrize("null_world", [False, True])


def timed(events):
    return events.with_columns(at=pl.col("datetime").str.to_datetime("%Y-%m-%dT%H:%M:%S%:z").dt.epoch("s"))


@BOTH
def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(kind):
    catalogue = books() if kind == "book" else tracks()
    config = ShopperConfig(kind, n_shoppers=12)
    first, again, other = (simulate(catalogue, config, seed) for seed in (1, 1, 2))
    assert first.events.write_csv() == again.events.write_csv()
    assert first.truth.to_json() == again.truth.to_json()
    assert first.events.write_csv() != other.events.write_csv()
    assert first.truth.to_json() != other.truth.to_json()


def test_more_shoppers_do_not_change_the_first_ones():
    few, many = (simulate(books(), ShopperConfig("book", n_shoppers=n), 1).events for n in (8, 20))
    users = few["user_id"].unique().to_list()
    assert few.drop("event_id").equals(many.filter(pl.col("user_id").is_in(users)).drop("event_id"))


@BOTH
@WORLDS
def test_events_are_what_the_contract_knows(kind, null_world):
    events = simulated(kind, null_world).events
    catalogue = books() if kind == "book" else tracks()
    assert set(events["event"]) <= {name.value for name in EventName}
    assert set(events["item_id"].drop_nulls()) <= set(catalogue.items.ids)
    assert events["event_id"].is_unique().all()
    assert events["session_id"].null_count() == events["user_id"].null_count() == 0
    without_item = events.filter(pl.col("item_id").is_null())["event"]
    assert set(without_item) <= {"search", "mood_report", "follow"}


@BOTH
@WORLDS
def test_times_ascend_within_the_history_and_carry_the_offset(kind, null_world):
    events = simulated(kind, null_world).events
    assert events["datetime"].str.ends_with("+09:00").all()
    assert events["datetime"].is_sorted()
    assert events["datetime"].min() >= "2026-07-24T00:00:00"
    assert events["datetime"].max() < "2026-11-21T00:00:00"
    assert events["datetime"].max() > "2026-11-20T00:00:00"


@BOTH
@WORLDS
def test_a_session_has_no_gap_of_thirty_minutes_and_two_sessions_have(kind, null_world):
    events = timed(simulated(kind, null_world).events).sort("user_id", "at", maintain_order=True)
    gap = pl.col("at").diff().over("user_id")
    same = pl.col("session_id") == pl.col("session_id").shift().over("user_id")
    marked = events.with_columns(gap=gap, same=same).drop_nulls("gap")
    assert marked.filter("same")["gap"].max() < 1800
    assert marked.filter("same")["gap"].min() >= 1
    assert marked.filter(~pl.col("same"))["gap"].min() >= 1800


@BOTH
@WORLDS
def test_personas_have_the_promised_number_of_events(kind, null_world):
    simulation = simulated(kind, null_world)
    counts = dict(simulation.events.group_by("user_id").len().iter_rows())
    for persona in PERSONAS:
        count = counts.get(persona.user_id, 0)
        assert count >= persona.events if persona.at_least else count == persona.events
    assert list(simulation.truth.shoppers)[:6] == [*(persona.user_id for persona in PERSONAS), "s001"]
    short = simulation.events.filter(pl.col("user_id").is_in(["seoyeon", "doyun"]))
    assert short["item_id"].null_count() == 0


def test_the_low_week_of_the_regular_shows_in_her_searches_of_the_last_days():
    truth = simulated("book").truth.shoppers["minseo"]
    last = [mood.valence for mood in truth.moods if mood.at >= "2026-11-13"]
    before = [mood.valence for mood in truth.moods if mood.at < "2026-11-10"]
    assert len(last) >= 6
    assert np.mean(last) < np.mean(before) - 0.2


@BOTH
def test_an_empty_catalogue_gives_shoppers_without_events(kind):
    simulation = simulate(Catalogue.of([]), ShopperConfig(kind, n_shoppers=6), 0)
    assert simulation.events.height == 0
    assert simulation.events.columns == simulated(kind).events.columns
    assert len(simulation.truth.shoppers) == 6


def test_other_days_and_zones_are_obeyed():
    config = ShopperConfig("book", n_shoppers=8, start=date(2026, 1, 1), days=30, zone="UTC")
    events = simulate(books(), config, 0).events
    assert events["datetime"].str.ends_with("+00:00").all()
    assert events["datetime"].max() < "2026-01-31"


# The point of the null world: what is there in the real one is not there, by the same test.


def session_means(kind, null_world):
    """Per session: mean valence and arousal of chosen items (centred within user), true valence, energy of the hour."""
    simulation = simulated(kind, null_world)
    truth = simulation.truth
    items = pl.DataFrame([(item, *mood) for item, mood in truth.item_mood.items()], ["item_id", "v", "a"], orient="row")
    moods = [(mood.session_id, mood.valence) for one in truth.shoppers.values() for mood in one.moods]
    chosen = simulation.events.filter(pl.col("event").is_in(["play", "view_item"])).join(items, on="item_id")
    means = chosen.group_by("user_id", "session_id").agg(pl.col("v", "a").mean(), pl.col("datetime").min())
    means = means.join(pl.DataFrame(moods, ["session_id", "mood"], orient="row"), on="session_id").sort("session_id")
    centred = [(pl.col(name) - pl.col(name).mean().over("user_id")).alias(name) for name in ("v", "a", "mood")]
    hours = means["datetime"].str.slice(11, 2).cast(pl.Float64) + 0.5
    return means.with_columns(centred), np.array([energy_of_hour(hour) for hour in hours])


def permutation_p(x, y, n=999):
    """Two-sided p-value of the correlation of x and y under permutation."""
    rng = np.random.default_rng(0)
    seen = abs(np.corrcoef(x, y)[0, 1])
    shuffled = [abs(np.corrcoef(rng.permutation(x), y)[0, 1]) for _ in range(n)]
    return (1 + sum(s >= seen for s in shuffled)) / (n + 1)


def test_hour_and_arousal_of_played_tracks_go_together_in_the_real_world_only():
    real, real_energy = session_means("track", False)
    null, null_energy = session_means("track", True)
    assert np.corrcoef(real["a"], real_energy)[0, 1] > 0.1
    assert permutation_p(real["a"].to_numpy(), real_energy) < 0.01
    assert permutation_p(null["a"].to_numpy(), null_energy) > 0.05


@BOTH
def test_mood_and_valence_of_chosen_items_go_together_in_the_real_world_only(kind):
    real, null = (session_means(kind, null_world)[0] for null_world in (False, True))
    assert np.corrcoef(real["v"], real["mood"])[0, 1] > 0.1
    assert permutation_p(real["v"].to_numpy(), real["mood"].to_numpy()) < 0.01
    assert permutation_p(null["v"].to_numpy(), null["mood"].to_numpy()) > 0.05


@BOTH
def test_the_two_worlds_are_equally_busy(kind):
    real, null = (simulated(kind, null_world).events.height for null_world in (False, True))
    assert null == pytest.approx(real, rel=0.15)
