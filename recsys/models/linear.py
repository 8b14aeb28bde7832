"""What every item-to-item model shares: score = weights of the history entries times rows of a matrix."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from recsys.evidence import CauseBlock
from recsys.models.kernels import add_dense_rows, add_sparse_rows, dense_cells, sparse_cells
from recsys.models.weighting import Recency
from recsys.types import Float32, Float64, History, Int32, Int64, Moment

Arrays = Mapping[str, np.ndarray[Any, Any]]


@dataclass(frozen=True)
class DenseRows:
    """An item-item matrix (n, n) float32; row i holds what item i in a history adds to every item."""

    matrix: Float32

    def __len__(self) -> int:
        return len(self.matrix)

    def add(self, rows: Int32, weights: Float64, out: Float64) -> None:
        """out += weights @ matrix[rows]."""
        add_dense_rows(self.matrix, rows, weights, out)

    def cells(self, rows: Int32, columns: Int32) -> Float64:
        """matrix[rows][:, columns] (r, c) float64."""
        cells: Float64 = dense_cells(self.matrix, rows, columns)
        return cells

    def arrays(self) -> Arrays:
        """For an artefact."""
        return {"matrix": self.matrix}


@dataclass(frozen=True)
class SparseRows:
    """The same in CSR form: indptr (n + 1,) int64, indices (nnz,) int32 sorted within rows, data (nnz,) float32."""

    indptr: Int64
    indices: Int32
    data: Float32

    @classmethod
    def of(cls, matrix: "sparse.csr_array") -> "SparseRows":
        """From a scipy CSR array."""
        matrix.sort_indices()
        return cls(matrix.indptr.astype(np.int64), matrix.indices.astype(np.int32), matrix.data.astype(np.float32))

    def __len__(self) -> int:
        return len(self.indptr) - 1

    def add(self, rows: Int32, weights: Float64, out: Float64) -> None:
        """out += weights @ matrix[rows]."""
        add_sparse_rows(self.indptr, self.indices, self.data, rows, weights, out)

    def cells(self, rows: Int32, columns: Int32) -> Float64:
        """matrix[rows][:, columns] (r, c) float64."""
        cells: Float64 = sparse_cells(self.indptr, self.indices, self.data, rows, columns)
        return cells

    def arrays(self) -> Arrays:
        """For an artefact."""
        return {"indptr": self.indptr, "indices": self.indices, "data": self.data}


Rows = DenseRows | SparseRows


def load_rows(arrays: Arrays) -> Rows:
    """Rebuild rows from `arrays()`."""
    if "matrix" in arrays:
        return DenseRows(arrays["matrix"])
    return SparseRows(arrays["indptr"], arrays["indices"], arrays["data"])


@dataclass(frozen=True)
class ItemToItem:
    """A scorer linear in the history: every entry adds its row, weighted by recency. Each entry is a cause."""

    name: str
    rows: Rows
    recency: Recency

    @property
    def n_items(self) -> int:
        """Number of items it was fitted on."""
        return len(self.rows)

    def add_scores(self, history: History, moment: Moment, weight: float, out: Float64) -> None:  # noqa: ARG002
        """Add `weight` x the score of every item to `out` (n_items,) float64."""
        known = history.item < self.n_items
        self.rows.add(history.item[known], self.recency.of(history, weight)[known], out)

    def causes(self, history: History, moment: Moment, weight: float, items: Int32) -> CauseBlock:  # noqa: ARG002
        """Contributions (h', m) of the history entries with any weight to `items` (m,)."""
        weights = self.recency.of(history, weight)
        entry = np.flatnonzero((weights != 0.0) & (history.item < self.n_items)).astype(np.int32)
        contributions = np.zeros((len(entry), len(items)))
        fitted = np.flatnonzero(items < self.n_items)
        if len(entry) and len(fitted):
            cells = self.rows.cells(history.item[entry], items[fitted])
            contributions[:, fitted] = weights[entry, None] * cells
        return CauseBlock(self.name, ("item",) * len(entry), entry, contributions)

    def arrays(self) -> Arrays:
        """For an artefact."""
        return {"recency": self.recency.as_array(), **self.rows.arrays()}


def load_item_to_item(name: str, arrays: Arrays) -> ItemToItem:
    """Rebuild from `ItemToItem.arrays`."""
    return ItemToItem(name, load_rows(arrays), Recency(*(float(x) for x in arrays["recency"])))
