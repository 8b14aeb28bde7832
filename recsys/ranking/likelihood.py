"""The focused likelihood of the weights, compiled: its value and its gradient over many cases of unequal size."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from recsys.types import Float32, Float64, Int64

Array = NDArray[Any]

HEAVIEST = 12.0
"""Largest log weight in units of spread; beyond it exp() only overflows."""


@dataclass(frozen=True)
class Case:
    """One held-out choice: part scores (d, c) of the candidates, the choice first; log corrections (c,)."""

    scores: Float64
    correction: Float64
    features: Float64


@dataclass(frozen=True)
class Cases:
    """All cases in a row: scores (total, d) float32 in units of spread, corrections (total,), starts (n + 1,)."""

    scores: Float32
    correction: Float64
    starts: Int64
    features: Float64

    @classmethod
    def of(cls, cases: Sequence[Case], spreads: Float64) -> "Cases":
        """Joined, each part divided by its spread; parts without spread become zero."""
        scale = np.divide(1.0, spreads, out=np.zeros_like(spreads), where=spreads > 0)
        sizes = [len(case.correction) for case in cases]
        return cls(
            np.concatenate([(case.scores * scale[:, None]).T for case in cases]).astype(np.float32),
            np.concatenate([case.correction for case in cases]),
            np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
            np.array([case.features for case in cases]),
        )

    def loss(self, slopes: Float64, focus: float) -> tuple[float, Float64]:
        """Sum over cases of (1 - p^q) / q (of -log p for q = 0), and its gradient (d, f), q being `focus`."""
        value, gradient = _loss(self.scores, self.correction, self.starts, self.features, (slopes, focus))
        return float(value), gradient


@njit(cache=True)
def _loss(scores: Array, correction: Array, starts: Array, features: Array, at: tuple[Array, float]) -> Any:
    slopes, focus = at
    n_parts, n_features = slopes.shape
    total, gradient = 0.0, np.zeros_like(slopes)
    weights, pull, free = np.empty(n_parts), np.empty(n_parts), np.empty(n_parts)
    for case in range(len(starts) - 1):
        first, last = starts[case], starts[case + 1]
        for part in range(n_parts):
            log_weight = 0.0
            for f in range(n_features):
                log_weight += slopes[part, f] * features[case, f]
            weights[part] = np.exp(min(log_weight, HEAVIEST))
            free[part] = 1.0 if log_weight < HEAVIEST else 0.0
        odds = correction[first:last].copy()
        for row in range(first, last):
            for part in range(n_parts):
                odds[row - first] += weights[part] * scores[row, part]
        peak = odds.max()
        odds = np.exp(odds - peak)
        odds /= odds.sum()
        log_p = np.log(max(odds[0], 1e-300))
        keen = np.exp(focus * log_p)
        total += -log_p if focus == 0.0 else (1.0 - keen) / focus
        pull[:] = 0.0
        for row in range(first, last):
            for part in range(n_parts):
                pull[part] += odds[row - first] * scores[row, part]
        for part in range(n_parts):
            slope = (pull[part] - scores[first, part]) * keen * weights[part] * free[part]
            for f in range(n_features):
                gradient[part, f] += slope * features[case, f]
    return total, gradient
