"""Scorers whose weight is not learned but bounded: a share of the range of everything else, fixed at fit.

A mood must never drown taste, however well it would have foretold the choices of the past.
"""

from collections.abc import Sequence
from itertools import accumulate

import numpy as np

from recsys.protocols import Scorer
from recsys.ranking.likelihood import Case
from recsys.ranking.weights import FEATURES, Weights
from recsys.types import Float64


def bound_of(scorer: Scorer) -> float | None:
    """The share of the others' range a scorer may move (its attribute `bounded`); None for one that is learned."""
    bound: float | None = getattr(scorer, "bounded", None)
    return bound


def standard_range(cases: Sequence[Case], weights: Weights) -> float:
    """Median over held-out cases of how far apart their candidates' weighed scores lie; 1 where nothing is known."""
    ranges = []
    for case in cases:
        sums = weights.at(case.features) @ case.scores
        ranges.append(float(sums.max() - sums.min()))
    middle = float(np.median(ranges)) if ranges else 0.0
    return middle if middle > 0.0 else 1.0


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
    return Weights(np.concatenate(slopes), np.concatenate(spreads))
