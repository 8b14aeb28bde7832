"""Scores that entries of a history give to items through what they share: `sum over fields f and entries e of
weight(f) * curve(e) * cosine_f(e, item)`."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from recsys.models.attributes import FieldVectors
from recsys.models.kernels import Csr, add_through, field_products, through_at
from recsys.types import Float64, Int32, Int64


@dataclass(frozen=True)
class ByAttribute:
    """The attribute vectors of some fields, read from the items and from the attributes."""

    fields: tuple[FieldVectors, ...]

    def add(self, weights: Float64, entries: tuple[Int32, Float64], out: Float64) -> None:
        """Add the scores under weights (f,) to `out` (n,); entries: items (h,) of the history and their curve (h,)."""
        item, curve = entries
        add_through(*self._sides, self._widths, item, np.outer(weights, curve), out)

    def sums(self, weights: Float64, entries: tuple[Int32, Float64], items: Int32) -> Float64:
        """The same scores of `items` (m,) alone; those that came after the fit get nothing."""
        item, curve = entries
        fitted = np.where(items < len(self.fields[0].items), items, -1)
        found: Float64 = through_at(self._sides[0], self._widths, item, np.outer(weights, curve), fitted)
        return found

    def causes(self, weights: Float64, entries: tuple[Int32, Float64], items: Int32) -> tuple[Int32, Int32, Float64]:
        """The same scores of `items` (m,) by cause: its field's place and its entry (c,), contributions (c, m).

        Pairs that share nothing are left out; items that came after the fit get nothing.
        """
        item, curve = entries
        fitted = np.where(items < len(self.fields[0].items), items, -1)
        field, entry, cells = field_products(self._sides[0], self._widths, item, np.outer(weights, curve), fitted)
        return field, entry, cells

    @cached_property
    def _sides(self) -> tuple[tuple[Csr, ...], tuple[Csr, ...]]:
        return tuple(f.items.csr for f in self.fields), tuple(f.attributes.csr for f in self.fields)

    @cached_property
    def _widths(self) -> Int64:
        return np.array([len(f.names) for f in self.fields], dtype=np.int64)
