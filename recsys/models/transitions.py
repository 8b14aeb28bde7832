"""What people choose after and before an item: transitions in both directions.

`T[i, j] = sum over people of d(q - p) / (count(i)^a * count(j)^b)` over pairs of positions p of i and q of j
within a window, d falling with distance; pairs read backwards weigh `backward`. Recent entries of the history
weigh most (`Recency`). Probes behind the exponents: association rules with asymmetric popularity damping.
"""

from dataclasses import dataclass, field

from recsys.models.counting import falling, times_chosen
from recsys.models.linear import Arrays, ItemToItem, SparseRows, load_item_to_item
from recsys.models.rowwise import cells_a_row, multiplied, pairs
from recsys.models.weighting import EVEN, Recency
from recsys.protocols import TrainingData

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
    recency: Recency = field(default_factory=Recency)


def fit(data: TrainingData, config: TransitionsConfig | None = None) -> ItemToItem:
    """Count transitions person by person; without an order every pair counts alike, in both directions."""
    config = config or TransitionsConfig()
    log = data.interactions
    decay, backward = (config.distance_decay, config.backward) if log.ordered else (1.0, 1.0)
    reach = falling(decay, config.window)
    limit = cells_a_row(NAME, config.row_limit, log.n_items, data.memory_limit)
    popularity = times_chosen(log)
    counts, _ = pairs(log, (reach, backward * reach), popularity**-config.target, limit, (NAME, data.progress))
    rows = multiplied(counts, popularity**-config.source, popularity**-config.target)
    data.progress(NAME, 1.0)
    return ItemToItem(NAME, SparseRows.of(rows), config.recency if log.ordered else EVEN)


def load(arrays: Arrays) -> ItemToItem:
    """Rebuild from arrays."""
    return load_item_to_item(NAME, arrays)
