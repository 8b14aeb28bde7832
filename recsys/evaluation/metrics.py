"""Metrics, each a value a case (n_cases,), from the targets' ranks or from the lists served.

A list is a row of `lists` (n_cases, width) int32, best first, padded with -1. On no cases every metric is an empty
array. NaN says that a metric does not apply to a case; means leave it out (`significance.bootstrap`).
"""

from collections.abc import Callable, Mapping

import numpy as np
from scipy import sparse

from recsys.evaluation.ranks import TargetRanks
from recsys.types import Bool, Float64, Int32, Int64


def ratio(parts: Float64, wholes: Float64 | Int64, otherwise: float) -> Float64:
    """parts / wholes (n,), and `otherwise` where the whole is 0."""
    out = np.full(len(parts), otherwise, dtype=np.float64)
    out[wholes > 0] = parts[wholes > 0] / wholes[wholes > 0]
    return out


def _sum_by_case(ranks: TargetRanks, values: Float64) -> Float64:
    return np.asarray(np.bincount(ranks.case, weights=values, minlength=ranks.n_cases), dtype=np.float64)


def _targets(ranks: TargetRanks) -> Int64:
    return np.bincount(ranks.case, minlength=ranks.n_cases).astype(np.int64)


def recall(ranks: TargetRanks, k: int) -> Float64:
    """Share of a case's targets in the first k: |top k and targets| / |targets|. The P@k of session papers."""
    hits = _sum_by_case(ranks, (ranks.rank < k).astype(np.float64))
    return hits / np.maximum(1, _targets(ranks))


def hit_rate(ranks: TargetRanks, k: int) -> Float64:
    """1 if any target is in the first k, else 0 (Deshpande and Karypis 2004)."""
    return np.minimum(1.0, _sum_by_case(ranks, (ranks.rank < k).astype(np.float64)))


def ndcg(ranks: TargetRanks, k: int) -> Float64:
    """DCG@k / ideal DCG@k, a hit at rank r (from 0) counting 1 / log2(r + 2) (Järvelin and Kekäläinen 2002)."""
    gain = np.where(ranks.rank < k, 1.0 / np.log2(ranks.rank + 2.0), 0.0)
    ideal = np.append(0.0, np.cumsum(1.0 / np.log2(np.arange(max(0, k)) + 2.0)))
    most = ideal[np.minimum(_targets(ranks), max(0, k))]
    return ratio(_sum_by_case(ranks, gain), most, otherwise=0.0)


def mrr(ranks: TargetRanks, k: int) -> Float64:
    """1 / (1 + rank) of the best target if it is in the first k, else 0 (Voorhees 1999)."""
    best = np.zeros(ranks.n_cases)
    np.maximum.at(best, ranks.case, np.where(ranks.rank < k, 1.0 / (ranks.rank + 1.0), 0.0))
    return best


def average_precision(ranks: TargetRanks, k: int) -> Float64:
    """Sum over hits of precision at the hit, over min(k, |targets|): AP@k, whose mean is MAP (Manning et al. 2008)."""
    order = np.lexsort((ranks.rank, ranks.case))
    rank, case = ranks.rank[order], ranks.case[order]
    starts = np.searchsorted(case, np.arange(ranks.n_cases))
    hits_so_far = np.arange(len(case)) - starts[case] + 1
    precision = np.where(rank < k, hits_so_far / (rank + 1.0), 0.0)
    total = np.bincount(case, weights=precision, minlength=ranks.n_cases)
    return total / np.maximum(1, np.minimum(_targets(ranks), k))


RANK_METRICS: Mapping[str, Callable[[TargetRanks, int], Float64]] = {
    "recall": recall,
    "ndcg": ndcg,
    "mrr": mrr,
    "hit_rate": hit_rate,
    "map": average_precision,
}
"""The metrics of the targets' ranks, in the order of the report."""


def coverage(lists: Int32, k: int, n_items: int) -> float:
    """Share of the catalogue that is in the first k of at least one list (Ge et al. 2010); 0 for no items."""
    head = lists[:, :k]
    return len(np.unique(head[head >= 0])) / n_items if n_items else 0.0


def self_information(holders: Int64, n_users: int) -> Float64:
    """log2(n_users / holders) (n_items,) bits of surprise in an item held by `holders` (n_items,) users.

    Zhou et al. 2010. An item nobody holds counts as held by one, which is the most surprise the data can show.
    """
    return np.log2(max(1, n_users) / np.maximum(1, holders))


def novelty(lists: Int32, k: int, information: Float64) -> Float64:
    """Mean self-information (n_items,) in bits of a list's first k; NaN for an empty list (Zhou et al. 2010)."""
    head = lists[:, :k]
    served = head >= 0
    bits = np.append(information, 0.0)[head]  # the padding, -1, carries none
    size = served.sum(axis=1)
    return ratio(bits.sum(axis=1), size, otherwise=np.nan)


def diversity(lists: Int32, k: int, attributes: sparse.csr_matrix, chunk: int = 4096) -> Float64:
    """1 - mean cosine of the attribute vectors over the pairs in a list's first k (Ziegler et al. 2005).

    `attributes` (n_items, n_attributes) has rows of length 1, or 0 for an item without any; only pairs with
    attributes on both sides count, and a list without such a pair is NaN. The sum over pairs is taken from
    |sum of rows|^2, so no pair is ever formed.
    """
    described = np.asarray(attributes.multiply(attributes).sum(axis=1)).ravel() > 0
    parts = [_list_diversity(lists[i : i + chunk, :k], attributes, described) for i in range(0, len(lists), chunk)]
    return np.concatenate(parts) if parts else np.zeros(0)


def _list_diversity(head: Int32, attributes: sparse.csr_matrix, described: Bool) -> Float64:
    row, column = np.nonzero((head >= 0) & np.append(described, False)[head])  # the padding, -1, is not described
    shape = (len(head), attributes.shape[0])
    chosen = sparse.csr_matrix((np.ones(len(row)), (row, head[row, column])), shape=shape)
    total = chosen @ attributes
    size = np.bincount(row, minlength=len(head)).astype(np.float64)
    pairs = size * (size - 1) / 2
    alike = (np.asarray(total.multiply(total).sum(axis=1)).ravel() - size) / 2
    return 1.0 - ratio(alike, pairs, otherwise=np.nan)
