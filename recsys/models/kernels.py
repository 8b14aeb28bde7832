"""Loops that must be compiled: weights of a history, rows of an item-item matrix, dense or sparse, single cells."""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

Array = NDArray[Any]


@njit(cache=True, nogil=True)
def decayed(curves: Array, weights: Array, age: Array, strength: Array, kept: Array, least: float) -> Array:
    """(h,) sum over p of weights[p] * curves[p, age], 0 below `least` of the largest, times strength and kept."""
    out = np.zeros(len(age))
    largest = 0.0
    for e in range(len(age)):
        for p in range(len(weights)):
            out[e] += weights[p] * curves[p, age[e]]
        largest = max(largest, out[e])
    for e in range(len(age)):
        out[e] = 0.0 if out[e] < least * largest else out[e] * strength[e] * kept[e]
    return out


@njit(cache=True, nogil=True)
def weighty(item: Array, n_items: int, values: Array) -> tuple[Array, Array, Array]:
    """Places, items and values of the entries with a value and an item below `n_items`."""
    place = np.empty(len(item), dtype=np.int32)
    count = 0
    for e in range(len(item)):
        if values[e] != 0.0 and item[e] < n_items:
            place[count] = e
            count += 1
    place = place[:count]
    return place, item[place], values[place]


@njit(cache=True, nogil=True)
def decayed_known(
    curves: Array, weights: Array, history: tuple[Array, Array, Array, Array], n_items: int, least: float
) -> tuple[Array, Array, Array]:
    """`weighty` of `decayed`; the history as (item, age, strength, kept)."""
    item, age, strength, kept = history
    return weighty(item, n_items, decayed(curves, weights, age, strength, kept, least))


@njit(cache=True, nogil=True)
def own_cells(item: Array, values: Array, columns: Array) -> tuple[Array, Array]:
    """Entries (c,) with a value (h,) whose own item (h,) is among the `columns` (m,), and that value there, (c, m)."""
    entry = np.empty(len(item), dtype=np.int32)
    out = np.zeros((len(item), len(columns)))
    count = 0
    for e in range(len(item)):
        if values[e] == 0.0:
            continue
        is_there = False
        for c in range(len(columns)):
            if columns[c] == item[e]:
                out[count, c] = values[e]
                is_there = True
        if is_there:
            entry[count] = e
            count += 1
    return entry[:count], out[:count]


@njit(cache=True, nogil=True)
def add_dense_rows(matrix: Array, rows: Array, weights: Array, out: Array) -> None:
    """out += weights @ matrix[rows], without copying the rows; rows of -1 add nothing. matrix (n, n) float32."""
    for r in range(len(rows)):
        w = weights[r]
        if w != 0.0 and rows[r] >= 0:
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
    """matrix[rows][:, columns] (r, c) float64; rows and columns of -1 are 0."""
    out = np.zeros((len(rows), len(columns)))
    for r in range(len(rows)):
        if rows[r] >= 0:
            row = matrix[rows[r]]
            for c in range(len(columns)):
                if columns[c] >= 0:
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


Csr = tuple[Array, Array, Array]
"""indptr, indices, data."""


@njit(cache=True, nogil=True)
def add_through(
    there: tuple[Csr, ...], back: tuple[Csr, ...], widths: Array, item: Array, weights: Array, out: Array
) -> None:
    """out += (weights[f] @ M_f[item]) @ M_f' over fields f: M_f (n, widths[f]) `there`, its transpose `back`, as CSR.

    `item` (h,) may lie beyond the rows of M: such items add nothing. weights (f, h).
    """
    for f in range(len(there)):
        middle = np.zeros(widths[f])
        _, rows, own = weighty(item, len(there[f][0]) - 1, weights[f])
        add_sparse_rows(there[f][0], there[f][1], there[f][2], rows, own, middle)
        indptr, indices, data = back[f]
        for a in range(len(middle)):
            if middle[a] != 0.0:
                for p in range(indptr[a], indptr[a + 1]):
                    out[indices[p]] += middle[a] * data[p]


@njit(cache=True, nogil=True)
def through_at(there: tuple[Csr, ...], widths: Array, item: Array, weights: Array, right: Array) -> Array:
    """What `add_through` adds to the items `right` (m,) alone; -1 for one beyond the rows of M, which gets nothing."""
    out = np.zeros(len(right))
    for f in range(len(there)):
        indptr, indices, data = there[f]
        _, rows, own = weighty(item, len(indptr) - 1, weights[f])
        if widths[f] == 0 or len(own) == 0:
            continue
        middle = np.zeros(widths[f])
        add_sparse_rows(indptr, indices, data, rows, own, middle)
        for c in range(len(right)):
            if right[c] >= 0:
                for p in range(indptr[right[c]], indptr[right[c] + 1]):
                    out[c] += middle[indices[p]] * data[p]
    return out


@njit(cache=True, nogil=True)
def field_products(
    matrices: tuple[Csr, ...], widths: Array, item: Array, weights: Array, right: Array
) -> tuple[Array, Array, Array]:
    """Inner products of an item's row and those of `right` (m,), -1 for none: a line for each (field, item) with any.

    Matrices, widths, item and weights as in `add_through`. Gives the fields (l,), the places in `item` (l,) and the
    weighted products (l, m).
    """
    field = np.empty(len(matrices) * len(item), dtype=np.int32)
    place = np.empty(len(field), dtype=np.int32)
    out = np.empty((len(field), len(right)))
    count = 0
    for f in range(len(matrices)):
        places, rows, own = weighty(item, len(matrices[f][0]) - 1, weights[f])
        found = sparse_products(matrices[f], rows, own, right, widths[f], out[count:])
        for a in found:
            field[count], place[count] = f, places[a]
            count += 1
    return field[:count], place[:count], out[:count]


@njit(cache=True, nogil=True)
def sparse_products(matrix: Csr, rows: Array, weights: Array, right: Array, width: int, out: Array) -> Array:
    """Inner products of rows of M (n, width) in CSR form, one line of `out` (l, r) for each of `rows` (l,) with any.

    `right` (r,) are rows too, -1 for none. Gives the places (l',) of those rows; further lines of `out` stay.
    """
    indptr, indices, data = matrix
    first, later, column, value = _by_attribute(matrix, right, width)
    found = np.empty(len(rows), dtype=np.int32)
    count = 0
    for a in range(len(rows)):
        is_empty = True
        for p in range(indptr[rows[a]], indptr[rows[a] + 1]):
            cell = first[indices[p]]
            if cell >= 0 and is_empty:
                out[count] = 0.0
                is_empty = False
            while cell >= 0:
                out[count, column[cell]] += weights[a] * data[p] * value[cell]
                cell = later[cell]
        if not is_empty:
            found[count] = a
            count += 1
    return found[:count]


@njit(cache=True, nogil=True)
def _by_attribute(matrix: Csr, rows: Array, width: int) -> tuple[Array, Array, Array, Array]:
    """Cells of M[rows] by their column of M: the `first` (width,) of each, the one `later` (cells,), -1 after the last.

    Of each cell the place of its row in `rows`, -1 among which is passed over, and its value.
    """
    indptr, indices, data = matrix
    size = 0
    for row in rows:
        if row >= 0:
            size += indptr[row + 1] - indptr[row]
    first = np.full(width, -1, dtype=np.int32)
    later, place, value = np.empty(size, dtype=np.int32), np.empty(size, dtype=np.int32), np.empty(size)
    cell = 0
    for r in range(len(rows)):
        if rows[r] >= 0:
            for p in range(indptr[rows[r]], indptr[rows[r] + 1]):
                later[cell], place[cell], value[cell] = first[indices[p]], r, data[p]
                first[indices[p]] = cell
                cell += 1
    return first, later, place, value
