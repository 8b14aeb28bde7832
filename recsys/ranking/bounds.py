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

PRIOR = 5.0
"""As many cases, spread as widely as one unit of a feature, speak against its slope."""


def bound_of(scorer: Scorer) -> float | None:
    """The share of the others' range a scorer may move (its attribute `bounded`); None for one that is learned."""
    bound: float | None = getattr(scorer, "bounded", None)
    return bound


def standard_range(cases: Sequence[Case], weights: Weights) -> Float64:
    """Slopes (f,) of the log of the range, from the worst candidate to the best, on the features of a situation.

    Lists of people with a long history reach further, so the range depends on what weights depend on: least squares
    over held-out cases, the slopes held near 0 by `PRIOR`; a range of 1 where nothing is known. Only fresh candidates
    are asked: what one had already lies so far above them that it would hide them.
    """
    found = [(case.features, reach) for case in cases if (reach := _range(case, weights)) > 0.0]
    slopes = np.zeros(len(FEATURES))
    if not found:
        return slopes
    features, logs = np.array([row for row, _ in found]), np.log([reach for _, reach in found])
    middle, away = logs.mean(), features[:, 1:] - features[:, 1:].mean(axis=0)
    slopes[1:] = np.linalg.solve(away.T @ away + PRIOR * np.eye(away.shape[1]), away.T @ (logs - middle))
    slopes[0] = middle - features[:, 1:].mean(axis=0) @ slopes[1:]
    return slopes


def _range(case: Case, weights: Weights) -> float:
    sums = weights.at(case.features) @ case.scores
    fresh = sums if case.fresh is None else sums[case.fresh]
    return float(np.ptp(fresh)) if len(fresh) > LEAST else 0.0


def with_bounded(weights: Weights, scorers: Sequence[Scorer], reach: Float64) -> Weights:
    """Weights of all `scorers` in their order: `weights` are those of the learned ones, `reach` (f,) the slopes of
    their range.
    """
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
            fixed = np.tile(reach, (len(scorer.parts), 1))
            fixed[:, 0] += np.log(bound) if bound > 0.0 else 0.0
            slopes.append(fixed)
            spreads.append(np.full(len(scorer.parts), 1.0 if bound > 0.0 else 0.0))
    return replace(weights, slopes=np.concatenate(slopes), spreads=np.concatenate(spreads))
