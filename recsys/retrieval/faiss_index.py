"""The largest inner products with item vectors, by faiss: all compared in small catalogues, some cells in large ones.

It only names candidates: what is found is scored exactly afterwards, so 8-bit vectors cost a candidate, never a score.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from recsys.types import Bool, Float32, Float64, Int32


@dataclass(frozen=True, slots=True)
class IndexConfig:
    """Up to `exact_below` vectors all are compared; above, n vectors lie in `cells_a_root` * sqrt(n) cells.

    A search reads `probed` cells, more when a filter leaves few items; `sample` vectors a cell train the cells.
    """

    exact_below: int = 100_000
    cells_a_root: float = 2.0
    probed: int = 96
    sample: int = 40
    seed: int = 0


@dataclass(frozen=True)
class FaissIndex:
    """An index over the vectors (n, f) it was built on; `cells` is 0 where all are compared."""

    index: Any
    n_items: int
    cells: int
    probed: int

    def best(self, query: Float64, allowed: Bool, k: int) -> Int32:
        """Up to k of the `allowed` (n,) items with the largest inner product with `query` (f,), largest first."""
        open_ = allowed[: self.n_items]
        n_open = int(np.count_nonzero(open_))
        if k < 1 or n_open == 0:
            return np.zeros(0, dtype=np.int32)
        import faiss  # noqa: PLC0415  (heavy, and only large catalogues need it)

        bits = np.packbits(open_, bitorder="little")  # the selector borrows them: they must outlive the search
        selector = faiss.IDSelectorBitmap(self.n_items, faiss.swig_ptr(bits))
        # a filter that leaves a tenth of the items leaves a tenth of each cell: read ten times the cells
        probed = min(self.cells, self.probed * self.n_items // n_open)
        how = _parameters(selector, probed)
        _, found = self.index.search(query.astype(np.float32)[None, :], min(k, n_open), params=how)
        best: Int32 = found[0][found[0] >= 0].astype(np.int32)
        return best


def _parameters(selector: Any, probed: int) -> Any:
    """A search among the selected items; `probed` is 0 for an index without cells."""
    import faiss  # noqa: PLC0415

    # faiss's own stubs do not know the keywords its Python wrapper adds
    kind: Any = faiss.SearchParametersIVF if probed else faiss.SearchParameters
    return kind(sel=selector, nprobe=probed) if probed else kind(sel=selector)


def build(vectors: Float32, config: IndexConfig | None = None) -> FaissIndex:
    """Index the vectors (n, f); the same seed gives the same index."""
    import faiss  # noqa: PLC0415

    config = config or IndexConfig()
    n, width = vectors.shape
    cells = 0 if n <= config.exact_below else max(1, int(config.cells_a_root * np.sqrt(n)))
    index = faiss.IndexFlatIP(width) if cells == 0 else _trained(vectors, cells, config)
    index.add(np.ascontiguousarray(vectors, dtype=np.float32))
    return FaissIndex(index, n, cells, config.probed)


def _trained(vectors: Float32, cells: int, config: IndexConfig) -> Any:
    """An empty index of inverted lists (cells) of 8-bit vectors, its cells learned on a sample."""
    import faiss  # noqa: PLC0415

    n, width = vectors.shape
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(width), width, cells, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
    )
    index.cp.seed = config.seed + 1
    index.cp.niter = 10
    index.cp.min_points_per_centroid = 1
    # the cells' centres on a sphere: else the longest vectors, the popular items, fall into a few huge cells
    index.cp.spherical = True
    sample = np.random.default_rng(config.seed).choice(n, min(n, cells * config.sample), replace=False)
    index.train(np.ascontiguousarray(vectors[np.sort(sample)], dtype=np.float32))
    return index
