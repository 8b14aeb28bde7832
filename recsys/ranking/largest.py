"""The largest causes of each item and what is left of each scorer, compiled: what is kept of an answer."""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

Array = NDArray[Any]


@njit(cache=True, nogil=True)
def largest(values: Array, most: int) -> Array:
    """(k, most) int32: rows of the values (c, k) that are largest in size, largest first; -1 where the rest is 0.

    Of equals the first row; `most` may exceed the number of rows.
    """
    out = np.full((values.shape[1], most), -1, dtype=np.int32)
    for i in range(values.shape[1]):
        left = np.abs(values[:, i])
        for s in range(min(most, len(left))):
            best = np.argmax(left)
            if left[best] == 0.0:
                break
            out[i, s], left[best] = best, 0.0
    return out


@njit(cache=True, nogil=True)
def parts_of(values: Array, rows: Array, total: Array) -> tuple[Array, Array]:
    """Of each chosen row (k, s), -1 for none: its value (c, k) and its positive part's share of the total (k,)."""
    told, shares = np.zeros(rows.shape), np.zeros(rows.shape)
    for i in range(rows.shape[0]):
        for s in range(rows.shape[1]):
            if rows[i, s] >= 0:
                told[i, s] = values[rows[i, s], i]
                shares[i, s] = max(told[i, s], 0.0) / total[i]
    return told, shares


@njit(cache=True, nogil=True)
def rest_of(values: Array, rows: Array, total: Array, scorer: Array, n_scorers: int) -> tuple[Array, Array]:
    """Beside the chosen rows: what is left of each scorer's (c,), and its share as in `parts_of`; (k, n_scorers)."""
    left, shares = np.zeros((values.shape[1], n_scorers)), np.zeros((values.shape[1], n_scorers))
    for i in range(values.shape[1]):
        is_chosen = np.zeros(len(values), dtype=np.bool_)
        for row in rows[i]:
            if row >= 0:
                is_chosen[row] = True
        for c in range(len(values)):
            if not is_chosen[c]:
                left[i, scorer[c]] += values[c, i]
                shares[i, scorer[c]] += max(values[c, i], 0.0) / total[i]
    return left, shares


@njit(cache=True, nogil=True)
def positive_totals(values: Array) -> Array:
    """Sum of the positive parts (k,) of each column, never 0."""
    out = np.full(values.shape[1], 1e-300)
    for c in range(len(values)):
        for i in range(values.shape[1]):
            out[i] += max(values[c, i], 0.0)
    return out


@njit(cache=True, nogil=True)
def summed_up(values: Array, scorer: Array, n_scorers: int, most: int, digits: int) -> tuple[Array, Array, Array]:
    """What is kept of the causes (c, k) of each item: its largest rows (k, most), and rounded (2, k, most) their values
    and shares; of each scorer the same of what is left (2, k, n_scorers)."""
    total, rows = positive_totals(values), largest(values, most)
    scale = 10.0**digits
    kept, left = np.empty((2, len(total), most)), np.empty((2, len(total), n_scorers))
    kept[0], kept[1] = parts_of(values, rows, total)
    left[0], left[1] = rest_of(values, rows, total, scorer, n_scorers)
    return rows, np.rint(kept * scale) / scale, np.rint(left * scale) / scale
