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


def test_how_much_a_mood_moves_is_a_setting_and_once_as_usual():
    usual, same, strong = (
        simulate(books(), ShopperConfig("book", n_shoppers=8, mood_effect=effect), 1).events
        for effect in (ShopperConfig().mood_effect, 1.0, 3.0)
    )
    assert usual.equals(same)
    assert not usual.equals(strong)


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
    """Per session, centred within user: valence and arousal of chosen items, true mood, energy of the hour.

    Of five simulations together: a leak would add up, a coincidence does not.
    """
    return pl.concat(_session_means(simulated(kind, null_world, seed), seed) for seed in range(5))


def _session_means(simulation, seed):
    truth = simulation.truth
    items = pl.DataFrame([(item, *mood) for item, mood in truth.item_mood.items()], ["item_id", "v", "a"], orient="row")
    moods = [(mood.session_id, mood.valence) for one in truth.shoppers.values() for mood in one.moods]
    chosen = simulation.events.filter(pl.col("event").is_in(["play", "view_item"])).join(items, on="item_id")
    means = chosen.group_by("user_id", "session_id").agg(pl.col("v", "a").mean(), pl.col("datetime").min())
    means = means.join(pl.DataFrame(moods, ["session_id", "mood"], orient="row"), on="session_id")
    hours = pl.col("datetime").str.slice(11, 2).cast(pl.Float64) + 0.5
    means = means.with_columns(energy=hours.map_elements(energy_of_hour, pl.Float64)).sort("user_id", "datetime")
    names = ("v", "a", "mood", "energy")
    centred = [(pl.col(name) - pl.col(name).mean().over("user_id")).alias(name) for name in names]
    return means.with_columns(centred, user_id=pl.format("{}-{}", pl.lit(seed), "user_id"))


def p_value(means, x, y, n=999):
    """Two-sided p-value of the correlation when the y of each user is turned by a random number of sessions.

    Turning instead of shuffling keeps what follows what: moods last for days and tastes repeat, in either world.
    """
    rng = np.random.default_rng(0)
    values, length = means[y].to_numpy(), means.select(pl.len().over("user_id")).to_series().to_numpy()
    place = means.select(pl.int_range(pl.len()).over("user_id")).to_series().to_numpy()
    start = np.arange(len(means)) - place
    user = means["user_id"].rle_id().to_numpy()

    def turned():
        by = rng.integers(0, 10_000, size=user.max() + 1)[user]
        return values[start + (place + by) % length]

    seen = abs(np.corrcoef(means[x], values)[0, 1])
    return (1 + sum(abs(np.corrcoef(means[x], turned())[0, 1]) >= seen for _ in range(n))) / (n + 1)


def test_hour_and_arousal_of_played_tracks_go_together_in_the_real_world_only():
    real, null = (session_means("track", null_world) for null_world in (False, True))
    assert np.corrcoef(real["a"], real["energy"])[0, 1] > 0.1
    assert p_value(real, "a", "energy") <= 0.001
    assert p_value(null, "a", "energy") > 0.01


@BOTH
def test_mood_and_valence_of_chosen_items_go_together_in_the_real_world_only(kind):
    real, null = (session_means(kind, null_world) for null_world in (False, True))
    assert np.corrcoef(real["v"], real["mood"])[0, 1] > 0.1
    assert p_value(real, "v", "mood") <= 0.001
    assert p_value(null, "v", "mood") > 0.01


@BOTH
def test_the_two_worlds_are_equally_busy(kind):
    real, null = (simulated(kind, null_world).events.height for null_world in (False, True))
    assert null == pytest.approx(real, rel=0.15)
