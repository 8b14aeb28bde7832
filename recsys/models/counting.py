"""What counting needs: weights of distances, how often items were chosen, the strongest cells of a matrix."""

from typing import Any

import numpy as np
from scipy import sparse

from recsys.types import Float64, Interactions


def falling(decay: float, window: int) -> Float64:
    """Weights (window,) of the distances 1, 2, ...: `decay^0, decay^1, ...`."""
    weights: Float64 = np.power(decay, np.arange(float(window)))
    return weights


def times_chosen(log: Interactions) -> Float64:
    """How often each item (n,) was chosen, at least once."""
    counts: Float64 = np.maximum(np.bincount(log.item, minlength=log.n_items), 1).astype(np.float64)
    return counts


def strongest(matrix: Any, limit: int) -> Any:
    """The `limit` largest cells of each row of a CSR matrix; ties go to the lower column."""
    lengths = np.diff(matrix.indptr)
    if len(lengths) == 0 or lengths.max(initial=0) <= limit:
        return matrix
    rows = np.repeat(np.arange(matrix.shape[0]), lengths)
    order = np.lexsort((matrix.indices, -matrix.data, rows))
    rank = np.arange(len(order)) - np.repeat(matrix.indptr[:-1], lengths)
    chosen = order[rank < limit]
    return sparse.csr_array((matrix.data[chosen], (rows[chosen], matrix.indices[chosen])), shape=matrix.shape)
