"""Ranks and lists, against a full stable sort."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from recsys.errors import QueryError
from recsys.evaluation.ranks import MISSED, TargetRanks, joined, ranks_of, top_k, usable_scores

# few distinct values: nearly every comparison is a tie
TIED = arrays(np.float64, st.integers(0, 30), elements=st.sampled_from([-np.inf, -1.0, 0.0, 0.5, 2.0]))


def stable_order(scores):
    return [int(i) for i in sorted(range(len(scores)), key=lambda i: (-scores[i], i)) if scores[i] > -np.inf]


@given(TIED, st.integers(0, 35))
def test_top_k_is_the_head_of_a_full_stable_sort(scores, k):
    assert top_k(scores, k).tolist() == stable_order(scores)[:k]


@given(st.integers(0, 9), st.sampled_from([300, 1000, 4001]), st.integers(1, 400), st.sampled_from([2, 50, 10**6]))
def test_top_k_of_a_long_catalogue_is_the_head_of_a_full_stable_sort(seed, n, k, distinct):
    scores = np.random.default_rng(seed).integers(distinct, size=n).astype(float)
    assert top_k(scores, k).tolist() == np.argsort(-scores, kind="stable")[:k].tolist()


@given(TIED)
def test_a_rank_is_the_place_in_a_full_stable_sort(scores):
    order = stable_order(scores)
    expected = [order.index(i) if i in order else MISSED for i in range(len(scores))]
    assert ranks_of(scores, np.arange(len(scores), dtype=np.int32)).tolist() == expected


def test_an_unknown_target_is_missed():
    assert ranks_of(np.array([1.0, 2.0]), np.array([-1, 0], dtype=np.int32)).tolist() == [MISSED, 1]


def test_seen_items_are_never_served_and_the_scores_stay_the_rankers_own():
    scores = np.array([3.0, 2.0, 1.0])
    usable = usable_scores("popular", scores, np.array([0], dtype=np.int32), 3)
    assert top_k(usable, 3).tolist() == [1, 2]
    assert scores.tolist() == [3.0, 2.0, 1.0]


def test_nan_scores_are_refused_naming_the_model():
    with pytest.raises(QueryError, match="'broken' gave NaN for 1 items"):
        usable_scores("broken", np.array([1.0, np.nan]), np.zeros(0, dtype=np.int32), 2)


def test_scores_of_another_length_are_refused_naming_the_model():
    with pytest.raises(QueryError, match=r"'short' gave scores of shape \(2,\)"):
        usable_scores("short", np.zeros(2), np.zeros(0, dtype=np.int32), 3)


def test_a_subset_of_targets_drops_empty_cases_and_renumbers_the_rest():
    ranks = TargetRanks(np.array([4, 5, 6], dtype=np.int32), np.array([0, 0, 2], dtype=np.int32), 3)
    kept = ranks.where(np.array([False, False, True]))
    assert (kept.rank.tolist(), kept.case.tolist(), kept.n_cases) == ([6], [0], 1)


def test_joined_parts_number_their_cases_one_after_the_other():
    part = TargetRanks(np.array([1, 2], dtype=np.int32), np.array([0, 1], dtype=np.int32), 2)
    both = joined([part, part])
    assert (both.case.tolist(), both.n_cases) == ([0, 1, 2, 3], 4)
