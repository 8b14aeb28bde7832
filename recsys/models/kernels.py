"""Loops that must be compiled: adding rows of an item-item matrix, dense or sparse, and reading single cells."""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

Array = NDArray[Any]


@njit(cache=True, nogil=True)
def add_dense_rows(matrix: Array, rows: Array, weights: Array, out: Array) -> None:
    """out += weights @ matrix[rows], without copying the rows. matrix (n, n) float32, out (n,) float64."""
    for r in range(len(rows)):
        w = weights[r]
        if w != 0.0:
            row = matrix[rows[r]]
            for j in range(len(out)):
                out[j] += w * row[j]


@njit(cache=True, nogil=True)
def add_sparse_rows(indptr: Array, indices: Array, data: Array, rows: Array, weights: Array, out: Array) -> None:
    """out += weights @ M[rows] for M in CSR form; out (n,) float64."""
    for r in range(len(rows)):
        w = weights[r]
        if w != 0.0:
            for p in range(indptr[rows[r]], indptr[rows[r] + 1]):
                out[indices[p]] += w * data[p]


@njit(cache=True, nogil=True)
def sparse_cells(indptr: Array, indices: Array, data: Array, rows: Array, columns: Array) -> Array:
    """M[rows][:, columns] (r, c) float64 for M in CSR form with sorted indices."""
    out = np.zeros((len(rows), len(columns)))
    for r in range(len(rows)):
        start, stop = indptr[rows[r]], indptr[rows[r] + 1]
        for c in range(len(columns)):
            low, high = start, stop
            while low < high:
                middle = (low + high) // 2
                if indices[middle] < columns[c]:
                    low = middle + 1
                else:
                    high = middle
            if low < stop and indices[low] == columns[c]:
                out[r, c] = data[low]
    return out
