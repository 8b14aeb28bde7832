"""How much more often than by chance something is chosen in some circumstances, person by person.

N(i, c) counts the people's choices of i in circumstance c, each person's once; E(i, c) = sum over people of
n(u, i) n(u, c) / n(u) is what their own tastes and their own habits would give if the two had nothing to do with each
other: who is about at night does not make a night song. The lift is `log((N + a) / (E + a))`, a being the
Gamma-Poisson prior by moments (DuMouchel 1999): counts that scatter no more than chance does have no lift at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy import sparse

from recsys.models.attributes import FIELDS, incidence, packed, prefixed, unpacked, unprefixed
from recsys.models.linear import Arrays, SparseRows
from recsys.types import Float64, Int32, Int64, Interactions, ItemFacts

CLEAR = 3.0
"""Standard errors by which counts must scatter more than chance before they are believed."""

SMALLEST = 0.01
"""Log-lifts below this are zero: memory without meaning."""


@dataclass(frozen=True)
class FieldLifts:
    """Log-lifts (v, a) float64 of the attributes `names` (a,) of one field in each of v circumstances."""

    names: tuple[str, ...]
    lift: Float64

    def of_items(self, facts: Sequence[ItemFacts], place: Any) -> Any:
        """Log-lifts (v, m) CSR of items: the mean of their attributes'."""
        counts, names = incidence(facts, place, self.names)
        width = np.maximum(np.asarray(counts.sum(axis=1)).ravel(), 1.0)
        known = counts[:, : len(self.names)] if len(names) > len(self.names) else counts
        rows = sparse.diags_array(1.0 / width) @ known
        return sparse.csr_array(sparse.csr_array(self.lift) @ rows.T)


@dataclass(frozen=True)
class Lifts:
    """Log-lifts of n items in each of v circumstances: their own, `items` (v, n), and their attributes', (v, n)."""

    items: SparseRows
    attributes: SparseRows
    fields: tuple[FieldLifts, ...]
    n_items: int

    def __len__(self) -> int:
        return len(self.items)

    def add(self, value: int, weights: Float64, out: Float64) -> None:
        """Add the lifts in circumstance `value` to `out` (n,), the items' own and their attributes' weighted (2,)."""
        row = np.array([value], dtype=np.int32)
        self.items.add(row, weights[:1], out)
        self.attributes.add(row, weights[1:2], out)

    def cells(self, value: int, weights: Float64, items: Int32) -> Float64:
        """The same of some items (m,)."""
        cells = np.zeros(len(items))
        for rows, weight in zip((self.items, self.attributes), weights.tolist(), strict=True):
            if weight != 0.0:  # looking them up among a million costs more than the rest of a request's hour
                cells += weight * _cells(rows, value, items)
        return cells

    def extended(self, later: Sequence[ItemFacts]) -> "Lifts":
        """With items appended that nobody has chosen yet: their attributes speak for them."""
        before = sparse.csr_array(
            (self.attributes.data, self.attributes.indices, self.attributes.indptr), shape=(len(self), self.n_items)
        )
        rows = SparseRows.of(sparse.csr_array(sparse.hstack((before, _by_attributes(self.fields, later, len(self))))))
        return replace(self, attributes=rows, n_items=self.n_items + len(later))

    def arrays(self) -> Arrays:
        """For an artefact."""
        out = prefixed("items", self.items.arrays()) | prefixed("attributes", self.attributes.arrays())
        for place, field in zip(FIELDS, self.fields, strict=True):
            out |= {f"{place}_names": packed(field.names), f"{place}_lift": field.lift}
        return out | {"n_items": np.array([self.n_items])}


def fit_lifts(log: Interactions, code: Int32, n_values: int, facts: Sequence[ItemFacts]) -> Lifts:
    """Lifts in the circumstances `code` (n,) of the rows, -1 for unknown."""
    pairs = log.user.astype(np.int64) * max(1, log.n_items) + log.item
    chosen = [_distinct(np.unique(pairs[code == value]), log) for value in range(n_values)]
    fields = []
    for place in FIELDS:
        counts, names = incidence(facts, place, ())
        fields.append(FieldLifts(names, log_lifts([own @ counts for own in chosen]) if names else _none(n_values)))
    attributes = _by_attributes(fields, facts, n_values)
    return Lifts(_rows(log_lifts(chosen)), SparseRows.of(attributes), tuple(fields), log.n_items)


def _distinct(pairs: Int64, log: Interactions) -> Any:
    """Ones (people, items) CSR where the ascending pairs (user * n_items + item) are."""
    people, items = np.divmod(pairs, max(1, log.n_items))
    return sparse.csr_array((np.ones(len(pairs)), (people, items)), shape=(log.n_users, log.n_items))


def load_lifts(arrays: Arrays) -> Lifts:
    """Rebuild from `Lifts.arrays`."""
    items, attributes = (
        SparseRows(*(own[key] for key in ("indptr", "indices", "data")))
        for own in (unprefixed("items", arrays), unprefixed("attributes", arrays))
    )
    fields = tuple(FieldLifts(unpacked(arrays[f"{place}_names"]), arrays[f"{place}_lift"]) for place in FIELDS)
    return Lifts(items, attributes, fields, int(arrays["n_items"][0]))


def log_lifts(chosen: Sequence[Any]) -> Float64:
    """Log-lifts (v, m) from counts (people, m) CSR in each of v circumstances; 0 where chance explains them."""
    together = sparse.csr_array(sum(chosen[1:], start=chosen[0])) if chosen else None
    if together is None or together.nnz == 0:
        return np.zeros((len(chosen), 0 if together is None else together.shape[1]))
    total = np.asarray(together.sum(axis=1)).ravel()
    share = np.stack([np.asarray(own.sum(axis=1)).ravel() for own in chosen], axis=1) / np.maximum(total, 1.0)[:, None]
    found = np.stack([np.asarray(own.sum(axis=0)).ravel() for own in chosen])
    expected = np.asarray((together.T @ share).T)
    thinned = _thinned(together, total)
    variance = np.asarray((thinned.T @ (share * (1.0 - share))).T)
    excess = (found - expected) ** 2 - variance
    error = np.sqrt(float((variance + 2.0 * variance**2).sum()))
    if float(excess.sum()) <= CLEAR * error:
        return np.zeros_like(found)
    prior = float((expected**2).sum()) / float(excess.sum())
    lifts: Float64 = np.log((found + prior) / (expected + prior))
    return np.where(np.abs(lifts) < SMALLEST, 0.0, lifts)


def _thinned(together: Any, total: Float64) -> Any:
    """Each count c of a person of `total` choices as c (total - c) / (total - 1); the places are shared, not copied."""
    own = np.repeat(total, np.diff(together.indptr))
    values = (own - together.data) * together.data
    own -= 1.0
    values /= np.maximum(own, 1.0, out=own)
    return sparse.csr_array((values, together.indices, together.indptr), shape=together.shape)


def _by_attributes(fields: Sequence[FieldLifts], facts: Sequence[ItemFacts], n_values: int) -> Any:
    """Log-lifts (v, m) CSR of items by their attributes, all fields together."""
    total = sparse.csr_array((n_values, len(facts)))
    for place, field in zip(FIELDS, fields, strict=True):
        if field.lift.any():
            total = total + field.of_items(facts, place)
    return sparse.csr_array(total)


def _rows(lift: Float64) -> SparseRows:
    return SparseRows.of(sparse.csr_array(lift))


def _cells(rows: SparseRows, row: int, columns: Int32) -> Float64:
    """Cells (m,) of one row."""
    first, last = rows.indptr[row], rows.indptr[row + 1]
    held = rows.indices[first:last]
    if len(held) == 0:
        return np.zeros(len(columns))
    place = np.minimum(np.searchsorted(held, columns), len(held) - 1)
    cells: Float64 = np.where(held[place] == columns, rows.data[first:last][place].astype(np.float64), 0.0)
    return cells


def _none(n_values: int) -> Float64:
    return np.zeros((n_values, 0))
