"""Bayesian personalised ranking (Rendle et al. 2009), fitted by `implicit` on one thread: reproducible."""

from dataclasses import dataclass, field

import numpy as np
from threadpoolctl import threadpool_limits

from recsys.models.biased import Biased, load_biased
from recsys.models.factors import folded, learned_fold_in, preferences
from recsys.models.libraries import required
from recsys.models.linear import Arrays, ItemToItem
from recsys.models.weighting import EVEN, Recency
from recsys.protocols import TrainingData
from recsys.types import Float32

NAME = "bpr"
LIBRARY = "implicit.bpr"


@dataclass(frozen=True, slots=True)
class BprConfig:
    """`fold_in` is the relative ridge of the learned fold-in."""

    factors: int = 64
    learning_rate: float = 0.02
    regularisation: float = 0.01
    iterations: int = 100
    fold_in: float = 0.1
    recency: Recency = field(default_factory=Recency)


def fit(data: TrainingData, config: BprConfig | None = None) -> Biased:
    """Learn vectors and biases, then the fold-in. Raises QueryError where implicit does not load."""
    config = config or BprConfig()
    items, people, bias = _factorise(data, config)
    rows = folded(items, learned_fold_in(items, people, data.interactions, config.fold_in))
    return Biased(ItemToItem(NAME, rows, config.recency if data.interactions.ordered else EVEN), bias)


def load(arrays: Arrays) -> Biased:
    """Rebuild from arrays."""
    return load_biased(NAME, arrays)


def _factorise(data: TrainingData, config: BprConfig) -> tuple[Float32, Float32, Float32]:
    """Item vectors (n_items, f), people (n_users, f), item biases (n_items,)."""
    log, library = data.interactions, required(LIBRARY)
    if len(log) == 0:
        vectors = np.zeros((log.n_items + log.n_users, config.factors), dtype=np.float32)
        return vectors[: log.n_items], vectors[log.n_items :], np.zeros(log.n_items, dtype=np.float32)
    with threadpool_limits(1, "blas"):
        model = library.BayesianPersonalizedRanking(
            factors=config.factors,
            learning_rate=config.learning_rate,
            regularization=config.regularisation,
            iterations=config.iterations,
            num_threads=1,  # several threads race on the vectors: not reproducible
            random_state=data.seed,
        )
        model.fit(preferences(log), show_progress=False)
    data.progress(NAME, 1.0)
    # implicit keeps the item bias as a last column, against a constant 1 of the person's
    touched = np.bincount(log.item, minlength=log.n_items) > 0
    items = np.where(touched[:, None], model.item_factors, np.float32(0.0)).astype(np.float32)
    return items[:, :-1], np.asarray(model.user_factors[:, :-1], dtype=np.float32), items[:, -1].copy()
