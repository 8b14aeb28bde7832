"""What people choose after and before an item: transitions in both directions.

`T[i, j] = sum over people of d(q - p) / (count(i)^a * count(j)^b)` over pairs of positions p of i and q of j
within a window, d falling with distance; pairs read backwards weigh `backward`. Recent entries of the history
weigh most (`Recency`). Probes behind the exponents: association rules with asymmetric popularity damping.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numba import njit
from scipy import sparse

from recsys.models.linear import Arrays, ItemToItem, SparseRows, load_item_to_item
from recsys.models.weighting import EVEN, Recency
from recsys.protocols import TrainingData
from recsys.types import Int32, Interactions

NAME = "transitions"


@dataclass(frozen=True, slots=True)
class TransitionsConfig:
    """`source`, `target`: popularity exponents a, b; `window` in positions; rows keep `row_limit` items."""

    window: int = 20
    source: float = 0.7
    target: float = 0.3
    backward: float = 0.5
    distance_decay: float = 0.85
    row_limit: int = 500
    chunk: int = 500_000
    recency: Recency = field(default_factory=Recency)


def fit(data: TrainingData, config: TransitionsConfig | None = None) -> ItemToItem:
    """Count transitions person by person; without an order every pair counts alike, in both directions."""
    config = config or TransitionsConfig()
    log = data.interactions
    counts = _count(log, config, data)
    popularity = np.maximum(np.bincount(log.item, minlength=log.n_items), 1).astype(np.float64)
    damped = sparse.diags_array(popularity**-config.source) @ counts @ sparse.diags_array(popularity**-config.target)
    rows = strongest(sparse.csr_array(damped), config.row_limit)
    data.progress(NAME, 1.0)
    return ItemToItem(NAME, SparseRows.of(rows), config.recency if log.ordered else EVEN)


def load(arrays: Arrays) -> ItemToItem:
    """Rebuild from arrays."""
    return load_item_to_item(NAME, arrays)


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


def sequences(log: Interactions) -> tuple[Int32, Int32]:
    """Items and their people (n,), person by person, each in time order."""
    order = np.argsort(log.user, kind="stable")
    return log.item[order], log.user[order]


def _count(log: Interactions, config: TransitionsConfig, data: TrainingData) -> Any:
    items, users = sequences(log)
    decay = config.distance_decay if log.ordered else 1.0
    backward = config.backward if log.ordered else 1.0
    weights = decay ** np.arange(config.window)
    total = sparse.csr_array((log.n_items, log.n_items), dtype=np.float64)
    for start in range(0, len(items), config.chunk):
        first, second, value = _pairs(items, users, start, min(len(items), start + config.chunk), weights)
        forward = sparse.csr_array((value, (first, second)), shape=total.shape)
        total = total + forward + backward * sparse.csr_array(forward.T)
        data.progress(NAME, min(1.0, (start + config.chunk) / len(items)))
    total = sparse.csr_array(total)
    total.setdiag(0.0)
    total.eliminate_zeros()
    return total


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
