"""Rows of a history into entries, compiled: the one loop over touches that every request takes."""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

Array = NDArray[Any]


@njit(cache=True, nogil=True)
def entries_of_rows(items: Array) -> tuple[Array, Array]:
    """The entry (n,) int32 of each row, oldest row first: one a distinct item, most recent first; and the newest row
    (e,) int32 of each entry."""
    n = len(items)
    order = np.argsort(items, kind="mergesort")
    newest = np.empty(n, dtype=np.int32)
    for p in range(n - 1, -1, -1):
        is_last = p == n - 1 or items[order[p + 1]] != items[order[p]]
        newest[order[p]] = order[p] if is_last else newest[order[p + 1]]
    entry = np.empty(n, dtype=np.int32)
    rows = np.empty(n, dtype=np.int32)
    count = 0
    for row in range(n - 1, -1, -1):
        if newest[row] == row:
            entry[row], rows[count] = count, row
            count += 1
        else:
            entry[row] = entry[newest[row]]
    return entry, rows[:count]


@njit(cache=True, nogil=True)
def strengths_of_entries(entry: Array, strengths: Array, kept: Array, count: int) -> tuple[Array, Array]:
    """The largest strength (e,) of each entry's rows, and the part of their sum that the rows `kept` hold."""
    strongest, total, held = np.zeros(count), np.zeros(count), np.zeros(count)
    for row in range(len(entry) - 1, -1, -1):
        e = entry[row]
        strongest[e] = max(strongest[e], strengths[row])
        total[e] += strengths[row]
        held[e] += strengths[row] * kept[row]
    for e in range(count):
        held[e] = held[e] / total[e] if total[e] > 0.0 else 0.0
    return strongest, held
