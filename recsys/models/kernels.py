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
def dense_cells(matrix: Array, rows: Array, columns: Array) -> Array:
    """matrix[rows][:, columns] (r, c) float64."""
    out = np.empty((len(rows), len(columns)))
    for r in range(len(rows)):
        row = matrix[rows[r]]
        for c in range(len(columns)):
            out[r, c] = row[columns[c]]
    return out


@njit(cache=True, nogil=True)
def sparse_cells(indptr: Array, indices: Array, data: Array, rows: Array, columns: Array) -> Array:
    """M[rows][:, columns] (r, c) float64 for M in CSR form, reading each row once."""
    place = np.full(len(indptr) - 1, -1, dtype=np.int32)
    for c in range(len(columns)):
        place[columns[c]] = c
    out = np.zeros((len(rows), len(columns)))
    for r in range(len(rows)):
        for p in range(indptr[rows[r]], indptr[rows[r] + 1]):
            c = place[indices[p]]
            if c >= 0:
                out[r, c] += data[p]
    return out


@njit(cache=True, nogil=True)
def sparse_products(indptr: Array, indices: Array, data: Array, rows: tuple[Array, Array], width: int) -> Array:
    """Inner products (l, r) of the rows `rows` = (left, right) of M (n, width) in CSR form."""
    left, right = rows
    out = np.zeros((len(left), len(right)))
    dense = np.zeros(width)
    for a in range(len(left)):
        start, stop = indptr[left[a]], indptr[left[a] + 1]
        if start == stop:
            continue
        for p in range(start, stop):
            dense[indices[p]] = data[p]
        for b in range(len(right)):
            for q in range(indptr[right[b]], indptr[right[b] + 1]):
                out[a, b] += dense[indices[q]] * data[q]
        for p in range(start, stop):
            dense[indices[p]] = 0.0
    return out
