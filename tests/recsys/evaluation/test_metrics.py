"""Every metric against its definition, written slowly."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.dataset.catalogue import Catalogue
from recsys.evaluation import metrics
from recsys.evaluation.attributes import attribute_vectors
from recsys.evaluation.ranks import MISSED, TargetRanks
from recsys.types import ItemFacts

# the distinct ranks of each case's targets
CASES = st.lists(st.sets(st.one_of(st.integers(0, 12), st.just(MISSED)), min_size=1, max_size=6), max_size=8)
KS = st.integers(1, 14)
LISTS = st.lists(st.permutations(range(8)).map(lambda p: p[:5]), max_size=6)


def ranks_from(cases):
    rank = [r for case in cases for r in case]
    case = [n for n, own in enumerate(cases) for _ in own]
    return TargetRanks(np.array(rank, dtype=np.int32), np.array(case, dtype=np.int32), len(cases))


def slow(cases, k, of_case):
    return [of_case([place in case for place in range(k)], len(case)) for case in cases]


def slow_recall(hits, n):
    return sum(hits) / n


def slow_hit(hits, n):
    return float(any(hits))


def slow_ndcg(hits, n):
    gained = sum(1 / math.log2(place + 2) for place, hit in enumerate(hits) if hit)
    return gained / sum(1 / math.log2(place + 2) for place in range(min(n, len(hits))))


def slow_mrr(hits, n):
    return next((1 / (place + 1) for place, hit in enumerate(hits) if hit), 0.0)


def slow_ap(hits, n):
    precisions = [sum(hits[: place + 1]) / (place + 1) for place, hit in enumerate(hits) if hit]
    return sum(precisions) / min(n, len(hits))


ORACLES = {"recall": slow_recall, "ndcg": slow_ndcg, "mrr": slow_mrr, "hit_rate": slow_hit, "map": slow_ap}


def test_every_rank_metric_has_an_oracle():
    assert set(ORACLES) == set(metrics.RANK_METRICS)


@pytest.mark.parametrize("name", list(ORACLES))
@given(cases=CASES, k=KS)
def test_a_rank_metric_equals_its_definition(name, cases, k):
    found = metrics.RANK_METRICS[name](ranks_from(cases), k)
    assert found.tolist() == pytest.approx(slow(cases, k, ORACLES[name]))


@pytest.mark.parametrize("name", list(ORACLES))
def test_a_rank_metric_of_no_cases_is_empty(name):
    assert metrics.RANK_METRICS[name](ranks_from([]), 10).tolist() == []


@given(CASES)
def test_rank_metrics_stay_between_0_and_1_and_a_first_place_is_worth_1(cases):
    for metric in metrics.RANK_METRICS.values():
        assert all(0 <= value <= 1 + 1e-12 for value in metric(ranks_from(cases), 5))
        assert metric(ranks_from([{0}]), 5).tolist() == [1.0]


@given(LISTS, st.integers(1, 6))
def test_coverage_is_the_share_of_items_served(lists, k):
    served = {item for own in lists for item in own[:k]}
    assert metrics.coverage(as_lists(lists), k, 8) == len(served) / 8


def as_lists(lists):
    return np.array(lists, dtype=np.int32).reshape(len(lists), 5)


def test_coverage_of_an_empty_catalogue_is_zero():
    assert metrics.coverage(np.zeros((0, 5), dtype=np.int32), 5, 0) == 0.0


@given(LISTS, st.integers(1, 6), st.lists(st.integers(0, 9), min_size=8, max_size=8))
def test_novelty_is_the_mean_self_information_of_a_list(lists, k, holders):
    bits = [math.log2(9 / max(1, count)) for count in holders]
    expected = [sum(bits[i] for i in own[:k]) / len(own[:k]) for own in lists]
    found = metrics.novelty(as_lists(lists), k, metrics.self_information(np.array(holders), 9))
    assert found.tolist() == pytest.approx(expected)


def test_novelty_of_a_list_that_served_nothing_does_not_apply():
    assert np.isnan(metrics.novelty(np.full((1, 3), -1, dtype=np.int32), 3, np.ones(2))).all()


TAGS = st.lists(st.lists(st.sampled_from("abc"), unique=True, max_size=3).map(tuple), min_size=8, max_size=8)


@given(LISTS, st.integers(1, 6), TAGS)
def test_diversity_is_one_minus_the_mean_cosine_of_described_pairs(lists, k, tags):
    attributes = attribute_vectors(Catalogue.of(ItemFacts(f"i{n}", tags=own) for n, own in enumerate(tags)))
    found = metrics.diversity(as_lists(lists), k, attributes, chunk=2)
    assert found.tolist() == pytest.approx([slow_diversity(own[:k], tags) for own in lists], nan_ok=True)


def slow_diversity(items, tags):
    cosines = [
        len(set(tags[a]) & set(tags[b])) / math.sqrt(len(tags[a]) * len(tags[b]))
        for place, a in enumerate(items)
        for b in items[:place]
        if tags[a] and tags[b]
    ]
    return 1 - sum(cosines) / len(cosines) if cosines else math.nan


def test_diversity_without_items_or_attributes_does_not_apply():
    bare = attribute_vectors(Catalogue.of([ItemFacts("a"), ItemFacts("b")]))
    assert bare.nnz == 0
    assert np.isnan(metrics.diversity(np.array([[0, 1]], dtype=np.int32), 2, bare)).all()
    assert len(metrics.diversity(np.zeros((0, 2), dtype=np.int32), 2, attribute_vectors(Catalogue.of([])))) == 0
