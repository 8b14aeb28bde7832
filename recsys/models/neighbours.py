"""Nearest neighbours by `implicit`: cosine and BM25 similarity of items over the people who chose them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy import sparse

from recsys.models.factors import preferences
from recsys.models.libraries import required
from recsys.models.linear import Arrays, ItemToItem, SparseRows, load_item_to_item
from recsys.models.weighting import EVEN, Recency
from recsys.protocols import TrainingData

BM25 = "bm25"
COSINE = "cosine"
LIBRARY = "implicit.nearest_neighbours"


@dataclass(frozen=True, slots=True)
class Bm25Config:
    """`neighbours` kept of each item; `saturation` is BM25's K1, `length` its B (Robertson and Zaragoza 2009)."""

    neighbours: int = 200
    saturation: float = 1.2
    length: float = 0.75
    recency: Recency = field(default_factory=Recency)


@dataclass(frozen=True, slots=True)
class CosineConfig:
    """`neighbours` kept of each item."""

    neighbours: int = 200
    recency: Recency = field(default_factory=Recency)


def fit_bm25(data: TrainingData, config: Bm25Config | None = None) -> ItemToItem:
    """BM25 over people as words. Raises QueryError where implicit does not load."""
    config = config or Bm25Config()
    library = required(LIBRARY)

    def weigh(items: Any) -> Any:
        return library.bm25_weight(items, config.saturation, config.length)

    return ItemToItem(BM25, _nearest(data, weigh, config.neighbours), _recency(data, config.recency))


def fit_cosine(data: TrainingData, config: CosineConfig | None = None) -> ItemToItem:
    """Cosine of the items' people. Raises QueryError where implicit does not load."""
    config = config or CosineConfig()
    rows = _nearest(data, required(LIBRARY).normalize, config.neighbours)
    return ItemToItem(COSINE, rows, _recency(data, config.recency))


def load_bm25(arrays: Arrays) -> ItemToItem:
    """Rebuild from arrays."""
    return load_item_to_item(BM25, arrays)


def load_cosine(arrays: Arrays) -> ItemToItem:
    """Rebuild from arrays."""
    return load_item_to_item(COSINE, arrays)


def _recency(data: TrainingData, recency: Recency) -> Recency:
    return recency if data.interactions.ordered else EVEN


def _nearest(data: TrainingData, weigh: Callable[[Any], Any], neighbours: int) -> SparseRows:
    """Inner products of the weighed item x person rows, the largest of each item kept.

    An item is its own nearest neighbour, hence one more is asked for; that cell says nothing and is dropped.
    """
    log = data.interactions
    if len(log) == 0:
        return SparseRows.of(sparse.csr_array((log.n_items, log.n_items), dtype=np.float32))
    model = required(LIBRARY).ItemItemRecommender(K=neighbours + 1)
    model.fit(sparse.csr_matrix(weigh(preferences(log).T).T), show_progress=False)
    similarity = sparse.csr_array(model.similarity, copy=True)
    similarity.setdiag(0.0)
    similarity.eliminate_zeros()
    return SparseRows.of(similarity)
