"""The focused likelihood of the weights, compiled: its value and its gradient over many cases of unequal size.

Scores that sum shares of chance are long-tailed: on a straight link, `p ~ exp(score)`, one strong item drowns what
orders the rest, and parts that would help together shut each other out. On the bent link, `p ~ exp(power *
asinh(score))`, small scores act straight and large ones as a mixture of chances, `p ~ score^power`. The order of the
items is that of the score either way, and the scale of the weights decides where the bend lies.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from recsys.types import Bool, Float32, Float64, Int64

Array = NDArray[Any]

HEAVIEST = 12.0
"""Largest log weight in units of spread; beyond it exp() only overflows."""


@dataclass(frozen=True)
class Case:
    """One held-out choice: part scores (d, c) of the candidates, the choice first; log corrections (c,).

    `fresh` (c,) marks candidates the person has not had yet; None where nobody asks.
    """

    scores: Float64
    correction: Float64
    features: Float64
    fresh: Bool | None = None


@dataclass(frozen=True)
class Cases:
    """All cases in a row: scores (total, l) float32 in units of spread, corrections (total,), starts (n + 1,).

    Only the `live` parts (l,) have a column: those that tell candidates apart at all.
    """

    scores: Float32
    correction: Float64
    starts: Int64
    features: Float64
    live: Int64

    @classmethod
    def of(cls, cases: Sequence[Case], spreads: Float64) -> "Cases":
        """Joined, each part divided by its spread (d,); parts without spread say nothing."""
        live = np.flatnonzero(spreads > 0.0)
        scale = 1.0 / spreads[live]
        sizes = [len(case.correction) for case in cases]
        return cls(
            np.concatenate([(case.scores[live] * scale[:, None]).T for case in cases]).astype(np.float32),
            np.concatenate([case.correction for case in cases]),
            np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
            np.array([case.features for case in cases]),
            live,
        )

    def loss(self, slopes: Float64, focus: float) -> tuple[float, Float64]:
        """Sum over cases of (1 - p^q) / q (of -log p for q = 0), and its gradient (d, f), q being `focus`."""
        values, gradient, _ = self._at(slopes, focus, 0.0)
        return float(values.sum()), gradient

    def losses(self, slopes: Float64, log_power: float, focus: float) -> Float64:
        """Loss (n,) of each case on the bent link."""
        return self._at(slopes, focus, float(np.exp(log_power)))[0]

    def bent_loss(self, slopes: Float64, log_power: float, focus: float) -> tuple[float, Float64, float]:
        """The same on the bent link, and its derivative by the log of the power."""
        values, gradient, bend = self._at(slopes, focus, float(np.exp(log_power)))
        return float(values.sum()), gradient, bend

    def _at(self, slopes: Float64, focus: float, power: float) -> tuple[Float64, Float64, float]:
        at = (slopes[self.live], focus, power)
        values, own, bend = _loss(self.scores, self.correction, self.starts, self.features, at)
        gradient = np.zeros_like(slopes)
        gradient[self.live] = own
        return values, gradient, float(bend)


@njit(cache=True, fastmath={"reassoc", "contract"})
def _loss(scores: Array, correction: Array, starts: Array, features: Array, at: tuple[Array, float, float]) -> Any:
    """Values (n,), gradient (d, f) and derivative by the log of the power; a power of 0 is the straight link."""
    slopes, focus, power = at
    values, gradient, bend = np.zeros(len(starts) - 1), np.zeros_like(slopes), 0.0
    for case in range(len(starts) - 1):
        first, last = starts[case], starts[case + 1]
        weights, free = _weights(slopes, features[case])
        raw = np.zeros(last - first)
        for row in range(first, last):
            for part in range(len(weights)):
                raw[row - first] += weights[part] * scores[row, part]
        bent = np.arcsinh(raw) if power > 0.0 else raw
        odds = correction[first:last] + (power * bent if power > 0.0 else bent)
        odds = np.exp(odds - odds.max())
        odds /= odds.sum()
        log_p = np.log(max(odds[0], 1e-300))
        keen = np.exp(focus * log_p)
        values[case] = -log_p if focus == 0.0 else (1.0 - keen) / focus
        odds[0] -= 1.0
        odds *= keen
        if power > 0.0:
            bend += power * (odds * bent).sum()
            odds *= power / np.sqrt(1.0 + raw * raw)
        pull = np.zeros(len(weights))
        for row in range(first, last):
            for part in range(len(weights)):
                pull[part] += odds[row - first] * scores[row, part]
        for part in range(len(weights)):
            for f in range(slopes.shape[1]):
                gradient[part, f] += pull[part] * weights[part] * free[part] * features[case, f]
    return values, gradient, bend


@njit(cache=True)
def _weights(slopes: Array, features: Array) -> Any:
    """exp(slopes . features) (d,) up to the ceiling, and 1 or 0 (d,) for those below it."""
    weights, free = np.empty(len(slopes)), np.empty(len(slopes))
    for part in range(len(slopes)):
        log_weight = 0.0
        for f in range(len(features)):
            log_weight += slopes[part, f] * features[f]
        weights[part] = np.exp(min(log_weight, HEAVIEST))
        free[part] = 1.0 if log_weight < HEAVIEST else 0.0
    return weights, free
