import itertools
from datetime import datetime

import polars as pl
import pytest

from recsys.dataset.demo.searching import UNKNOWN
from tests.recsys.dataset.demo.fixtures import books, simulated

FACTS = {facts.item_id: facts for facts in books().facts}


@pytest.fixture(scope="module")
def events():
    return simulated("book").events


def of(events, name):
    return events.filter(pl.col("event") == name)


def test_volumes_are_bought_in_order(events):
    volumes: dict[tuple[str, str], list[float]] = {}
    for row in of(events, "purchase").iter_rows(named=True):
        facts = FACTS[row["item_id"]]
        if facts.series:
            volumes.setdefault((row["user_id"], facts.series), []).append(facts.series_index)
    steps = [b - a for bought in volumes.values() for a, b in itertools.pairwise(bought)]
    assert len(steps) > 50
    assert sum(step > 0 for step in steps) / len(steps) >= 0.95
    assert sum(step == 1 for step in steps) / len(steps) >= 0.9


def test_next_volumes_come_days_after(events):
    times: dict[tuple[str, str], list[int]] = {}
    for row in of(events, "purchase").iter_rows(named=True):
        if FACTS[row["item_id"]].series:
            times.setdefault((row["user_id"], FACTS[row["item_id"]].series), []).append(
                datetime.fromisoformat(row["datetime"]).timestamp()
            )
    gaps = sorted((b - a) / 86_400 for bought in times.values() for a, b in itertools.pairwise(bought))
    assert 3 < gaps[len(gaps) // 2] < 40


def test_no_work_is_bought_twice_unless_it_is_used_up(events):
    bought = [(row["user_id"], FACTS[row["item_id"]]) for row in of(events, "purchase").iter_rows(named=True)]
    lasting = [(user, facts.work_id) for user, facts in bought if dict(facts.extra)["consumable"] != "true"]
    used_up = [(user, facts.work_id) for user, facts in bought if dict(facts.extra)["consumable"] == "true"]
    assert len(lasting) == len(set(lasting))
    assert len(used_up) > len(set(used_up))


def test_every_purchase_follows_a_view_a_cart_and_a_checkout_in_its_session(events):
    before: dict[tuple[str, str], set[str]] = {}
    checkouts: set[str] = set()
    for row in events.iter_rows(named=True):
        key = (row["session_id"], row["item_id"])
        if row["event"] == "purchase":
            assert {"view_item", "add_to_cart"} <= before[key]
            assert row["session_id"] in checkouts
        if row["event"] == "begin_checkout":
            checkouts.add(row["session_id"])
        before.setdefault(key, set()).add(row["event"])


def test_what_cannot_be_had_is_never_bought_but_may_be_looked_at(events):
    unavailable = [facts.item_id for facts in FACTS.values() if not facts.available]
    touched = events.filter(pl.col("item_id").is_in(unavailable))["event"].unique().to_list()
    assert "view_item" in touched
    assert not {"purchase", "add_to_cart", "begin_checkout"} & set(touched)


def test_nothing_is_seen_before_it_is_out(events):
    seen = events.filter(pl.col("item_id") == "b060")["datetime"]
    assert len(seen) > 3
    assert seen.min() >= "2026-10-01"


def test_dwell_is_visible_time_and_longer_where_it_led_to_the_cart(events):
    views = of(events, "view_item")
    assert views["dwell_seconds"].null_count() == 0
    assert views["dwell_seconds"].is_between(2, 300).all()
    carted = of(events, "add_to_cart").select("session_id", "item_id", carted=pl.lit(True)).unique()
    joined = views.join(carted, on=["session_id", "item_id"], how="left")
    medians = joined.group_by(pl.col("carted").is_null()).agg(pl.col("dwell_seconds").median()).sort("carted")
    assert medians["dwell_seconds"][0] > 1.3 * medians["dwell_seconds"][1]


def test_ratings_are_whole_stars_and_mostly_of_bought_books(events):
    ratings = of(events, "rate")
    assert ratings["rating"].is_between(1, 5).all()
    assert set(ratings["rating"]) >= {3, 4, 5}
    assert events.filter(pl.col("rating").is_not_null())["event"].unique().to_list() == ["rate"]


def test_some_people_switch_to_and_fro_between_two_books(events):
    runs = [
        session["item_id"].to_list()
        for _, session in of(events, "view_item").group_by("session_id", maintain_order=True)
    ]
    switching = [r for r in runs if len(r) >= 5 and len(set(r)) == 2 and all(a != b for a, b in itertools.pairwise(r))]
    assert len(switching) > 5


def test_searches_are_given_up_late_at_night_more_often_in_the_real_world_only(events):
    def gap(frame: pl.DataFrame) -> float:
        found = of(frame, "search")["session_id"].value_counts(name="queries").filter(pl.col("queries") >= 2)
        starts = frame.group_by("session_id").agg(pl.col("datetime").min())
        hour = pl.col("datetime").str.slice(11, 2).cast(pl.Int32)
        marked = starts.with_columns(
            night=(hour >= 22) | (hour < 2),
            stopped=pl.col("session_id").is_in(found["session_id"].to_list()).cast(pl.Float64),
        )
        share = dict(marked.group_by("night").agg(pl.col("stopped").mean()).iter_rows())
        return share[True] - share[False]

    assert gap(events) > 0.1
    assert abs(gap(simulated("book", null_world=True).events)) < 0.06


def test_some_searches_find_nothing(events):
    nothing = of(events, "search").filter(pl.col("results") == 0)
    assert len(nothing) > 3
    assert set(nothing["query"]) <= set(UNKNOWN["book"])


def test_every_kind_of_act_happens(events):
    expected = {
        "search", "select_item", "view_item", "add_to_cart", "remove_from_cart", "begin_checkout", "purchase",
        "add_to_wishlist", "like", "dislike", "not_interested", "rate", "mood_report",
    }  # fmt: skip
    assert set(events["event"]) == expected
