"""Item-item matrices counted row by row: only the strongest cells of a row are ever held, whatever the catalogue.

A row is added up in one dense array of all items, cut to its strongest cells, and the array is cleared where it was
touched: memory grows with the cells kept, never with the pairs counted, which at a million items do not fit.
"""

from typing import Any

import numpy as np
from numba import njit
from scipy import sparse

from recsys.errors import MemoryLimitError
from recsys.protocols import Progress, silent
from recsys.types import Float64, Int32, Int64, Interactions

BLOCK = 20_000
"""Rows between two reports of progress."""

SHARE, FEWEST = 8, 20
"""A model's rows may take an eighth of the memory limit; where fewer than twenty cells each fit, it is refused."""

CELL_BYTES = 8
"""A cell in CSR form: int32 column, float32 value."""


def cells_a_row(name: str, wanted: int, n_items: int, memory_limit: int) -> int:
    """Cells that each row may keep: `wanted`, fewer in a large catalogue. Raises MemoryLimitError below `FEWEST`."""
    affordable = memory_limit // (SHARE * CELL_BYTES) // max(1, n_items)
    if affordable < min(wanted, FEWEST):
        needed = min(wanted, FEWEST) * SHARE * CELL_BYTES * n_items
        raise MemoryLimitError(
            f"{name} on {n_items:,} items needs a memory limit of {needed / 2**30:.1f} GiB, it is "
            f"{memory_limit / 2**30:.1f} GiB; raise `memory_limit_gib` or leave {name} out of `scorers`"
        )
    return min(wanted, affordable)


def pairs(
    log: Interactions,
    reach: tuple[Float64, Float64],
    scale: Float64,
    limit: int,
    progress: tuple[str, Progress] = ("", silent),
) -> tuple[Any, Float64]:
    """Counts of what each person chose around each item, CSR (n, n), and the sums (n,) of whole rows.

    `reach` are the weights of the distances 1, 2, .. after and before; `scale` (n,) what a cell is multiplied with
    when the `limit` strongest of a row are chosen. The diagonal is empty; ties go to the lower column.
    """
    order = np.argsort(log.user, kind="stable")
    items, users = log.item[order], log.user[order]
    places = np.argsort(items, kind="stable")
    starts = np.searchsorted(items[places], np.arange(log.n_items + 1)).astype(np.int64)
    sums = np.zeros(log.n_items)
    sequences = items, users, places, starts

    def rows(first: int, last: int) -> Any:
        return _pairs(sequences, reach, (first, last, limit), scale, sums)

    return _assembled(rows, log.n_items, progress), sums


def together(chosen: Any, scale: Float64, limit: int, progress: tuple[str, Progress] = ("", silent)) -> Any:
    """Counts of the people who chose both of two items, CSR (n, n), from who chose what (n_users, n) CSR of ones."""
    by_item = sparse.csr_array(chosen.T)
    sides = (by_item.indptr, by_item.indices, chosen.indptr, chosen.indices)

    def rows(first: int, last: int) -> Any:
        return _together(sides, (first, last, limit), scale)

    return _assembled(rows, by_item.shape[0], progress)


def squared(matrix: Any, limit: int, progress: tuple[str, Progress] = ("", silent)) -> Any:
    """M M for M (n, n) in CSR, its diagonal empty, each row cut to its `limit` largest cells."""
    own = matrix.indptr, matrix.indices, matrix.data

    def rows(first: int, last: int) -> Any:
        return _squared(own, (first, last, limit))

    return _assembled(rows, matrix.shape[0], progress)


def multiplied(matrix: Any, left: Float64, right: Float64) -> Any:
    """The same CSR matrix with left[i] * M[i, j] * right[j]; its own values are overwritten."""
    _multiply(matrix.indptr, matrix.indices, matrix.data, left, right)
    return matrix


def _assembled(rows: Any, n: int, progress: tuple[str, Progress]) -> Any:
    """One matrix (n, n) of the blocks that rows(first, last) gives: lengths, columns, values."""
    name, told = progress
    blocks = []
    for first in range(0, n, BLOCK):
        blocks.append(rows(first, min(n, first + BLOCK)))
        told(name, min(1.0, (first + BLOCK) / n))
    lengths = np.concatenate([np.zeros(1, dtype=np.int64), *(own for own, _, _ in blocks)])
    indptr = np.cumsum(lengths)
    columns, values = np.empty(indptr[-1], dtype=np.int32), np.empty(indptr[-1], dtype=np.float32)
    at = 0
    while blocks:  # each is let go once it is copied: the cells are never held twice
        _, own_columns, own_values = blocks.pop(0)
        columns[at : at + len(own_columns)], values[at : at + len(own_columns)] = own_columns, own_values
        at += len(own_columns)
    return sparse.csr_array((values, columns, indptr), shape=(n, n))


@njit(cache=True)
def _pairs(sequences: Any, reach: Any, span: Any, scale: Float64, sums: Float64) -> Any:
    items, users, places, starts = sequences
    after, before = reach
    first, last, limit = span
    total, touched = np.zeros(len(scale)), np.empty(len(scale), dtype=np.int32)
    size = 0
    for i in range(first, last):
        size += min(limit, (starts[i + 1] - starts[i]) * (len(after) + len(before)))
    lengths, columns, values = np.zeros(last - first, np.int64), np.empty(size, np.int32), np.empty(size, np.float32)
    at = 0
    for i in range(first, last):
        n = 0
        for place in range(starts[i], starts[i + 1]):
            p = places[place]
            for d in range(len(after)):
                q = p + 1 + d
                if q >= len(items) or users[q] != users[p]:
                    break
                n = _add(items[q], after[d], i, total, touched, n)
            for d in range(len(before)):
                q = p - 1 - d
                if q < 0 or users[q] != users[p]:
                    break
                n = _add(items[q], before[d], i, total, touched, n)
        for t in range(n):
            sums[i] += total[touched[t]]
        kept = _emit(total, touched[:n], scale, limit, columns[at:], values[at:])
        lengths[i - first] = kept
        at += kept
    return lengths, columns[:at].copy(), values[:at].copy()


@njit(cache=True)
def _together(sides: Any, span: Any, scale: Float64) -> Any:
    starts, people, indptr, items = sides
    first, last, limit = span
    total, touched = np.zeros(len(scale)), np.empty(len(scale), dtype=np.int32)
    size = (last - first) * limit
    lengths, columns, values = np.zeros(last - first, np.int64), np.empty(size, np.int32), np.empty(size, np.float32)
    at = 0
    for i in range(first, last):
        n = 0
        for p in range(starts[i], starts[i + 1]):
            for q in range(indptr[people[p]], indptr[people[p] + 1]):
                n = _add(items[q], 1.0, i, total, touched, n)
        kept = _emit(total, touched[:n], scale, limit, columns[at:], values[at:])
        lengths[i - first] = kept
        at += kept
    return lengths, columns[:at].copy(), values[:at].copy()


@njit(cache=True)
def _squared(matrix: Any, span: Any) -> Any:
    indptr, indices, data = matrix
    first, last, limit = span
    n_items = len(indptr) - 1
    scale, total, touched = np.ones(n_items), np.zeros(n_items), np.empty(n_items, dtype=np.int32)
    size = (last - first) * limit
    lengths, columns, values = np.zeros(last - first, np.int64), np.empty(size, np.int32), np.empty(size, np.float32)
    at = 0
    for i in range(first, last):
        n = 0
        for p in range(indptr[i], indptr[i + 1]):
            for q in range(indptr[indices[p]], indptr[indices[p] + 1]):
                n = _add(indices[q], data[p] * data[q], i, total, touched, n)
        kept = _emit(total, touched[:n], scale, limit, columns[at:], values[at:])
        lengths[i - first] = kept
        at += kept
    return lengths, columns[:at].copy(), values[:at].copy()


@njit(cache=True)
def _add(column: int, value: float, row: int, total: Float64, touched: Int32, n: int) -> int:
    """Add to a cell off the diagonal; the number of touched columns."""
    if column == row or value <= 0.0:
        return n
    if total[column] == 0.0:
        touched[n] = column
        n += 1
    total[column] += value
    return n


@njit(cache=True)
def _emit(total: Float64, touched: Int32, scale: Float64, limit: int, columns: Int32, values: Any) -> int:
    """Write the strongest cells of a row, columns ascending, and clear it; the number of cells."""
    strength = np.empty(len(touched))
    for t in range(len(touched)):
        strength[t] = total[touched[t]] * scale[touched[t]]
    least, room = 0.0, limit
    if len(touched) > limit:
        least = np.partition(strength, len(touched) - limit)[len(touched) - limit]
        room = limit - int(np.count_nonzero(strength > least))
    tied = np.sort(touched[strength == least])[:room] if len(touched) > limit else touched[:0]
    n = 0
    for t in range(len(touched)):
        if strength[t] > least:
            columns[n] = touched[t]
            n += 1
    columns[n : n + len(tied)] = tied
    n += len(tied)
    columns[:n] = np.sort(columns[:n])
    for t in range(n):
        values[t] = total[columns[t]]
    total[touched] = 0.0
    return n


@njit(cache=True)
def _multiply(indptr: Int64, indices: Int32, data: Any, left: Float64, right: Float64) -> None:
    for i in range(len(indptr) - 1):
        for p in range(indptr[i], indptr[i + 1]):
            data[p] *= left[i] * right[indices[p]]
