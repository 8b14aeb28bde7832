"""The attributes items can share, and unit vectors over them, rare attributes weighing more.

`idf(a) = log(1 + N / df(a))`; an item's vector in a field is the idf of its attributes, normalised to length 1.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from recsys.evidence import AttributeField
from recsys.models.linear import Arrays, SparseRows
from recsys.safety.sensitive import is_sensitive, kept
from recsys.types import Float64, ItemFacts

FIELDS: tuple[AttributeField, ...] = ("creator", "series", "category", "tag")


def attributes_of(facts: ItemFacts, place: AttributeField) -> tuple[str, ...]:
    """The distinct values an item has in a field, in the order given; sensitive themes are no attributes."""
    if place == "tag":
        return kept(dict.fromkeys(facts.tags))
    value: str = getattr(facts, place)
    return () if not value or (place == "category" and is_sensitive(value)) else (value,)


@dataclass(frozen=True)
class FieldVectors:
    """One field: items x attributes (n, a) and its transpose, the attributes' names and idf (a,)."""

    items: SparseRows
    attributes: SparseRows
    names: tuple[str, ...]
    idf: Float64

    def extended(self, place: AttributeField, later: Sequence[ItemFacts]) -> "FieldVectors":
        """With later items appended: known attributes keep their idf, new ones get theirs among all items."""
        counts, names = incidence(later, place, self.names)
        new = np.asarray(counts[:, len(self.names) :].sum(axis=0)).ravel()
        idf = np.concatenate((self.idf, np.log1p((len(self.items) + len(later)) / np.maximum(new, 1.0))))
        before = sparse.csr_array(
            (self.items.data, self.items.indices, self.items.indptr), shape=(len(self.items), len(names))
        )
        return field_vectors(sparse.vstack((before, unit_rows(counts, idf)), format="csr"), names, idf)

    def arrays(self) -> Arrays:
        """For an artefact."""
        sides = {"items": self.items, "attributes": self.attributes}
        out = {f"{side}_{key}": value for side, rows in sides.items() for key, value in rows.arrays().items()}
        return out | {"names": packed(self.names), "idf": self.idf}


def fit_field(facts: Sequence[ItemFacts], place: AttributeField, widest: float) -> FieldVectors:
    """Vectors of all items; attributes of more than the share `widest` of them weigh nothing."""
    counts, names = incidence(facts, place, ())
    n, frequency = len(facts), np.asarray(counts.sum(axis=0)).ravel()
    idf = np.where(frequency <= max(widest * n, 2.0), np.log1p(n / np.maximum(frequency, 1.0)), 0.0)
    return field_vectors(unit_rows(counts, idf), names, idf)


def load_field(arrays: Arrays) -> FieldVectors:
    """Rebuild from `FieldVectors.arrays`."""
    items, attributes = (
        SparseRows(*(arrays[f"{side}_{key}"] for key in ("indptr", "indices", "data")))
        for side in ("items", "attributes")
    )
    return FieldVectors(items, attributes, unpacked(arrays["names"]), arrays["idf"])


def incidence(facts: Sequence[ItemFacts], place: AttributeField, known: tuple[str, ...]) -> tuple[Any, tuple[str, ...]]:
    """Which item (m,) has which attribute, CSR of ones (m, a), and the names (a,): the known ones, then new ones."""
    codes = {name: code for code, name in enumerate(known)}
    rows, columns = [], []
    for row, own in enumerate(facts):
        for value in attributes_of(own, place):
            rows.append(row)
            columns.append(codes.setdefault(value, len(codes)))
    ones = np.ones(len(rows))
    return sparse.csr_array((ones, (rows, columns)), shape=(len(facts), len(codes))), tuple(codes)


def unit_rows(counts: Any, idf: Float64) -> Any:
    """counts (m, a) weighted by idf, each row of length 1 or empty, CSR."""
    weighted = sparse.csr_array(counts @ sparse.diags_array(idf))
    norm = np.sqrt(np.asarray((weighted * weighted).sum(axis=1)).ravel())
    unit = sparse.csr_array(sparse.diags_array(1.0 / np.maximum(norm, 1e-12)) @ weighted)
    unit.eliminate_zeros()
    return unit


def field_vectors(unit: Any, names: tuple[str, ...], idf: Float64) -> FieldVectors:
    """From the items' vectors (n, a) in CSR."""
    return FieldVectors(SparseRows.of(unit), SparseRows.of(sparse.csr_array(unit.T)), names, idf)


def packed(names: Sequence[str]) -> "np.ndarray[Any, Any]":
    """Texts as one uint8 array: an artefact holds arrays only, and never a pickle."""
    return np.frombuffer(json.dumps(list(names), ensure_ascii=False).encode(), dtype=np.uint8)


def unpacked(array: "np.ndarray[Any, Any]") -> tuple[str, ...]:
    """The texts of `packed`."""
    return tuple(json.loads(array.tobytes()))


def prefixed(prefix: str, arrays: Mapping[str, Any]) -> dict[str, Any]:
    """The arrays of a part of a model, named after the part."""
    return {f"{prefix}_{key}": value for key, value in arrays.items()}


def unprefixed(prefix: str, arrays: Mapping[str, Any]) -> dict[str, Any]:
    """The arrays that `prefixed` named."""
    start = f"{prefix}_"
    return {key.removeprefix(start): value for key, value in arrays.items() if key.startswith(start)}
