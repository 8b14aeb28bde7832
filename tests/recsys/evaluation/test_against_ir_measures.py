"""The rank metrics against an independent implementation: ir_measures, over trec_eval."""

import ir_measures
import numpy as np
import pytest
from ir_measures import AP, RR, Qrel, R, ScoredDoc, Success, nDCG

from recsys.evaluation.metrics import RANK_METRICS
from recsys.evaluation.ranks import TargetRanks, ranks_of, top_k

N_CASES, N_ITEMS, WIDTH = 60, 80, 40
THEIRS = {"recall": R, "ndcg": nDCG, "mrr": RR, "hit_rate": Success}


@pytest.fixture(scope="module")
def asked():
    """Scores (n_cases, n_items) with many ties, and one to four targets a case."""
    rng = np.random.default_rng(7)
    scores = rng.integers(0, 30, (N_CASES, N_ITEMS)).astype(np.float64)
    return scores, [rng.choice(N_ITEMS, size=rng.integers(1, 5), replace=False).astype(np.int32) for _ in scores]


def their_run(scores):
    """Our lists as a run whose scores fall strictly: what is compared is the metric, not the rule for ties."""
    for case, own in enumerate(scores):
        for place, item in enumerate(top_k(own, WIDTH).tolist()):
            yield ScoredDoc(str(case), str(item), float(WIDTH - place))


def their_truth(targets):
    return [Qrel(str(case), str(item), 1) for case, own in enumerate(targets) for item in own.tolist()]


def our_ranks(scores, targets):
    ranks = [ranks_of(own, wanted) for own, wanted in zip(scores, targets, strict=True)]
    sizes = [len(own) for own in ranks]
    return TargetRanks(np.concatenate(ranks), np.repeat(np.arange(N_CASES, dtype=np.int32), sizes), N_CASES)


@pytest.mark.parametrize("k", [1, 5, 10, 20])
@pytest.mark.parametrize("name", list(THEIRS))
def test_every_case_has_the_value_that_trec_eval_gives_it(asked, name, k):
    scores, targets = asked
    measure = THEIRS[name] @ k
    theirs = {
        m.query_id: m.value for m in ir_measures.iter_calc([measure], their_truth(targets), list(their_run(scores)))
    }
    ours = RANK_METRICS[name](our_ranks(scores, targets), k)
    assert ours.tolist() == pytest.approx([theirs.get(str(case), 0.0) for case in range(N_CASES)])


@pytest.mark.parametrize("k", [1, 5, 10, 20])
def test_average_precision_is_theirs_but_for_the_most_that_k_places_can_hold(asked, k):
    """trec_eval divides by all targets, we by those that fit into k places: equal once that is undone."""
    scores, targets = asked
    theirs = {
        m.query_id: m.value for m in ir_measures.iter_calc([AP @ k], their_truth(targets), list(their_run(scores)))
    }
    ours = RANK_METRICS["map"](our_ranks(scores, targets), k)
    expected = [theirs.get(str(case), 0.0) * len(own) / min(k, len(own)) for case, own in enumerate(targets)]
    assert ours.tolist() == pytest.approx(expected)
