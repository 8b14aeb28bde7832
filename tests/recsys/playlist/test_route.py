"""The way a list should take: where it begins, where it leads, and by when."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.playlist.check import outside_focus
from recsys.playlist.route import DETOUR, route_of, to_go
from recsys.playlist.types import Wish

POINTS = st.tuples(st.floats(-1, 1), st.floats(-1, 1))
INTENTS = ("match", "lift", "focus", "sleep")


@given(start=POINTS, intent=st.sampled_from(INTENTS), minutes=st.floats(5, 200), seed=st.integers(0, 99))
def test_a_route_begins_at_the_start_and_ends_where_the_list_may_end(start, intent, minutes, seed):
    wish = Wish(start, intent, minutes, seed)
    way = route_of(wish)
    assert (way.valence[0], way.arousal[0]) == pytest.approx(start)
    assert to_go(wish, way.valence[-1:], way.arousal[-1:])[0] <= 1e-9


@given(start=POINTS, seed=st.integers(0, 99))
def test_a_match_never_strays_further_than_its_detour(start, seed):
    way = route_of(Wish(start, "match", seed=seed))
    assert np.hypot(way.valence - start[0], way.arousal - start[1]).max() <= DETOUR + 1e-9


def test_an_anxious_start_is_calmed_before_it_is_brightened():
    way = route_of(Wish((-0.6, 0.6), "lift", seed=1))
    middle = int(0.45 * len(way.valence))
    assert way.arousal[middle] < 0.35
    assert way.valence[middle] < -0.3 < way.valence[-1]


def test_focus_is_reached_as_soon_as_steps_allow():
    long, short = (route_of(Wish((-0.8, -0.8), "focus", minutes)) for minutes in (90, 20))
    arrived = [np.argmax(outside_focus(way.valence, way.arousal) < DETOUR) for way in (long, short)]
    assert arrived[0] < arrived[1]


def test_another_seed_walks_another_way_to_the_same_end():
    one, other = (route_of(Wish((0.0, 0.0), "lift", seed=seed)) for seed in (1, 2))
    assert not np.allclose(one.valence, other.valence)
    assert one.valence[-1] == pytest.approx(other.valence[-1])
