"""Calibration of lists and of chances, against their definitions written slowly."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.dataset.catalogue import Catalogue
from recsys.evaluation.calibration import SMOOTHING, calibration_error, genre_shares, miscalibration
from recsys.types import ItemFacts, as_int32

GENRES = st.lists(st.lists(st.sampled_from("abc"), unique=True, max_size=3).map(tuple), min_size=8, max_size=8)
SETS = st.lists(st.tuples(st.lists(st.integers(0, 7), max_size=6), st.permutations(range(8))), max_size=5)


def shares(items, genres):
    total = {}
    for item in items:
        for genre in genres[item]:
            total[genre] = total.get(genre, 0.0) + 1 / len(genres[item])
    return {genre: value / sum(total.values()) for genre, value in total.items()}


def slow(history, served, genres):
    p, q = shares(history, genres), shares(served, genres)
    if not p or not q:
        return math.nan
    return sum(x * math.log(x / ((1 - SMOOTHING) * q.get(g, 0.0) + SMOOTHING * x)) for g, x in p.items())


def matrix(genres):
    return genre_shares(Catalogue.of(ItemFacts(f"i{n}", tags=own) for n, own in enumerate(genres)))


@given(SETS, GENRES, st.integers(1, 8))
def test_miscalibration_is_the_divergence_of_the_genres_served_from_those_of_the_past(sets, genres, k):
    histories = [as_int32(history) for history, _ in sets]
    lists = np.array([served for _, served in sets], dtype=np.int32).reshape(len(sets), 8)
    expected = [slow(history, served[:k], genres) for history, served in sets]
    assert miscalibration(histories, lists, k, matrix(genres)).tolist() == pytest.approx(expected, nan_ok=True)


def test_a_list_with_the_genres_of_the_past_is_perfect_and_one_without_them_is_far_off():
    genres = matrix([("a",), ("b",), ("a",), ("b",)])
    past = [as_int32([0, 1])]
    mirrored, narrow = (miscalibration(past, np.array([served]), 2, genres)[0] for served in ([2, 3], [0, 2]))
    assert mirrored == pytest.approx(0.0)
    assert narrow > 1.0


def test_padding_serves_no_genre_and_category_and_tags_name_one_genre_once():
    facts = [ItemFacts("x", category="a", tags=("a", "b")), ItemFacts("y")]
    genres = genre_shares(Catalogue.of(facts))
    assert genres.toarray().tolist() == [[0.5, 0.5], [0.0, 0.0]]
    served = np.array([[0, -1]], dtype=np.int32)
    assert miscalibration([as_int32([0])], served, 2, genres)[0] == pytest.approx(0.0)


def test_a_chance_that_comes_true_as_often_as_said_has_no_error():
    chance = np.repeat([0.1, 0.5, 0.9], 100)
    found = np.concatenate([np.arange(100) < share for share in (10, 50, 90)]).astype(float)
    assert calibration_error(chance, found, bins=3) == pytest.approx(0.0, abs=1e-12)
    assert calibration_error(chance, 1 - found, bins=3) == pytest.approx((0.8 + 0.0 + 0.8) / 3)


def test_cases_not_asked_do_not_count_and_no_case_has_no_error():
    assert calibration_error(np.array([np.nan, 0.3]), np.array([1.0, 0.0])) == pytest.approx(0.3)
    assert math.isnan(calibration_error(np.array([np.nan]), np.array([1.0])))
