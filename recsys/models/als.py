"""Weighted matrix factorisation by alternating least squares (Hu, Koren, Volinsky 2008), fitted by `implicit`."""

from dataclasses import dataclass, field

import numpy as np
from threadpoolctl import threadpool_limits

from recsys.models.factors import folded, preferences, ridge_fold_in
from recsys.models.libraries import required
from recsys.models.linear import Arrays, ItemToItem, load_item_to_item
from recsys.models.weighting import EVEN, Recency
from recsys.protocols import TrainingData
from recsys.types import Float32

NAME = "als"
LIBRARY = "implicit.als"


@dataclass(frozen=True, slots=True)
class AlsConfig:
    """`alpha` is the confidence of an act of strength 1; `fold_in` the ridge of the linear fold-in.

    At most one factor for every `items_a_factor` touched items: a small catalogue is memorised by more (measured:
    1,000 films are ranked a fifth better by 32 factors than by 64), but never fewer than `fewest`.
    """

    factors: int = 128
    fewest: int = 8
    items_a_factor: int = 32
    regularisation: float = 5.0
    alpha: float = 5.0
    iterations: int = 15
    fold_in: float = 0.1
    recency: Recency = field(default_factory=Recency)


def fit(data: TrainingData, config: AlsConfig | None = None) -> ItemToItem:
    """Factorise, then fix the fold-in. Raises QueryError where implicit does not load."""
    config = config or AlsConfig()
    items = _factorise(data, config)
    rows = folded(items, ridge_fold_in(items, config.fold_in))
    return ItemToItem(NAME, rows, config.recency if data.interactions.ordered else EVEN)


def rank_of(n_touched: int, config: AlsConfig) -> int:
    """How many factors a catalogue with so many touched items gets."""
    return min(config.factors, max(config.fewest, n_touched // config.items_a_factor))


def load(arrays: Arrays) -> ItemToItem:
    """Rebuild from arrays."""
    return load_item_to_item(NAME, arrays)


def _factorise(data: TrainingData, config: AlsConfig) -> Float32:
    """Item vectors (n_items, f). BLAS gets one thread: more of them make implicit several times slower."""
    log, library = data.interactions, required(LIBRARY)
    factors = rank_of(len(np.unique(log.item)), config)
    if len(log) == 0:
        return np.zeros((log.n_items, factors), dtype=np.float32)
    with threadpool_limits(1, "blas"):
        model = library.AlternatingLeastSquares(
            factors=factors,
            regularization=config.regularisation,
            alpha=config.alpha,
            iterations=config.iterations,
            random_state=data.seed,
        )

        def progress(iteration: int, *_: object) -> None:
            data.progress(NAME, (iteration + 1) / config.iterations)

        model.fit(preferences(log), show_progress=False, callback=progress)
    return np.asarray(model.item_factors, dtype=np.float32)
