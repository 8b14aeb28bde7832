"""Where targets stand in a ranking, and which items head it. Ties go to the lower item index, always."""

from dataclasses import dataclass

import numpy as np

from recsys.errors import QueryError
from recsys.types import Bool, Float64, Int32

MISSED = np.iinfo(np.int32).max
"""Rank of a target that cannot be served: unknown, excluded, or scored minus infinity."""


@dataclass(frozen=True)
class TargetRanks:
    """Ranks of all targets: `rank` (t,) int32 from 0 or `MISSED`; `case` (t,) int32 non-decreasing in [0, n_cases)."""

    rank: Int32
    case: Int32
    n_cases: int

    def where(self, kept: Bool) -> "TargetRanks":
        """Only the targets marked in `kept` (t,); cases left without a target are dropped and the rest renumbered."""
        left, case = np.unique(self.case[kept], return_inverse=True)
        return TargetRanks(self.rank[kept], case.astype(np.int32), len(left))


def joined(parts: list[TargetRanks]) -> TargetRanks:
    """The targets of several parts, cases renumbered one after the other."""
    starts = np.cumsum([0] + [part.n_cases for part in parts])
    return TargetRanks(
        rank=np.concatenate([part.rank for part in parts]),
        case=np.concatenate([p.case + start for p, start in zip(parts, starts, strict=False)]).astype(np.int32),
        n_cases=int(starts[-1]),
    )


def usable_scores(model: str, scores: Float64, seen: Int32, n_items: int) -> Float64:
    """A copy of the scores (n_items,) with the seen items at minus infinity; refuses NaN and a wrong length."""
    if scores.shape != (n_items,):
        raise QueryError("models", f"{model!r} gave scores of shape {scores.shape}", f"({n_items},), one an item")
    usable = np.array(scores, dtype=np.float64)
    # min propagates NaN and reads the array once, which matters at tens of thousands of items a case
    if n_items and np.isnan(usable.min()):
        raise QueryError("models", f"{model!r} gave NaN for {int(np.isnan(usable).sum())} items", "finite scores")
    usable[seen] = -np.inf
    return usable


def ranks_of(scores: Float64, targets: Int32) -> Int32:
    """Ranks (m,) int32 of targets (m,): how many items score higher, or the same with a lower index."""
    ranks = np.full(len(targets), MISSED, dtype=np.int32)
    for place, target in enumerate(targets):
        if target >= 0 and scores[target] > -np.inf:
            own = scores[target]
            ranks[place] = np.count_nonzero(scores > own) + np.count_nonzero(scores[:target] == own)
    return ranks


def top_k(scores: Float64, k: int) -> Int32:
    """The k best items, int32, as a full stable sort by falling score would give them; never one at minus infinity.

    Only ties with the k-th score need the rule "lower index first".
    """
    k = min(k, len(scores))
    if k <= 0:
        return np.zeros(0, dtype=np.int32)
    border = _kth_largest(scores, k)
    above = np.flatnonzero(scores > border)
    chosen = np.sort(np.append(above, np.flatnonzero(scores == border)[: k - len(above)]))
    chosen = chosen[scores[chosen] > -np.inf]
    return chosen[np.argsort(-scores[chosen], kind="stable")].astype(np.int32)


def _kth_largest(scores: Float64, k: int) -> float:
    """The k-th largest of scores (n,), 1 <= k <= n.

    The k-th largest of at least k block maxima bounds it from below. Fewer than k scores above the bound: it is
    the bound. Otherwise only those few need a partition, which over all is ten times slower when most are equal.
    """
    width = max(1, len(scores) // max(256, k))
    bound = _partitioned(np.maximum.reduceat(scores, np.arange(0, len(scores), width)), k)
    above = scores[scores > bound]
    return bound if len(above) < k else _partitioned(above, k)


def _partitioned(values: Float64, k: int) -> float:
    return float(np.partition(values, len(values) - k)[len(values) - k])
