"""What people choose directly after an item: one step, one direction.

`F[i, j] = (times j came right after i) / (count(i)^a * count(j)^b)`: where sessions are short the very next step
says more than any window, and only forwards.
"""

from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from recsys.models.counting import damped, pair_counts, strongest, times_chosen, without_diagonal
from recsys.models.linear import Arrays, ItemToItem, SparseRows, load_item_to_item
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
    empty = sparse.csr_array((log.n_items, log.n_items))
    counts = pair_counts(log, np.ones(1), NAME, data.progress) if log.ordered else empty
    rows = strongest(
        damped(without_diagonal(counts), times_chosen(log), config.source, config.target), config.row_limit
    )
    data.progress(NAME, 1.0)
    return ItemToItem(NAME, SparseRows.of(rows), config.recency if log.ordered else EVEN)


def load(arrays: Arrays) -> ItemToItem:
    """Rebuild from arrays."""
    return load_item_to_item(NAME, arrays)
