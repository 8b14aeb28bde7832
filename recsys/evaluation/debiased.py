"""Popularity bias: NDCG with every target weighted by the inverse of its chance to be seen at all.

People choose what they were shown, and they are shown what is popular. A target of propensity p stands for 1 / p
such choices, seen or not (Schnabel et al. 2016); divided by the sum of the weights the estimate keeps its scale
(Swaminathan and Joachims 2015; Yang et al. 2018). The propensity is that of Saito et al. 2020: (count / highest
count) ^ 0.5. A model that only repeats what is popular loses here.
"""

import numpy as np

from recsys.evaluation.metrics import ratio
from recsys.evaluation.ranks import TargetRanks
from recsys.types import Float64, Interactions

DEBIASED = "debiased_ndcg"
EXPONENT = 0.5


def propensities(train: Interactions) -> Float64:
    """Chance (n_items,) in (0, 1] that an item is seen, relative to the most popular; no event counts as one."""
    counts = np.maximum(1, np.bincount(train.item, minlength=train.n_items)).astype(np.float64)
    relative: Float64 = (counts / counts.max(initial=1.0)) ** EXPONENT
    return relative


def inverse_weights(ranks: TargetRanks, propensity: Float64) -> Float64:
    """What each case (n_cases,) weighs: the sum of 1 / propensity (t,) of its targets."""
    return np.asarray(np.bincount(ranks.case, weights=1.0 / propensity, minlength=ranks.n_cases), dtype=np.float64)


def debiased_ndcg(ranks: TargetRanks, propensity: Float64, k: int) -> Float64:
    """Mean NDCG@k (n_cases,) of a case's targets, each asked for alone and weighted by 1 / propensity (t,).

    Averaged over cases with `inverse_weights` this is the self-normalised estimate over all targets.
    """
    gain = np.where(ranks.rank < k, 1.0 / np.log2(ranks.rank + 2.0), 0.0) / propensity
    gained = np.bincount(ranks.case, weights=gain, minlength=ranks.n_cases).astype(np.float64)
    return ratio(gained, inverse_weights(ranks, propensity), otherwise=0.0)
