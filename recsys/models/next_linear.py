"""A linear next-item model: ridge regression from the decayed history to the next few items.

`B = (X'X + lambda I)^-1 X'Y`: a row of X is a person's history at one moment, each item decayed by its age; the row
of Y the next items, decayed by their distance. EASE asks which items go together; this asks which come next.
Dense over the touched items where they are few, else each item is predicted from its strongest forerunners alone.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numba import njit
from scipy import sparse
from scipy.linalg import lapack

from recsys.models.counting import falling, strongest
from recsys.models.linear import Arrays, DenseRows, ItemToItem, SparseRows, load_item_to_item
from recsys.models.weighting import EVEN, Recency
from recsys.protocols import TrainingData
from recsys.types import Float32, Float64, Int32, Interactions

NAME = "next_linear"


@dataclass(frozen=True, slots=True)
class NextLinearConfig:
    """`memory` earlier items explain the next `ahead`; above `dense_limit` touched items `forerunners` each."""

    regularisation: float = 20.0
    memory: int = 20
    memory_decay: float = 0.8
    ahead: int = 3
    ahead_decay: float = 0.7
    dense_limit: int = 12_000
    forerunners: int = 60
    recency: Recency = field(default_factory=Recency)


def fit(data: TrainingData, config: NextLinearConfig | None = None) -> ItemToItem:
    """Fit dense where memory and size allow, else sparse; where time means nothing there is no next: empty rows."""
    config = config or NextLinearConfig()
    log = data.interactions
    active = np.unique(log.item).astype(np.int32)
    recency = config.recency if log.ordered else EVEN
    if not log.ordered or len(active) == 0:
        return ItemToItem(NAME, SparseRows.of(sparse.csr_array((log.n_items, log.n_items))), recency)
    history, following = designs(log, config)
    if len(active) <= config.dense_limit and dense_bytes(len(active)) <= data.memory_limit:
        weights = _dense(history[:, active], following[:, active], config.regularisation, data)
        return ItemToItem(NAME, DenseRows.of(weights, active, log.n_items), recency)
    return ItemToItem(NAME, SparseRows.of(_sparse(history, following, config, data)), recency)


def load(arrays: Arrays) -> ItemToItem:
    """Rebuild from arrays."""
    return load_item_to_item(NAME, arrays)


def dense_bytes(n_items: int) -> int:
    """Peak memory of the dense fit: two float32 matrices of n x n and their sparse origins."""
    return 3 * 4 * n_items**2


def designs(log: Interactions, config: NextLinearConfig) -> tuple[Any, Any]:
    """X and Y (n, n_items) CSR float32: a row for every choice: what it and those before it were, what followed."""
    order = np.argsort(log.user, kind="stable")
    items, users = log.item[order], log.user[order]
    shape = (len(log), log.n_items)
    before = _neighbourhood(items, users, falling(config.memory_decay, config.memory), -1)
    after = _neighbourhood(items, users, np.concatenate(([0.0], falling(config.ahead_decay, config.ahead))), 1)
    return _matrix(before, shape), _matrix(after, shape)


def _matrix(cells: tuple[Any, Any, Any], shape: tuple[int, int]) -> Any:
    row, column, value = cells
    matrix = sparse.csr_array((value, (row, column)), shape=shape)
    matrix.sum_duplicates()
    return matrix


def _dense(history: Any, following: Any, regularisation: float, data: TrainingData) -> Float32:
    """B (a, a), rows are causes, by Cholesky; nothing follows from an item to itself."""
    n = history.shape[1]
    gram = (history.T @ history).toarray(order="F").astype(np.float32)
    gram[np.arange(n), np.arange(n)] += regularisation
    right = (history.T @ following).toarray(order="F").astype(np.float32)
    data.progress(NAME, 0.3)
    factor, trouble = lapack.spotrf(gram, lower=0, overwrite_a=1)
    if trouble:
        raise np.linalg.LinAlgError(f"next_linear: X'X + {regularisation} I is not positive definite; raise it")
    weights, _ = lapack.spotrs(factor, right, lower=0, overwrite_b=1)
    weights[np.arange(n), np.arange(n)] = 0.0
    data.progress(NAME, 1.0)
    return np.ascontiguousarray(weights, dtype=np.float32)


def _sparse(history: Any, following: Any, config: NextLinearConfig, data: TrainingData) -> Any:
    """B in CSR: each column solved on the items most often in the history before it, relative to their own energy."""
    gram = _sorted(history.T @ history)
    energy = gram.diagonal().astype(np.float64)
    cross = _sorted(following.T @ history)
    data.progress(NAME, 0.3)
    relative = cross.copy()
    relative.data = cross.data / np.sqrt(energy[cross.indices] + config.regularisation).astype(np.float32)
    chosen = _sorted(strongest(relative, config.forerunners))
    chosen.data = chosen.data * np.sqrt(energy[chosen.indices] + config.regularisation).astype(np.float32)
    weights = _solve(
        (gram.indptr, gram.indices, gram.data), (chosen.indptr, chosen.indices, chosen.data), config.regularisation
    )
    data.progress(NAME, 1.0)
    solved = sparse.csr_array((weights, chosen.indices, chosen.indptr), shape=chosen.shape)
    return sparse.csr_array(solved.T)


def _sorted(matrix: Any) -> Any:
    rows = sparse.csr_array(matrix)
    rows.sort_indices()
    return rows


@njit(cache=True)
def _neighbourhood(items: Int32, users: Int32, weights: Float64, step: int) -> Any:
    """Cells (row, column, value) of the items at distances 0, 1, .. from every position, of the same person."""
    row = np.empty(len(items) * len(weights), dtype=np.int32)
    column = np.empty(len(items) * len(weights), dtype=np.int32)
    value = np.empty(len(items) * len(weights), dtype=np.float32)
    n = 0
    for p in range(len(items)):
        for distance in range(len(weights)):
            q = p + step * distance
            if q < 0 or q >= len(items) or users[q] != users[p]:
                break
            if weights[distance] > 0.0:
                row[n], column[n], value[n] = p, items[q], weights[distance]
                n += 1
    return row[:n], column[:n], value[:n]


@njit(cache=True)
def _solve(gram: Any, cross: Any, regularisation: float) -> Any:
    """For each item, the ridge weights of its forerunners: (G + lambda I)[N, N] b = (X'Y)[N]."""
    (indptr, indices, data), (starts, forerunners, right) = gram, cross
    weights = np.zeros(len(right), dtype=np.float32)
    place = np.full(len(indptr) - 1, -1, dtype=np.int32)
    for item in range(len(starts) - 1):
        first, last = starts[item], starts[item + 1]
        m = last - first
        if m == 0:
            continue
        place[forerunners[first:last]] = np.arange(m)
        system = np.zeros((m, m))
        for a in range(m):
            source = forerunners[first + a]
            for p in range(indptr[source], indptr[source + 1]):
                if place[indices[p]] >= 0:
                    system[a, place[indices[p]]] = data[p]
            system[a, a] += regularisation
        place[forerunners[first:last]] = -1
        weights[first:last] = np.linalg.solve(system, right[first:last].astype(np.float64)).astype(np.float32)
        for a in range(m):
            if forerunners[first + a] == item:
                weights[first + a] = 0.0
    return weights
