"""Content: items that share a creator, a series, a category or themes with what a person chose.

For each field f the attribute vectors are weighted by rarity, `idf(a) = log(1 + N / df(a))`, and normalised to
length 1 (cosine); the score is `sum over entries and fields of weight(field, age) * cosine`. Works for items
nobody has touched. Causes: one for each (field, history entry).
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy import sparse

from recsys.dataset.catalogue import Catalogue
from recsys.evidence import AttributeField, CauseBlock
from recsys.models.kernels import add_sparse_rows, sparse_products
from recsys.models.linear import Arrays, SparseRows
from recsys.models.weighting import EVEN, Recency
from recsys.protocols import TrainingData
from recsys.types import Float64, History, Int32, ItemFacts, Moment

NAME = "content"
FIELDS: tuple[AttributeField, ...] = ("creator", "series", "category", "tag")


@dataclass(frozen=True, slots=True)
class ContentConfig:
    """Attributes of more than `widest` of all items are dropped: they tell nothing apart."""

    widest: float = 0.5
    recency: Recency = field(default=Recency((0.7, 0.97)))


@dataclass(frozen=True)
class Content:
    """Item x attribute weights of each field, CSR, and their transposes, for sums over either side."""

    items: tuple[SparseRows, ...]
    attributes: tuple[SparseRows, ...]
    recency: Recency
    name: str = NAME

    @property
    def n_items(self) -> int:
        """Number of items it was fitted on."""
        return len(self.items[0])

    @property
    def parts(self) -> tuple[str, ...]:
        """One weight for each field and decay of the history."""
        return tuple(f"{place} {part}" for place in FIELDS for part in self.recency.parts)

    def _curves(self, history: History, weights: Float64) -> list[Float64]:
        """Weights (h,) of the entries, field by field."""
        return [self.recency.of(history, part) for part in weights.reshape(len(FIELDS), -1)]

    def add_scores(self, history: History, moment: Moment, weights: Float64, out: Float64) -> None:  # noqa: ARG002
        """Add the score of every item: entries -> attribute profile -> items."""
        known = history.item < self.n_items
        entries = history.item[known]
        for place, curve in enumerate(self._curves(history, weights)):
            profile = np.zeros(len(self.attributes[place]))
            self.items[place].add(entries, curve[known], profile)
            held = np.flatnonzero(profile).astype(np.int32)
            by_attribute = self.attributes[place]
            add_sparse_rows(by_attribute.indptr, by_attribute.indices, by_attribute.data, held, profile[held], out)

    def causes(self, history: History, moment: Moment, weights: Float64, items: Int32) -> CauseBlock:  # noqa: ARG002
        """Contributions of every (field, entry) to `items` (m,); pairs that share nothing are left out."""
        fitted = np.flatnonzero(items < self.n_items)
        names: list[str] = []
        blocks, entries = [np.zeros((0, len(items)))], [np.zeros(0, dtype=np.int32)]
        for place, curve in enumerate(self._curves(history, weights)):
            entry = np.flatnonzero((curve != 0.0) & (history.item < self.n_items)).astype(np.int32)
            cells = self._cosines(place, history.item[entry], items[fitted])
            shared = np.flatnonzero(cells.any(axis=1))
            block = np.zeros((len(shared), len(items)))
            block[:, fitted] = curve[entry[shared], None] * cells[shared]
            blocks.append(block)
            entries.append(entry[shared])
            names += [FIELDS[place]] * len(shared)
        return CauseBlock(self.name, tuple(names), np.concatenate(entries), np.vstack(blocks))

    def _cosines(self, place: int, left: Int32, right: Int32) -> Float64:
        """Cosine (l, r) of two sets of items in one field."""
        vectors = self.items[place]
        width = len(self.attributes[place])
        cosines: Float64 = sparse_products(vectors.indptr, vectors.indices, vectors.data, (left, right), width)
        return cosines

    def arrays(self) -> Arrays:
        """For an artefact."""
        out: dict[str, np.ndarray[Any, Any]] = {"decays": np.array(self.recency.decays)}
        for side, rows in (("items", self.items), ("attributes", self.attributes)):
            for place, matrix in enumerate(rows):
                out |= {f"{side}{place}_{key}": value for key, value in matrix.arrays().items()}
        return out


def attributes_of(facts: ItemFacts, place: AttributeField) -> tuple[str, ...]:
    """The values an item has in a field."""
    if place == "tag":
        return facts.tags
    value: str = getattr(facts, place)
    return (value,) if value else ()


def fit(data: TrainingData, config: ContentConfig | None = None) -> Content:
    """Attribute vectors of the whole catalogue; interactions are not needed."""
    config = config or ContentConfig()
    matrices = [_vectors(data.catalogue, place, config.widest) for place in FIELDS]
    data.progress(NAME, 1.0)
    return Content(
        tuple(SparseRows.of(m) for m in matrices),
        tuple(SparseRows.of(sparse.csr_array(m.T)) for m in matrices),
        config.recency if data.interactions.ordered else EVEN,
    )


def load(arrays: Arrays) -> Content:
    """Rebuild from arrays."""

    def rows(side: str) -> tuple[SparseRows, ...]:
        keys = ("indptr", "indices", "data")
        return tuple(SparseRows(*(arrays[f"{side}{place}_{key}"] for key in keys)) for place in range(len(FIELDS)))

    return Content(rows("items"), rows("attributes"), Recency(tuple(float(x) for x in arrays["decays"])))


def _vectors(catalogue: Catalogue, place: AttributeField, widest: float) -> Any:
    """Unit vectors (n_items, n_attributes) in CSR, rare attributes weighing more."""
    codes: dict[str, int] = {}
    rows, columns = [], []
    for row, facts in enumerate(catalogue.facts):
        for value in dict.fromkeys(attributes_of(facts, place)):
            rows.append(row)
            columns.append(codes.setdefault(value, len(codes)))
    n = len(catalogue)
    ones = np.ones(len(rows))
    matrix = sparse.csr_array((ones, (rows, columns)), shape=(n, len(codes)))
    frequency = np.asarray(matrix.sum(axis=0)).ravel()
    idf = np.where(frequency <= max(widest * n, 2.0), np.log1p(n / np.maximum(frequency, 1.0)), 0.0)
    matrix = matrix @ sparse.diags_array(idf)
    norm = np.sqrt(np.asarray((matrix * matrix).sum(axis=1)).ravel())
    unit = sparse.csr_array(sparse.diags_array(1.0 / np.maximum(norm, 1e-12)) @ matrix)
    unit.eliminate_zeros()
    return unit
