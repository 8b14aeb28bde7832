"""Sums of a few sparse rows without an array of all items: at a million of them the array costs more than the sums."""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from recsys.types import Bool, Float64, Int32

Array = NDArray[Any]
Sides = tuple[tuple[Array, Array, Array], ...]
EMPTY = -1
SPREAD = 0x9E3779B1
"""2^32 / golden ratio: neighbouring items fall far apart in the table (Knuth 1973)."""


def distinct(items: Int32) -> Int32:
    """The distinct items (m,), ascending: sorting a few thousand is quicker than the hash table of `np.unique`."""
    ordered = np.sort(items)
    is_new = np.ones(len(ordered), dtype=np.bool_)
    is_new[1:] = ordered[1:] != ordered[:-1]
    return ordered[is_new]


@njit(cache=True, nogil=True)
def heaviest(csr: tuple[Array, Array, Array], rows: Int32, weights: Float64, allowed: Bool, k: int) -> Int32:
    """The k allowed columns with the largest `weights @ M[rows]`, unsorted; ties at the border fall either way."""
    keys, sums = _summed(csr, rows, weights)
    held = np.flatnonzero(keys != EMPTY)
    columns, values = np.empty(len(held), dtype=np.int32), np.empty(len(held))
    n = 0
    for slot in held:
        if allowed[keys[slot]]:
            columns[n], values[n] = keys[slot], sums[slot]
            n += 1
    columns, values = columns[:n], values[:n]
    if n <= k:
        return columns
    least = np.partition(values, n - k)[n - k]
    best = np.concatenate((columns[values > least], columns[values == least]))
    return best[:k]


@njit(cache=True, nogil=True)
def sums_at(csr: tuple[Array, Array, Array], rows: Int32, weights: Float64, columns: Int32) -> Float64:
    """(weights @ M[rows])[columns] (c,); the columns are distinct."""
    indptr, indices, data = csr
    mask = _mask(len(columns))
    keys, place = np.full(mask + 1, EMPTY, dtype=np.int32), np.empty(mask + 1, dtype=np.int32)
    for c in range(len(columns)):
        slot = _slot(keys, columns[c], mask)
        keys[slot], place[slot] = columns[c], c
    out = np.zeros(len(columns))
    for r in range(len(rows)):
        for p in range(indptr[rows[r]], indptr[rows[r] + 1]):
            slot = _slot(keys, indices[p], mask)
            if keys[slot] != EMPTY:
                out[place[slot]] += weights[r] * data[p]
    return out


@njit(cache=True, nogil=True)
def sharing(there: Sides, back: Sides, entries: Int32, widest: int, most: int) -> Int32:
    """Items that share an attribute with the `entries`, one after another until more than `most` are found.

    `there` and `back` are items x attributes of every field, and the transpose, as CSR. An item may come twice; an
    attribute of more than `widest` items finds none.
    """
    size, last = 0, 0
    while last < len(entries) and size <= most:
        for f in range(len(there)):
            for p in range(there[f][0][entries[last]], there[f][0][entries[last] + 1]):
                attribute = there[f][1][p]
                length = back[f][0][attribute + 1] - back[f][0][attribute]
                size += length if length <= widest else 0
        last += 1
    out = np.empty(size, dtype=np.int32)
    n = 0
    for e in range(last):
        for f in range(len(there)):
            for p in range(there[f][0][entries[e]], there[f][0][entries[e] + 1]):
                attribute = there[f][1][p]
                begin, end = back[f][0][attribute], back[f][0][attribute + 1]
                if end - begin <= widest:
                    out[n : n + end - begin] = back[f][1][begin:end]
                    n += end - begin
    return out


@njit(cache=True, nogil=True)
def _summed(csr: tuple[Array, Array, Array], rows: Int32, weights: Float64) -> tuple[Array, Array]:
    """A hash table of weights @ M[rows]: columns, `EMPTY` where a slot is free, and sums."""
    indptr, indices, data = csr
    size = 0
    for row in rows:
        size += indptr[row + 1] - indptr[row]
    mask = _mask(size)
    keys, sums = np.full(mask + 1, EMPTY, dtype=np.int32), np.zeros(mask + 1)
    for r in range(len(rows)):
        for p in range(indptr[rows[r]], indptr[rows[r] + 1]):
            slot = _slot(keys, indices[p], mask)
            keys[slot] = indices[p]
            sums[slot] += weights[r] * data[p]
    return keys, sums


@njit(cache=True, nogil=True)
def _mask(size: int) -> int:
    """A power of two above twice the size, less one."""
    slots = 16
    while slots < 2 * size:
        slots *= 2
    return slots - 1


@njit(cache=True, nogil=True)
def _slot(keys: Array, key: int, mask: int) -> int:
    """Where a key is, or the free slot where it belongs."""
    slot = ((key * SPREAD) >> 7) & mask
    while keys[slot] != EMPTY and keys[slot] != key:
        slot = (slot + 1) & mask
    return slot
