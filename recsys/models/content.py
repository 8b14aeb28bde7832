"""Content: items that share a creator, a series, a category or themes with what a person chose.

For each field f the attribute vectors are weighted by rarity, `idf(a) = log(1 + N / df(a))`, and normalised to
length 1 (cosine); the score is `sum over entries and fields of weight(field, age) * cosine`. Works for items
nobody has touched. Causes: one for each (field, history entry).
"""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from recsys.dataset.catalogue import Catalogue
from recsys.evidence import CauseBlock
from recsys.models.attributes import FIELDS, FieldVectors, fit_field, load_field, prefixed, unprefixed
from recsys.models.kernels import Csr, add_through, field_products, through_at
from recsys.models.linear import Arrays
from recsys.models.weighting import EVEN, Recency
from recsys.protocols import TrainingData
from recsys.types import Float64, History, Int32, Int64, Moment

NAME = "content"


@dataclass(frozen=True, slots=True)
class ContentConfig:
    """Attributes of more than `widest` of all items are dropped: they tell nothing apart."""

    widest: float = 0.5
    recency: Recency = field(default=Recency((0.7, 0.97)))


@dataclass(frozen=True)
class Content:
    """Item x attribute vectors of each of `FIELDS`, readable from either side."""

    fields: tuple[FieldVectors, ...]
    recency: Recency
    name: str = NAME
    essential: ClassVar[bool] = True

    @property
    def n_items(self) -> int:
        """Number of items it has vectors of."""
        return len(self.fields[0].items)

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """One weight for each field and decay of the history."""
        return tuple(f"{place} {part}" for place in FIELDS for part in self.recency.parts)

    def add_scores(self, history: History, moment: Moment, weights: Float64, out: Float64) -> None:  # noqa: ARG002
        """Add the score of every item: entries -> attribute profile -> items."""
        add_through(*self._sides, self._widths, history.item, self._curves(history, weights), out)

    def causes(self, history: History, moment: Moment, weights: Float64, items: Int32) -> CauseBlock:  # noqa: ARG002
        """Contributions of every (field, entry) to `items` (m,); pairs that share nothing are left out."""
        fitted = np.where(items < self.n_items, items, -1)
        curves = self._curves(history, weights)
        field, entry, cells = field_products(self._sides[0], self._widths, history.item, curves, fitted)
        return CauseBlock(self.name, tuple([FIELDS[f] for f in field.tolist()]), entry, cells)

    def sums(self, history: History, moment: Moment, weights: Float64, items: Int32) -> Float64:  # noqa: ARG002
        """Scores (m,) of `items` (m,) without their causes."""
        fitted = np.where(items < self.n_items, items, -1)
        found: Float64 = through_at(self._sides[0], self._widths, history.item, self._curves(history, weights), fitted)
        return found

    def _curves(self, history: History, weights: Float64) -> Float64:
        """Weights (f, h) of the entries in every field."""
        return np.stack([self.recency.of(history, own) for own in weights.reshape(len(FIELDS), -1)])

    @cached_property
    def _sides(self) -> tuple[tuple[Csr, ...], tuple[Csr, ...]]:
        """Of every field items x attributes, and the same from the attributes' side."""
        return tuple(f.items.csr for f in self.fields), tuple(f.attributes.csr for f in self.fields)

    @cached_property
    def _widths(self) -> Int64:
        """Numbers of attributes (f,)."""
        return np.array([len(f.names) for f in self.fields], dtype=np.int64)

    def extended(self, catalogue: Catalogue) -> "Content":
        """With vectors of the items that were appended to the catalogue; earlier items keep theirs."""
        later = catalogue.facts[self.n_items :]
        if not later:
            return self
        return replace(self, fields=tuple(f.extended(p, later) for f, p in zip(self.fields, FIELDS, strict=True)))

    def arrays(self) -> Arrays:
        """For an artefact."""
        out: dict[str, np.ndarray[Any, Any]] = {"decays": np.array(self.recency.decays)}
        for place, vectors in zip(FIELDS, self.fields, strict=True):
            out |= prefixed(place, vectors.arrays())
        return out


def fit(data: TrainingData, config: ContentConfig | None = None) -> Content:
    """Attribute vectors of the whole catalogue; interactions are not needed."""
    config = config or ContentConfig()
    fields = tuple(fit_field(data.catalogue.facts, place, config.widest) for place in FIELDS)
    data.progress(NAME, 1.0)
    return Content(fields, config.recency if data.interactions.ordered else EVEN)


def load(arrays: Arrays) -> Content:
    """Rebuild from arrays."""
    fields = tuple(load_field(unprefixed(place, arrays)) for place in FIELDS)
    return Content(fields, Recency(tuple(float(x) for x in arrays["decays"])))
