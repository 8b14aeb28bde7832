"""Counting who chose what after what: pairs of positions of each person's sequence, as sparse matrices."""

from typing import Any

import numpy as np
from numba import njit
from scipy import sparse

from recsys.protocols import Progress, silent
from recsys.types import Float64, Int32, Interactions

CHUNK = 500_000
"""Positions whose pairs are held at a time."""


def sequences(log: Interactions) -> tuple[Int32, Int32]:
    """Items and their people (n,), person by person, each in time order."""
    order = np.argsort(log.user, kind="stable")
    return log.item[order], log.user[order]


def pair_counts(log: Interactions, weights: Float64, name: str = "", progress: Progress = silent) -> Any:
    """CSR (n_items, n_items): `C[i, j] = sum of weights[q - p - 1]` over positions p of i before q of j.

    `weights` (w,) are those of the distances 1..w; pairs further apart do not count. The diagonal holds repeats.
    """
    items, users = sequences(log)
    total = sparse.csr_array((log.n_items, log.n_items), dtype=np.float64)
    for start in range(0, len(items), CHUNK):
        first, second, value = _pairs(items, users, start, min(len(items), start + CHUNK), weights)
        total = total + sparse.csr_array((value, (first, second)), shape=total.shape)
        progress(name, min(1.0, (start + CHUNK) / len(items)))
    return sparse.csr_array(total)


def falling(decay: float, window: int) -> Float64:
    """Weights (window,) of the distances 1, 2, ...: `decay^0, decay^1, ...`."""
    weights: Float64 = np.power(decay, np.arange(float(window)))
    return weights


def without_diagonal(matrix: Any) -> Any:
    """The same CSR matrix, its diagonal empty."""
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    kept = rows != matrix.indices
    return sparse.csr_array((matrix.data[kept], (rows[kept], matrix.indices[kept])), shape=matrix.shape)


def damped(counts: Any, popularity: Float64, source: float, target: float) -> Any:
    """counts[i, j] / (popularity[i]^source * popularity[j]^target) in CSR; popularity (n,) is positive."""
    left, right = sparse.diags_array(popularity**-source), sparse.diags_array(popularity**-target)
    return sparse.csr_array(left @ counts @ right)


def times_chosen(log: Interactions) -> Float64:
    """How often each item (n,) was chosen, at least once."""
    counts: Float64 = np.maximum(np.bincount(log.item, minlength=log.n_items), 1).astype(np.float64)
    return counts


def strongest(matrix: Any, limit: int) -> Any:
    """The `limit` largest cells of each row of a CSR matrix; ties go to the lower column."""
    lengths = np.diff(matrix.indptr)
    if len(lengths) == 0 or lengths.max(initial=0) <= limit:
        return matrix
    rows = np.repeat(np.arange(matrix.shape[0]), lengths)
    order = np.lexsort((matrix.indices, -matrix.data, rows))
    rank = np.arange(len(order)) - np.repeat(matrix.indptr[:-1], lengths)
    chosen = order[rank < limit]
    return sparse.csr_array((matrix.data[chosen], (rows[chosen], matrix.indices[chosen])), shape=matrix.shape)


@njit(cache=True)
def _pairs(items: Any, users: Any, start: int, stop: int, weights: Any) -> Any:
    """All (earlier, later, weight) pairs whose earlier position lies in [start, stop)."""
    window = len(weights)
    first = np.empty((stop - start) * window, dtype=np.int32)
    second = np.empty((stop - start) * window, dtype=np.int32)
    value = np.empty((stop - start) * window, dtype=np.float64)
    n = 0
    for p in range(start, stop):
        for q in range(p + 1, min(len(items), p + 1 + window)):
            if users[q] != users[p]:
                break
            first[n], second[n], value[n] = items[p], items[q], weights[q - p - 1]
            n += 1
    return first[:n], second[:n], value[:n]
