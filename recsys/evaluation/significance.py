"""Bootstrap intervals over units (users, test sessions): all columns share the resamples, so that all are paired."""

from dataclasses import dataclass

import numpy as np

from recsys.types import Float64, Int64

BATCH_CELLS = 4_000_000
"""Resample weights held at once (32 MB), whatever the number of units."""


@dataclass(frozen=True)
class Interval:
    """A mean, the 2.5 % and 97.5 % points of its resamples, and for a difference its two-sided p."""

    value: float
    low: float
    high: float
    p: float = 1.0


@dataclass(frozen=True)
class Resamples:
    """Means of every column: `observed` (f,), and `means` (b, f) over b resamples of the units."""

    observed: Float64
    means: Float64

    def interval(self, column: int) -> Interval:
        """The percentile interval of one column (Efron and Tibshirani 1993)."""
        return _interval(float(self.observed[column]), self.means[:, column])

    def difference(self, column: int, other: int) -> Interval:
        """The paired interval of column - other, and how often its sign is lost: p = 2 min(P(<= 0), P(>= 0))."""
        value = float(self.observed[column] - self.observed[other])
        return _interval(value, self.means[:, column] - self.means[:, other])


def _interval(value: float, means: Float64) -> Interval:
    if not len(means):
        return Interval(value, value, value)
    low, high = np.quantile(means, [0.025, 0.975])
    tail = min(int((means <= 0).sum()), int((means >= 0).sum())) + 1
    return Interval(value, float(low), float(high), min(1.0, 2 * tail / (len(means) + 1)))


def bootstrap(
    values: Float64, units: Int64, rng: np.random.Generator, resamples: int = 1000, weights: Float64 | None = None
) -> Resamples:
    """Resample units with replacement and average `values` (n, f), NaN meaning "does not apply".

    `units` (n,) says which rows stand or fall together: cases of one user are not independent. `weights` (n, f) make
    the averages weighted ones. A mean over no value is 0.
    """
    names, unit = np.unique(units, return_inverse=True)
    counted = np.where(np.isnan(values), 0.0, 1.0 if weights is None else weights)
    sums = _sum_by_unit(counted * np.nan_to_num(values), unit, len(names))
    counts = _sum_by_unit(counted, unit, len(names))
    batch = max(1, BATCH_CELLS // max(1, len(names)))
    drawn = [
        _ratio(drawn_units @ sums, drawn_units @ counts)
        for done in range(0, resamples, batch)
        for drawn_units in [_draws(len(names), min(batch, resamples - done), rng)]
    ]
    means = np.concatenate(drawn) if drawn else np.zeros((0, values.shape[1]))
    return Resamples(_ratio(sums.sum(axis=0), counts.sum(axis=0)), means)


def _sum_by_unit(values: Float64, unit: Int64, n_units: int) -> Float64:
    columns = [np.bincount(unit, weights=column, minlength=n_units) for column in values.T]
    return np.stack(columns, axis=1) if columns else np.zeros((n_units, 0))


def _draws(n_units: int, resamples: int, rng: np.random.Generator) -> Float64:
    """How often each unit (resamples, n_units) is drawn when n_units are drawn with replacement."""
    if not n_units:
        return np.zeros((resamples, 0))
    drawn = rng.integers(n_units, size=(resamples, n_units)) + n_units * np.arange(resamples)[:, None]
    return np.bincount(drawn.ravel(), minlength=resamples * n_units).reshape(resamples, n_units).astype(np.float64)


def _ratio(sums: Float64, counts: Float64) -> Float64:
    return np.divide(sums, counts, out=np.zeros(sums.shape), where=counts > 0)
