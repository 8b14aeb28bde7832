"""Debiased NDCG against the estimate written target by target."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.evaluation.debiased import debiased_ndcg, inverse_weights, propensities
from recsys.evaluation.metrics import ndcg
from recsys.evaluation.ranks import MISSED
from tests.recsys.evaluation.tables import log_of
from tests.recsys.evaluation.test_metrics import ranks_from

TARGETS = st.tuples(st.one_of(st.integers(0, 12), st.just(MISSED)), st.floats(0.01, 1.0))
CASES = st.lists(st.lists(TARGETS, min_size=1, max_size=4), min_size=1, max_size=8)


@given(CASES, st.integers(1, 14))
def test_it_is_the_self_normalised_sum_over_all_targets(cases, k):
    ranks = ranks_from([[rank for rank, _ in own] for own in cases])
    propensity = np.array([p for own in cases for _, p in own])
    every = [target for own in cases for target in own]
    gained = sum(1 / math.log2(rank + 2) / p for rank, p in every if rank < k)
    weights = inverse_weights(ranks, propensity)
    found = np.average(debiased_ndcg(ranks, propensity, k), weights=weights)
    assert found == pytest.approx(gained / sum(1 / p for _, p in every))


def test_with_one_target_a_case_and_equal_propensities_it_is_plain_ndcg():
    ranks = ranks_from([{0}, {4}, {MISSED}])
    assert debiased_ndcg(ranks, np.full(3, 0.2), 10).tolist() == ndcg(ranks, 10).tolist()


def test_a_find_among_the_rare_counts_more_than_one_among_the_popular():
    found_rare, found_popular = ranks_from([{0}, {MISSED}]), ranks_from([{MISSED}, {0}])
    propensity = np.array([0.1, 1.0])
    rare, popular = (
        np.average(debiased_ndcg(ranks, propensity, 5), weights=inverse_weights(ranks, propensity))
        for ranks in (found_rare, found_popular)
    )
    assert (rare, popular) == (pytest.approx(10 / 11), pytest.approx(1 / 11))


def test_a_propensity_is_the_root_of_the_relative_count_and_never_zero():
    log = log_of([(0, item, 0) for item, count in enumerate([4, 1, 0, 16]) for _ in range(count)])
    assert propensities(log).tolist() == [0.5, 0.25, 0.25, 1.0]
    assert propensities(log_of([])).tolist() == []
