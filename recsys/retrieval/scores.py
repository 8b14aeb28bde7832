"""The exact score of some items by one scorer, without an array of the catalogue where that can be."""

from collections.abc import Callable

import numpy as np

from recsys.models.factors import FactorRows
from recsys.models.linear import ItemToItem, SparseRows
from recsys.protocols import Scorer
from recsys.retrieval.sums import sums_at
from recsys.types import Float64, History, Int32, Moment

Weighed = tuple[Scorer, Float64]
"""A scorer and the weights of its parts in this situation."""

Sums = Callable[[History, Moment, Float64, Int32], Float64]
"""A scorer's method `sums`, where it has one: what its causes of some items (m,) sum to (m,), without the causes."""


def sums_of(weighed: Weighed, history: History, moment: Moment, items: Int32) -> Float64:
    """Scores (m,) of distinct `items` by one scorer."""
    scorer, weights = weighed
    sums: Sums | None = getattr(scorer, "sums", None)
    if sums is not None:
        return sums(history, moment, weights, items)
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
