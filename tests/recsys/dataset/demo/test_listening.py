import polars as pl
import pytest

from recsys.dataset.demo.config import PERSONAS
from tests.recsys.dataset.demo.fixtures import simulated, tracks

CUT_SHORT = {persona.user_id for persona in PERSONAS if not persona.at_least}
"""Of these only the latest events are kept."""
FACTS = {facts.item_id: facts for facts in tracks().facts}


@pytest.fixture(scope="module")
def events():
    return simulated("track").events


def of(events, name):
    return events.filter(pl.col("event") == name)


def test_every_kind_of_act_happens(events):
    expected = {"search", "play", "complete", "skip", "like", "dislike", "not_interested", "follow", "mood_report"}
    assert set(events["event"]) == expected


def test_what_cannot_be_had_is_never_heard(events):
    assert all(FACTS[item].available for item in events["item_id"].drop_nulls().unique())


def test_a_skip_is_short_and_a_play_is_not_longer_than_the_track(events):
    assert of(events, "skip")["seconds"].is_between(1, 30).all()
    plays = of(events, "play")
    assert all(
        30 < seconds <= FACTS[item].duration_seconds for item, seconds in plays.select("item_id", "seconds").iter_rows()
    )


def test_every_completion_follows_a_play_of_its_track(events):
    for _, session in events.filter(pl.col("event").is_in(["play", "complete"])).group_by("session_id"):
        heard: set[str] = set()
        for item, event in session.select("item_id", "event").iter_rows():
            assert event == "play" or item in heard
            heard.add(item)


def test_who_is_followed_was_completed_at_least_four_times_before(events):
    done: dict[tuple[str, str], int] = {}
    follows = 0
    for row in events.iter_rows(named=True):
        if row["event"] == "complete":
            key = (row["user_id"], FACTS[row["item_id"]].creator)
            done[key] = done.get(key, 0) + 1
        if row["event"] == "follow" and row["user_id"] not in CUT_SHORT:
            follows += 1
            assert done[row["user_id"], row["creator"]] >= 4
    assert follows > 10


def test_what_was_refused_is_not_heard_again(events):
    refused: set[tuple[str, str]] = set()
    for row in events.iter_rows(named=True):
        key = (row["user_id"], row["item_id"])
        assert not (row["event"] == "play" and key in refused)
        if row["event"] in ("dislike", "not_interested"):
            refused.add(key)
    assert refused


def test_favourites_are_heard_again(events):
    counts = of(events, "play").group_by("user_id", "item_id").len()["len"]
    assert (counts >= 3).sum() > 50
