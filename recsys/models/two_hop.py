"""Two steps along the transition graph: what follows what follows an item.

`H = P P` with `P` the transition shares of each item, cut to its strongest: items never chosen together are joined
by those chosen with both. It smooths counts that a long tail leaves thin.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy import sparse

from recsys.models.counting import falling, pair_counts, strongest, without_diagonal
from recsys.models.linear import Arrays, ItemToItem, SparseRows, load_item_to_item
from recsys.models.weighting import EVEN, Recency
from recsys.protocols import TrainingData
from recsys.types import Interactions

NAME = "two_hop"
BLOCK = 1_000
"""Rows of the product held at a time."""


@dataclass(frozen=True, slots=True)
class TwoHopConfig:
    """`window`, `distance_decay`, `backward` as in transitions; `branches` an item has, `row_limit` of the result."""

    window: int = 20
    distance_decay: float = 0.85
    backward: float = 1.0
    branches: int = 40
    row_limit: int = 200
    recency: Recency = field(default_factory=Recency)


def fit(data: TrainingData, config: TwoHopConfig | None = None) -> ItemToItem:
    """Square the pruned transition shares; without an order every pair counts alike."""
    config = config or TwoHopConfig()
    log = data.interactions
    shares = _shares(log, config)
    rows = _squared(shares, config.row_limit, data)
    data.progress(NAME, 1.0)
    return ItemToItem(NAME, SparseRows.of(rows), config.recency if log.ordered else EVEN)


def load(arrays: Arrays) -> ItemToItem:
    """Rebuild from arrays."""
    return load_item_to_item(NAME, arrays)


def _shares(log: Interactions, config: TwoHopConfig) -> Any:
    """P: every row of the transition counts sums to one before it is cut to its `branches` largest cells."""
    decay, backward = (config.distance_decay, config.backward) if log.ordered else (1.0, 1.0)
    forward = pair_counts(log, falling(decay, config.window))
    both = without_diagonal(sparse.csr_array(forward + backward * forward.T))
    total = np.asarray(both.sum(axis=1)).ravel()
    return strongest(sparse.csr_array(sparse.diags_array(1.0 / np.maximum(total, 1e-12)) @ both), config.branches)


def _squared(shares: Any, limit: int, data: TrainingData) -> Any:
    """P P without its diagonal, each row cut to its `limit` largest cells."""
    n, parts = shares.shape[0], [sparse.csr_array((0, shares.shape[0]))]
    for start in range(0, n, BLOCK):
        parts.append(_cut(sparse.csr_array(shares[start : start + BLOCK] @ shares), start, limit))
        data.progress(NAME, min(1.0, (start + BLOCK) / n))
    return sparse.csr_array(sparse.vstack(parts, format="csr"))


def _cut(product: Any, start: int, limit: int) -> Any:
    rows = np.repeat(np.arange(product.shape[0]) + start, np.diff(product.indptr))
    product.data[rows == product.indices] = 0.0
    product.eliminate_zeros()
    return strongest(product, limit)
