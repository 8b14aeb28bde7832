"""What people choose directly after an item: one step, one direction.

`F[i, j] = (times j came right after i) / (count(i)^a * count(j)^b)`: where sessions are short the very next step
says more than any window, and only forwards.
"""

from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from recsys.models.counting import times_chosen
from recsys.models.linear import Arrays, ItemToItem, SparseRows, load_item_to_item
from recsys.models.rowwise import cells_a_row, multiplied, pairs
from recsys.models.weighting import EVEN, Recency
from recsys.protocols import TrainingData

NAME = "followers"


@dataclass(frozen=True, slots=True)
class FollowersConfig:
    """`source`, `target`: popularity exponents a, b; rows keep `row_limit` items."""

    source: float = 0.7
    target: float = 0.3
    row_limit: int = 500
    recency: Recency = field(default_factory=Recency)


def fit(data: TrainingData, config: FollowersConfig | None = None) -> ItemToItem:
    """Count next steps person by person; where time means nothing there is no next step, and every row is empty."""
    config = config or FollowersConfig()
    log = data.interactions
    if not log.ordered:
        return ItemToItem(NAME, SparseRows.of(sparse.csr_array((log.n_items, log.n_items))), EVEN)
    limit = cells_a_row(NAME, config.row_limit, log.n_items, data.memory_limit)
    popularity = times_chosen(log)
    next_step = (np.ones(1), np.zeros(0))
    counts, _ = pairs(log, next_step, popularity**-config.target, limit, (NAME, data.progress))
    rows = multiplied(counts, popularity**-config.source, popularity**-config.target)
    data.progress(NAME, 1.0)
    return ItemToItem(NAME, SparseRows.of(rows), config.recency)


def load(arrays: Arrays) -> ItemToItem:
    """Rebuild from arrays."""
    return load_item_to_item(NAME, arrays)
