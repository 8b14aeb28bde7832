"""The planner: lists that keep everything where one exists, the nearest with its faults named where none does."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.playlist.planner import PER_CELL, percentiles, percentiles_of, plan
from recsys.playlist.types import Plan, Wish
from tests.recsys.playlist.shelves import everything, judged, random_rows, tracks_of

INTENTS = ("match", "lift", "focus", "sleep")
POINTS = st.tuples(st.floats(-1, 1), st.floats(-1, 1))


def test_a_large_shelf_meets_everything_from_the_middle_of_the_plane():
    rows = random_rows(np.random.default_rng(0), 4_000, artists=900)
    tracks = tracks_of(rows)
    for number, intent in enumerate(INTENTS * 6):
        start = tuple(np.random.default_rng(number).uniform(-0.7, 0.7, 2))
        wish = Wish(start, intent, minutes=20 + 3 * number, seed=number)
        made = plan(tracks, everything(len(rows)), wish)
        assert made.unmet == ()
        assert judged(rows, wish, made) == set()


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    n=st.integers(1, 60),
    start=POINTS,
    intent=st.sampled_from(INTENTS),
    minutes=st.floats(5, 60),
    share=st.sampled_from((None, None, 0.0, 0.5, 1.0)),
)
def test_on_any_shelf_the_faults_named_are_those_the_oracle_finds(seed, n, start, intent, minutes, share):
    rng = np.random.default_rng(seed)
    rows, known = random_rows(rng, n, artists=8), rng.random(n) < 0.5
    wish = Wish(start, intent, minutes, seed, new_share=share)
    made = plan(tracks_of(rows), everything(n, known=known), wish)
    assert set(made.unmet) == judged(rows, wish, made, np.flatnonzero(known))
    assert len(set(made.tracks.tolist())) == len(made.tracks) > 0


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32), intent=st.sampled_from(INTENTS))
def test_where_brute_force_finds_a_list_the_planner_finds_one_too(seed, intent):
    rng = np.random.default_rng(seed)
    rows = [(v * 0.4, a * 0.4 - 0.3, tempo, 200.0, artist) for v, a, tempo, _, artist in random_rows(rng, 8, artists=6)]
    wish = Wish((float(rng.uniform(-0.3, 0.1)), float(rng.uniform(-0.5, 0.0))), intent, minutes=13.0)
    lists = (np.array(order, dtype=np.int32) for k in (3, 4, 5) for order in permutations(range(8), k))
    exists = any(not judged(rows, wish, Plan(order, (), 0.0, True)) for order in lists)
    made = plan(tracks_of(rows), everything(8), wish)
    assert (made.unmet == ()) == exists


def test_the_same_seed_gives_the_same_list_and_other_seeds_other_lists():
    rows = random_rows(np.random.default_rng(1), 600, artists=200)
    tracks, listening = tracks_of(rows), everything(600, taste=np.random.default_rng(2).random(600))
    lists = [plan(tracks, listening, Wish((-0.3, 0.1), "lift", seed=seed)).tracks.tolist() for seed in range(12)]
    again = [plan(tracks, listening, Wish((-0.3, 0.1), "lift", seed=seed)).tracks.tolist() for seed in range(12)]
    assert lists == again
    assert len({tuple(one) for one in lists}) == 12


def test_what_is_liked_better_is_chosen():
    rng = np.random.default_rng(3)
    rows, taste = random_rows(rng, 2_000, artists=600), rng.random(2_000)
    tracks = tracks_of(rows)
    chosen = [
        plan(tracks, everything(2_000, taste=taste), Wish((0.0, 0.0), i, seed=s)).tracks
        for s in range(5)
        for i in INTENTS
    ]
    assert np.mean([taste[one].mean() for one in chosen]) > 0.85


def test_the_scale_of_taste_does_not_matter():
    rng = np.random.default_rng(4)
    rows, taste = random_rows(rng, 300), rng.random(300)
    wish = Wish((0.1, 0.1), "lift", seed=5)
    one, other = (plan(tracks_of(rows), everything(300, taste=t), wish).tracks for t in (taste, 1e6 * taste - 40))
    assert one.tolist() == other.tolist()


def test_what_is_not_allowed_heard_before_or_off_the_plane_never_comes():
    rng = np.random.default_rng(6)
    rows = random_rows(rng, 400, artists=300)
    rows[:50] = [(None, a, *rest) for _, a, *rest in rows[:50]]
    allowed = rng.random(400) < 0.6
    before = tuple(int(n) for n in np.flatnonzero(allowed & (np.arange(400) >= 50))[:3])
    for seed in range(10):
        made = plan(
            tracks_of(rows), everything(400, allowed=allowed), Wish((0.0, 0.0), "lift", seed=seed, after=before)
        )
        assert allowed[made.tracks].all()
        assert not set(made.tracks.tolist()) & {*before, *range(50)}


def test_a_list_that_goes_on_stands_beside_the_last_track_of_the_one_before():
    rows = random_rows(np.random.default_rng(7), 1_500, artists=500)
    tracks = tracks_of(rows)
    first = plan(tracks, everything(1_500), Wish((-0.5, 0.2), "match", seed=1))
    last = int(first.tracks[-1])
    start = (float(tracks.valence[last]), float(tracks.arousal[last]))
    wish = Wish(start, "lift", seed=2, after=tuple(first.tracks[-3:].tolist()))
    made = plan(tracks, everything(1_500), wish)
    assert made.unmet == () and judged(rows, wish, made) == set()


def test_a_seed_track_opens_the_list_even_where_it_is_not_otherwise_allowed():
    rows = random_rows(np.random.default_rng(8), 500, artists=200)
    allowed = np.ones(500, bool)
    allowed[7] = False
    made = plan(tracks_of(rows), everything(500, allowed=allowed), Wish((rows[7][0], rows[7][1]), "match", first=7))
    assert made.tracks[0] == 7


def test_tired_artists_come_less():
    rng = np.random.default_rng(9)
    rows, tired = random_rows(rng, 1_000, artists=200), np.zeros(1_000)
    tired[:500] = 1.0
    made = [plan(tracks_of(rows), everything(1_000, tired=tired), Wish((0.0, 0.0), i)).tracks for i in INTENTS]
    assert np.mean(np.concatenate(made) < 500) < 0.2


def test_unknown_durations_count_three_and_a_half_minutes_and_are_told():
    rows = [(v, a, None, None, artist) for v, a, _, _, artist in random_rows(np.random.default_rng(10), 500)]
    made = plan(tracks_of(rows), everything(500), Wish((0.0, 0.0), "match", minutes=28.0))
    assert (len(made.tracks), made.seconds, made.is_measured) == (8, 28 * 60.0, False)


def test_an_empty_shelf_and_one_that_forbids_all_give_an_empty_plan():
    nothing = plan(tracks_of([]), everything(0), Wish((0.0, 0.0)))
    assert (len(nothing.tracks), nothing.unmet) == (0, ("tracks",))
    rows = random_rows(np.random.default_rng(11), 5)
    forbidden = plan(tracks_of(rows), everything(5, allowed=np.zeros(5, bool)), Wish((0.0, 0.0)))
    assert forbidden.unmet == ("tracks",)


def test_percentiles_are_mid_ranks_among_the_allowed():
    taste, allowed = np.array([3.0, 1.0, 1.0, 9.0, 2.0]), np.array([True, True, True, False, True])
    assert percentiles(taste, allowed).tolist() == pytest.approx([0.875, 0.25, 0.25, 0.0, 0.625])


@given(
    taste=st.lists(st.integers(0, 4), max_size=12),
    seed=st.integers(0, 99),
)
def test_percentiles_written_out_and_those_of_a_few(taste: list[int], seed: int) -> None:
    values = np.array(taste, dtype=np.float64)
    allowed = np.random.default_rng(seed).random(len(values)) < 0.7
    among = [t for t, open_ in zip(taste, allowed, strict=True) if open_]
    slow = [
        (sum(o < t for o in among) + 0.5 * sum(o == t for o in among)) / len(among) if open_ else 0.0
        for t, open_ in zip(taste, allowed, strict=True)
    ]
    np.testing.assert_allclose(percentiles(values, allowed), slow)
    chosen = np.random.default_rng(seed).permutation(len(values))[:5].astype(np.int32)
    np.testing.assert_allclose(percentiles_of(chosen, values, allowed), np.array(slow)[chosen])


def test_a_crowded_square_of_the_plane_leaves_its_least_liked_out():
    n = 20 * PER_CELL
    rows = [(0.05, 0.05, 100.0, 200.0, f"a{i}") for i in range(n)]
    taste = np.arange(n, dtype=float)
    made = plan(tracks_of(rows), everything(n, taste=taste), Wish((0.0, 0.0), "match", minutes=20))
    assert made.unmet == () and taste[made.tracks].min() > n / 2
