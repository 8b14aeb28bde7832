"""The exact score of some items by one scorer, without an array of the catalogue where that can be."""

from typing import Protocol, runtime_checkable

import numpy as np

from recsys.models.factors import FactorRows
from recsys.models.linear import ItemToItem, SparseRows
from recsys.protocols import Scorer
from recsys.retrieval.sums import sums_at
from recsys.types import Float64, History, Int32, Moment

Weighed = tuple[Scorer, Float64]
"""A scorer and the weights of its parts in this situation."""


@runtime_checkable
class Sparing(Protocol):
    """A scorer that adds up some items without splitting them by cause."""

    def sums(self, history: History, moment: Moment, weights: Float64, items: Int32) -> Float64:
        """Scores (m,) of `items` (m,): what its causes sum to."""


def sums_of(weighed: Weighed, history: History, moment: Moment, items: Int32) -> Float64:
    """Scores (m,) of distinct `items` by one scorer."""
    scorer, weights = weighed
    if isinstance(scorer, Sparing):
        return scorer.sums(history, moment, weights, items)
    if isinstance(scorer, ItemToItem) and isinstance(scorer.rows, SparseRows | FactorRows):
        return _row_sums(scorer, weights, history, items)
    scores: Float64 = scorer.causes(history, moment, weights, items).contributions.sum(axis=0)
    return scores


def _row_sums(scorer: ItemToItem, weights: Float64, history: History, items: Int32) -> Float64:
    sums = np.zeros(len(items))
    fitted = items < scorer.n_items
    _, entries, curve = scorer.recency.known(history, weights, scorer.n_items)
    if isinstance(scorer.rows, FactorRows):
        sums[fitted] = scorer.rows.right[items[fitted]] @ scorer.rows.profile(entries, curve)
    elif isinstance(scorer.rows, SparseRows):
        sums[fitted] = sums_at(scorer.rows.csr, entries, curve, items[fitted])
    return sums
