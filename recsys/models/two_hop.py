"""Two steps along the transition graph: what follows what follows an item.

`H = P P` with `P` the transition shares of each item, cut to its strongest: items never chosen together are joined
by those chosen with both. It smooths counts that a long tail leaves thin.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from recsys.models.counting import falling
from recsys.models.linear import Arrays, ItemToItem, SparseRows, load_item_to_item
from recsys.models.rowwise import cells_a_row, multiplied, pairs, squared
from recsys.models.weighting import EVEN, Recency
from recsys.protocols import TrainingData
from recsys.types import Interactions

NAME = "two_hop"


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
    limit = cells_a_row(NAME, config.row_limit, log.n_items, data.memory_limit)
    rows = squared(_shares(log, config), limit, (NAME, data.progress))
    data.progress(NAME, 1.0)
    return ItemToItem(NAME, SparseRows.of(rows), config.recency if log.ordered else EVEN)


def load(arrays: Arrays) -> ItemToItem:
    """Rebuild from arrays."""
    return load_item_to_item(NAME, arrays)


def _shares(log: Interactions, config: TwoHopConfig) -> Any:
    """P: every row of the transition counts sums to one before it is cut to its `branches` largest cells."""
    decay, backward = (config.distance_decay, config.backward) if log.ordered else (1.0, 1.0)
    reach, even = falling(decay, config.window), np.ones(log.n_items)
    counts, sums = pairs(log, (reach, backward * reach), even, config.branches)
    return multiplied(counts, 1.0 / np.maximum(sums, 1e-12), even)
