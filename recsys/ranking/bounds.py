"""Scorers whose weight is not learned but bounded: a share of the range of everything else, fixed at fit.

A mood must never drown taste, however well it would have foretold the choices of the past.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

import numpy as np

from recsys.protocols import Scorer
from recsys.ranking.likelihood import Case
from recsys.ranking.weights import FEATURES, Weights
from recsys.types import Float64

LEAST = 20
"""Candidates up to which a case has no range to speak of."""


def bound_of(scorer: Scorer) -> float | None:
    """The share of the others' range a scorer may move (its attribute `bounded`); None for one that is learned."""
    bound: float | None = getattr(scorer, "bounded", None)
    return bound


def standard_range(cases: Sequence[Case], weights: Weights) -> float:
    """From the worst candidate to the best: the median over held-out cases, 1 where nothing is known.

    Only fresh candidates are asked: what one had already lies so far above them that it would hide them. A case in
    which one item towers over the rest is one case.
    """
    ranges = [reach for case in cases if (reach := _range(case, weights)) > 0.0]
    return float(np.median(ranges)) if ranges else 1.0


def _range(case: Case, weights: Weights) -> float:
    sums = weights.at(case.features) @ case.scores
    fresh = sums if case.fresh is None else sums[case.fresh]
    return float(np.ptp(fresh)) if len(fresh) > LEAST else 0.0


def with_bounded(weights: Weights, scorers: Sequence[Scorer], reach: float) -> Weights:
    """Weights of all `scorers` in their order: `weights` are those of the learned ones, `reach` their range."""
    learned = [len(s.parts) for s in scorers if bound_of(s) is None]
    rows = iter(np.split(np.arange(len(weights.spreads)), list(accumulate(learned))[:-1]) if learned else [])
    slopes: list[Float64] = [np.zeros((0, len(FEATURES)))]
    spreads: list[Float64] = [np.zeros(0)]
    for scorer in scorers:
        bound = bound_of(scorer)
        if bound is None:
            own = next(rows)
            slopes.append(weights.slopes[own])
            spreads.append(weights.spreads[own])
        else:
            fixed = np.zeros((len(scorer.parts), len(FEATURES)))
            fixed[:, 0] = np.log(bound * reach) if bound > 0.0 else 0.0
            slopes.append(fixed)
            spreads.append(np.full(len(scorer.parts), 1.0 if bound > 0.0 else 0.0))
    return replace(weights, slopes=np.concatenate(slopes), spreads=np.concatenate(spreads))
