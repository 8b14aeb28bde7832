"""Item-item rows of low rank, shared by the factor models: what item i adds to item j is `left_i . right_j`.

A person is folded in linearly, `x = sum over entries of w_i A y_i` with A fixed at fit, so the score
`x . y_j = sum of w_i (A y_i) . y_j` is additive in the history: left = Y A', right = Y.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from scipy import sparse

from recsys.types import Float32, Float64, Int32, Interactions


@dataclass(frozen=True)
class FactorRows:
    """Vectors of the items as causes, `left` (n, f), and as candidates, `right` (n, f), float32."""

    left: Float32
    right: Float32

    def __len__(self) -> int:
        return len(self.right)

    def profile(self, rows: Int32, weights: Float64) -> Float64:
        """The person's vector (f,): weights @ left[rows]."""
        vector: Float64 = weights @ self.left[rows].astype(np.float64)
        return vector

    def add(self, rows: Int32, weights: Float64, out: Float64) -> None:
        """out += right @ profile; the n x n matrix is never made."""
        if len(rows):
            add_products(self.right, self.profile(rows, weights), out)

    def cells(self, rows: Int32, columns: Int32) -> Float64:
        """left[rows] @ right[columns].T (r, c) float64."""
        cells: Float64 = self.left[rows].astype(np.float64) @ self.right[columns].astype(np.float64).T
        return cells

    def arrays(self) -> Mapping[str, np.ndarray[Any, Any]]:
        """For an artefact."""
        return {"left": self.left, "right": self.right}


@njit(cache=True, nogil=True, fastmath={"reassoc", "contract"})
def add_products(matrix: Any, vector: Any, out: Any) -> None:
    """out += matrix @ vector without a float64 copy of the float32 matrix (n, f)."""
    for j in range(len(out)):
        total = 0.0
        for k in range(len(vector)):
            total += matrix[j, k] * vector[k]
        out[j] += total


def folded(items: Float32, fold_in: Float64) -> FactorRows:
    """Rows of item vectors Y (n, f) under a fold-in matrix A (f, f): a person is x = A sum of w_i y_i."""
    return FactorRows(np.ascontiguousarray(items @ fold_in.T.astype(np.float32)), np.ascontiguousarray(items))


def ridge_fold_in(items: Float32, ridge: float) -> Float64:
    """A = (Y'Y + ridge I)^-1 (f, f): one step of least squares with unit confidence everywhere (Hu et al. 2008)."""
    vectors = items.astype(np.float64)
    gram = vectors.T @ vectors + ridge * np.eye(vectors.shape[1])
    return np.asarray(np.linalg.inv(gram), dtype=np.float64)


def learned_fold_in(items: Float32, people: Float32, log: Interactions, ridge: float) -> Float64:
    """A (f, f) that best turns the sum of a person's item vectors into the vector the model gave them.

    Ridge regression of `people` (n_users, f) on the sums, people weighing alike; `ridge` is relative to the sums'
    mean square. For models whose people are not least squares over their items (BPR, WARP).
    """
    sums = preferences(log) @ items.astype(np.float64)
    active = np.bincount(log.user, minlength=log.n_users) > 0
    x, y = sums[active], people[active].astype(np.float64)
    gram = x.T @ x
    gram += ridge * max(float(np.trace(gram)) / len(gram), 1e-12) * np.eye(len(gram))
    solved: Float64 = np.linalg.solve(gram, x.T @ y).T
    return solved


def preferences(log: Interactions) -> Any:
    """The strongest act of each person on each item, CSR (n_users, n_items) float32."""
    cell = log.user.astype(np.int64) * max(log.n_items, 1) + log.item
    order = np.lexsort((-log.weight, cell))
    first = order[np.flatnonzero(np.diff(cell[order], prepend=-1))]
    chosen = (log.weight[first], (log.user[first], log.item[first]))
    return sparse.csr_matrix(chosen, shape=(log.n_users, log.n_items))
