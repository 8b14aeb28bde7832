"""Deterministic order: higher score first, then the item that is earlier in the catalogue."""

import numpy as np

from recsys.types import Float64, Int32


def best_first(scores: Float64, items: Int32, k: int) -> Int32:
    """The k best of `items` (m,) by `scores` (n,), ties by lower index; equal to a full stable sort."""
    values = scores[items]
    if k < len(items):
        kth = np.partition(values, len(values) - k)[len(values) - k]
        above = np.flatnonzero(values > kth)
        tied = np.flatnonzero(values == kth)[: k - len(above)]
        chosen = np.sort(np.concatenate((above, tied)))
        items, values = items[chosen], values[chosen]
    best: Int32 = items[np.argsort(-values, kind="stable")]
    return best
