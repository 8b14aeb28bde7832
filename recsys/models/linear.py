"""What every item-to-item model shares: score = weights of the history entries times rows of a matrix."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from recsys.evidence import CauseBlock
from recsys.models.factors import FactorRows
from recsys.models.kernels import Csr, add_dense_rows, add_sparse_rows, dense_cells, sparse_cells
from recsys.models.weighting import Recency
from recsys.types import Float32, Float64, History, Int32, Int64, Moment

Arrays = Mapping[str, np.ndarray[Any, Any]]


@dataclass(frozen=True)
class DenseRows:
    """An item-item matrix (a, a) float32 over the `active` items (a,) of n; others add nothing and get nothing.

    Row i holds what active item i in a history adds to every active item. `place` (n,) int32 finds an item's row,
    -1 where it has none: half of a real catalogue is often untouched, and a quarter of the matrix is enough then.
    """

    matrix: Float32
    active: Int32
    place: Int32

    @classmethod
    def of(cls, matrix: Float32, active: Int32, n_items: int) -> "DenseRows":
        """From the matrix over the active items."""
        place = np.full(n_items, -1, dtype=np.int32)
        place[active] = np.arange(len(active), dtype=np.int32)
        return cls(matrix, active, place)

    def __len__(self) -> int:
        return len(self.place)

    def add(self, rows: Int32, weights: Float64, out: Float64) -> None:
        """out += weights @ matrix[rows]."""
        place = self.place[rows]
        if len(self.active) == len(out):
            add_dense_rows(self.matrix, place, weights, out)
            return
        active = np.zeros(len(self.active))
        add_dense_rows(self.matrix, place, weights, active)
        out[self.active] += active

    def cells(self, rows: Int32, columns: Int32) -> Float64:
        """matrix[rows][:, columns] (r, c) float64."""
        cells: Float64 = dense_cells(self.matrix, self.place[rows], self.place[columns])
        return cells

    def arrays(self) -> Arrays:
        """For an artefact."""
        return {"matrix": self.matrix, "active": self.active, "n_items": np.array([len(self.place)])}


@dataclass(frozen=True)
class SparseRows:
    """The same in CSR form: indptr (n + 1,) int64, indices (nnz,) int32 sorted within rows, data (nnz,) float32."""

    indptr: Int64
    indices: Int32
    data: Float32

    @classmethod
    def of(cls, matrix: "sparse.csr_array") -> "SparseRows":
        """From a scipy CSR array, whose cells may be kept as they are: not to be written to afterwards."""
        matrix.sort_indices()
        indices, data = matrix.indices.astype(np.int32, copy=False), matrix.data.astype(np.float32, copy=False)
        return cls(matrix.indptr.astype(np.int64), indices, data)

    def __len__(self) -> int:
        return len(self.indptr) - 1

    @property
    def csr(self) -> Csr:
        """The three arrays, as kernels take them."""
        return self.indptr, self.indices, self.data

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


Rows = DenseRows | SparseRows | FactorRows


def load_rows(arrays: Arrays) -> Rows:
    """Rebuild rows from `arrays()`."""
    if "matrix" in arrays:
        return DenseRows.of(arrays["matrix"], arrays["active"], int(arrays["n_items"][0]))
    if "left" in arrays:
        return FactorRows(arrays["left"], arrays["right"])
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

    @property
    def parts(self) -> tuple[str, ...]:
        """One weight for each decay of the history."""
        return self.recency.parts

    def add_scores(self, history: History, moment: Moment, weights: Float64, out: Float64) -> None:  # noqa: ARG002
        """Add the score of every item to `out` (n_items,) float64."""
        _, rows, curve = self.recency.known(history, weights, self.n_items)
        self.rows.add(rows, curve, out)

    def causes(self, history: History, moment: Moment, weights: Float64, items: Int32) -> CauseBlock:  # noqa: ARG002
        """Contributions (h', m) of the history entries with any weight to `items` (m,)."""
        entry, rows, curve = self.recency.known(history, weights, self.n_items)
        fitted = items < self.n_items
        if fitted.all():
            contributions = self.rows.cells(rows, items)
        else:
            contributions = np.zeros((len(entry), len(items)))
            contributions[:, fitted] = self.rows.cells(rows, items[fitted])
        contributions *= curve[:, None]
        return CauseBlock(self.name, ("item",) * len(entry), entry, contributions)

    def arrays(self) -> Arrays:
        """For an artefact."""
        return {"decays": np.array(self.recency.decays), **self.rows.arrays()}


def load_item_to_item(name: str, arrays: Arrays) -> ItemToItem:
    """Rebuild from `ItemToItem.arrays`."""
    return ItemToItem(name, load_rows(arrays), Recency(tuple(float(x) for x in arrays["decays"])))
