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

NONE = -1
"""Where an entry could stand and none does."""

ROUNDING = 1e-9
"""Relative difference below which two scores summed in another order may be the same."""


@njit(cache=True, nogil=True)
def add_up(total: Array, parts: Array, entry: Array, contributions: Array) -> None:
    """`add_by_entry` and `add_positive` of one scorer's causes."""
    add_by_entry(total, entry, contributions)
    add_positive(parts, contributions)


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
def all_fall_behind(scores: Array, removed: Array, columns: Array) -> Array:
    """(k,) bool: whether each of the `columns` falls behind."""
    out = np.empty(len(columns), dtype=np.bool_)
    for i in range(len(columns)):
        out[i] = falls_behind(scores, removed, columns[i])
    return out


@njit(cache=True, nogil=True)
def strongest(rows: Array, entry: Array, columns: Array, most: int) -> tuple[Array, Array]:
    """Of the rows (c, m) that add most to each column, largest first: their entries (k, most) int32, what they add.

    Where no further row adds anything, the entry is -1. `entry` (c,) is the one behind each row.
    """
    out = np.full((len(columns), most), NONE, dtype=np.int32)
    values = np.zeros((len(columns), most))
    for i in range(len(columns)):
        order = np.argsort(-rows[:, columns[i]], kind="mergesort")
        for s in range(min(most, len(order))):
            if rows[order[s], columns[i]] > 0.0:
                out[i, s], values[i, s] = entry[order[s]], rows[order[s], columns[i]]
    return out, values


@njit(cache=True, nogil=True)
def alone_and_in_pairs(entries: Array) -> Array:
    """(k, s, 2): each of the entries (k, n) alone, then the first three two by two; -1 for none."""
    n = entries.shape[1]
    out = np.full((len(entries), n + len(PAIRS), 2), NONE, dtype=np.int32)
    out[:, :n, 0] = entries
    for i in range(len(entries)):
        for p, (one, other) in enumerate(PAIRS):
            if one < n and other < n and entries[i, one] >= 0 and entries[i, other] >= 0:
                out[i, n + p, 0], out[i, n + p, 1] = entries[i, one], entries[i, other]
    return out


@njit(cache=True, nogil=True)
def necessary_sets(scores: Array, by_entry: Array, columns: Array, sets: Array) -> tuple[Array, Array]:
    """What the entries of each set (k, s, 2), -1 for none, add to the item, and whether it falls behind without."""
    gone = np.zeros(sets.shape[:2])
    needed = np.zeros(sets.shape[:2], dtype=np.bool_)
    removed = np.zeros(len(scores))
    for i in range(sets.shape[0]):
        for s in range(sets.shape[1]):
            if sets[i, s, 0] < 0:
                continue
            removed[:] = by_entry[sets[i, s, 0]]
            if sets[i, s, 1] >= 0:
                removed += by_entry[sets[i, s, 1]]
            gone[i, s] = removed[columns[i]]
            needed[i, s] = falls_behind(scores, removed, columns[i])
    return gone, needed


@njit(cache=True, nogil=True)
def trials(
    scores: Array, by_entry: Array, columns: Array, rows: Array, entry: Array, most: int
) -> tuple[Array, Array, Array, Array]:
    """What the strongest rows add, the sets of entries made of them, what each set adds, whether the item falls."""
    entries, values = strongest(rows, entry, columns, most)
    sets = alone_and_in_pairs(entries)
    gone, needed = necessary_sets(scores, by_entry, columns, sets)
    return values, sets, gone, needed
