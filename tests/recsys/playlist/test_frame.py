"""Playlists in Python: frames of the caller's kind."""

import numpy as np
import pandas as pd
import polars as pl
import pytest

from recsys.errors import QueryError
from recsys.playlist.frame import intent_of, report
from recsys.recommender import Context, Recommender
from tests.recsys.playlist.shelves import facts_of, random_rows


def items(frame):
    """A shelf of 120 tracks as a frame."""
    facts = facts_of(random_rows(np.random.default_rng(0), 120, artists=60))
    names = ("item_id", "title", "creator", "valence", "arousal", "tempo", "duration_seconds")
    return frame({name: [getattr(one, name) for one in facts] for name in names})


def events(frame):
    rng = np.random.default_rng(1)
    rows = {"user_id": [f"u{n % 8}" for n in range(200)], "item_id": [f"t{i}" for i in rng.integers(120, size=200)]}
    return frame({**rows, "datetime": [1_700_000_000 + 3_600 * n for n in range(200)]})


@pytest.mark.parametrize("frame", [pl.DataFrame, pd.DataFrame])
def test_a_playlist_is_a_frame_of_the_callers_kind_in_playing_order(frame):
    model = Recommender().fit(events(frame), items(frame), kind="track")
    made = model.playlist("u1", minutes=20, context=Context(mood="tired", intent="lift"), seed=3)
    assert type(made) is frame
    assert list(made["position"]) == list(range(1, len(made) + 1))
    assert {"item_id", "valence", "arousal", "tempo", "taste", "unmet"} <= set(made.columns)
    again = model.playlist("u1", minutes=20, context=Context(mood="tired", intent="lift"), seed=3)
    assert list(again["item_id"]) == list(made["item_id"])


def test_a_mood_is_a_label_or_a_point_and_nothing_else():
    assert report("calm").label == "calm"
    assert (report((0.1, -0.2)).valence, report((0.1, -0.2)).label) == (0.1, "")
    assert report(None) is None
    for wrong in ("clam", (2.0, 0.0)):
        with pytest.raises(QueryError, match="mood"):
            report(wrong)


def test_an_unknown_intent_is_refused_with_the_nearest_right_one():
    assert intent_of("lift") == "lift" and intent_of(None) is None
    with pytest.raises(QueryError, match="'match'"):
        intent_of("mach")
