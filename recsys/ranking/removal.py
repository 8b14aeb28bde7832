"""Masked removal, compiled: does an item fall behind when the contributions of some causes leave every candidate?"""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

Array = NDArray[Any]

SINGLES = 5
"""Entries tried alone for each item, strongest first."""

PAIRS = ((0, 1), (0, 2), (1, 2))
"""The strongest three are also tried two by two."""


ROUNDING = 1e-9
"""Relative difference below which two scores summed in another order may be the same."""


@njit(cache=True, nogil=True)
def add_by_entry(total: Array, entry: Array, contributions: Array) -> None:
    """total[entry[c]] += contributions[c] for every cause c that has an entry; total (h, m), contributions (c, m)."""
    for c in range(len(entry)):
        if entry[c] >= 0:
            total[entry[c]] += contributions[c]


@njit(cache=True, nogil=True)
def add_positive(parts: Array, contributions: Array) -> None:
    """parts (m,) += sum over causes of the positive contributions (c, m)."""
    for c in range(len(contributions)):
        for j in range(len(parts)):
            if contributions[c, j] > 0.0:
                parts[j] += contributions[c, j]


@njit(cache=True, nogil=True)
def falls_behind(scores: Array, removed: Array, at: int) -> bool:
    """Whether more candidates stand before `at` once `removed` (m,) is taken off their `scores` (m,), best first.

    Before, ties stand in the candidates' order. Afterwards a tie, up to rounding, is not yet a fall: what is said to
    be necessary must be so whatever breaks the tie.
    """
    before, after = 0, 0
    mine, left = scores[at], scores[at] - removed[at]
    slack = ROUNDING * max(abs(mine), abs(left))
    for j in range(len(scores)):
        if scores[j] > mine or (j < at and scores[j] == mine):
            before += 1
        if scores[j] - removed[j] > left + slack:
            after += 1
    return after > before


@njit(cache=True, nogil=True)
def strongest_entries(by_entry: Array, columns: Array, most: int) -> Array:
    """(k, most) int32: entries (h, m) that add most to each column, largest first; -1 where none is positive."""
    out = np.full((len(columns), most), -1, dtype=np.int32)
    for i in range(len(columns)):
        order = np.argsort(-by_entry[:, columns[i]], kind="mergesort")
        for s in range(min(most, len(order))):
            if by_entry[order[s], columns[i]] > 0.0:
                out[i, s] = order[s]
    return out


@njit(cache=True, nogil=True)
def necessary_sets(scores: Array, by_entry: Array, columns: Array, sets: Array) -> Array:
    """(k, s) bool: whether removing the entries of each set (k, s, 2), -1 for none, makes the item fall behind."""
    out = np.zeros(sets.shape[:2], dtype=np.bool_)
    removed = np.zeros(len(scores))
    for i in range(sets.shape[0]):
        for s in range(sets.shape[1]):
            if sets[i, s, 0] < 0:
                continue
            removed[:] = by_entry[sets[i, s, 0]]
            if sets[i, s, 1] >= 0:
                removed += by_entry[sets[i, s, 1]]
            out[i, s] = falls_behind(scores, removed, columns[i])
    return out
