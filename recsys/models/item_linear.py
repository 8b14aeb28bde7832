"""Item-linear models: each item predicted from the others by ridge regression.

Dense: EASE (Steck 2019, "Embarrassingly Shallow Autoencoders for Sparse Data"), `B = I - P / diag(P)`,
`P = (X'X + lambda I)^-1`, by Cholesky. Sparse: the same regression for each item on its nearest neighbours only.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numba import njit
from scipy import sparse
from scipy.linalg import lapack
from threadpoolctl import threadpool_limits

from recsys.models.linear import Arrays, DenseRows, ItemToItem, SparseRows, load_item_to_item
from recsys.models.rowwise import cells_a_row, together
from recsys.models.weighting import EVEN, Recency
from recsys.protocols import TrainingData
from recsys.types import Float32, Int32, Interactions

NAME = "item_linear"
COPIES = 4
"""Times the sparse fit holds the neighbour lists: counts, weights, their transpose, what is kept."""


@dataclass(frozen=True, slots=True)
class ItemLinearConfig:
    """`regularisation` is lambda; above `dense_limit` touched items each is solved on its `neighbours` nearest.

    Where the lists of a very large catalogue would not fit into memory they are shorter.
    """

    regularisation: float = 300.0
    recency: Recency = field(default_factory=Recency)
    dense_limit: int = 10_000
    neighbours: int = 100


def fit(data: TrainingData, config: ItemLinearConfig | None = None) -> ItemToItem:
    """Fit dense where memory and size allow, else sparse. Raises MemoryLimitError when neither fits."""
    config = config or ItemLinearConfig()
    log = data.interactions
    recency = config.recency if log.ordered else EVEN
    active = np.unique(log.item)
    if len(active) <= config.dense_limit and dense_bytes(len(active)) <= data.memory_limit:
        return ItemToItem(NAME, DenseRows.of(_dense(log, active, config, data), active, log.n_items), recency)
    return ItemToItem(NAME, SparseRows.of(_sparse(log, config, data)), recency)


def load(arrays: Arrays) -> ItemToItem:
    """Rebuild from arrays."""
    return load_item_to_item(NAME, arrays)


def dense_bytes(n_items: int) -> int:
    """Peak memory of the dense fit: the counts of all pairs, at worst with their places, and as a matrix (n, n)."""
    return 4 * 4 * n_items**2


def user_item(log: Interactions) -> "sparse.csr_array":
    """Binary user x item matrix (n_users, n_items) float32."""
    ones = np.ones(len(log), dtype=np.float32)
    matrix = sparse.csr_array((ones, (log.user, log.item)), shape=(log.n_users, log.n_items))
    matrix.sum_duplicates()
    matrix.data[:] = 1.0
    return matrix


def _dense(log: Interactions, active: Int32, config: ItemLinearConfig, data: TrainingData) -> Float32:
    """B (a, a) float32 with zero diagonal; column j predicts active item j, so row i is what item i adds."""
    if len(active) == 0:
        return np.zeros((0, 0), dtype=np.float32)
    x = sparse.csr_array(user_item(log)[:, active])
    data.progress(NAME, 0.05)
    gram: Float32 = (x.T @ x).toarray(order="F").astype(np.float32, copy=False)
    diagonal = np.arange(len(active))
    gram[diagonal, diagonal] += config.regularisation
    data.progress(NAME, 0.2)
    factor, failed = lapack.spotrf(gram, lower=0, overwrite_a=1)
    if failed:
        raise np.linalg.LinAlgError("X'X + lambda I is not positive definite; raise `regularisation`")
    data.progress(NAME, 0.6)
    inverse, _ = lapack.spotri(factor, lower=0, overwrite_c=1)
    inverse = np.triu(inverse)
    inverse += np.triu(inverse, 1).T
    scale = inverse[diagonal, diagonal].copy()
    inverse /= -scale[None, :]
    inverse[diagonal, diagonal] = 0.0
    data.progress(NAME, 1.0)
    return np.ascontiguousarray(inverse, dtype=np.float32)


def _sparse(log: Interactions, config: ItemLinearConfig, data: TrainingData) -> "sparse.csr_array":
    """B in CSR form: each column j solved on its `neighbours` nearest items by cosine."""
    x = user_item(log)
    counts = np.asarray(x.sum(axis=0)).ravel()
    nearest = 1.0 / np.sqrt(np.maximum(counts, 1.0))
    neighbours = cells_a_row(NAME, config.neighbours, COPIES * log.n_items, data.memory_limit)
    gram = together(x, nearest.astype(np.float64), neighbours, (NAME, data.progress))
    with threadpool_limits(1, "blas"):  # threads cost more than they gain on small systems
        weights = _solve(gram.indptr, gram.indices, gram.data, counts, config.regularisation)
    data.progress(NAME, 1.0)
    solved = sparse.csr_array((weights, gram.indices, gram.indptr), shape=gram.shape)
    return sparse.csr_array(solved.T)


@njit(cache=True)
def _solve(indptr: Any, indices: Any, data: Any, counts: Any, regularisation: float) -> Any:
    """For each item, ridge weights of its neighbours; counts the gram does not hold are taken as zero."""
    weights = np.zeros(len(data), dtype=np.float32)
    place = np.full(len(indptr) - 1, -1, dtype=np.int32)
    for item in range(len(indptr) - 1):
        start, stop = indptr[item], indptr[item + 1]
        m = stop - start
        if m == 0:
            continue
        near = indices[start:stop]
        place[near] = np.arange(m)
        system = np.zeros((m, m))
        for a in range(m):
            system[a, a] = counts[near[a]] + regularisation
            for p in range(indptr[near[a]], indptr[near[a] + 1]):
                b = place[indices[p]]
                if b >= 0:
                    system[a, b] = data[p]
                    system[b, a] = data[p]
        place[near] = -1
        weights[start:stop] = np.linalg.solve(system, data[start:stop].astype(np.float64)).astype(np.float32)
    return weights
