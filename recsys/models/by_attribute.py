"""Scores that entries of a history give to items through what they share: `sum over fields f and entries e of
weight(f) * curve(e) * cosine_f(e, item)`."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import sparse

from recsys.models.attributes import FieldVectors
from recsys.models.linear import SparseRows
from recsys.types import Float64, Int32


def add_by_attribute(
    fields: Sequence[FieldVectors], weights: Float64, entries: tuple[Int32, Float64], out: Float64
) -> None:
    """Add the scores to `out` (n,); `entries` are the items (h,) of the history and their curve (h,)."""
    for field, weight in zip(fields, weights, strict=True):
        _, rows, curve = _counting(entries, len(field.items))
        if weight and len(rows):
            profile = np.zeros(len(field.names))
            field.items.add(rows, weight * curve, profile)
            held = np.flatnonzero(profile).astype(np.int32)
            field.attributes.add(held, profile[held], out)


def causes_by_attribute(
    fields: Sequence[FieldVectors], weights: Float64, entries: tuple[Int32, Float64], items: Int32
) -> tuple[list[int], Int32, Float64]:
    """The same scores of `items` (m,) by cause: its field's place and entry (c,), contributions (c, m).

    Pairs that share nothing are left out; items that came after the fit get nothing.
    """
    of_field: list[int] = []
    of_entry, blocks = [np.zeros(0, dtype=np.int32)], [np.zeros((0, len(items)))]
    for place, (field, weight) in enumerate(zip(fields, weights, strict=True)):
        entry, rows, curve = _counting(entries, len(field.items))
        fitted = np.flatnonzero(items < len(field.items))
        if weight and len(rows) and len(fitted):
            cosines = (_rows(field, rows) @ _rows(field, items[fitted]).T).toarray()
            shared = np.flatnonzero(cosines.any(axis=1))
            block = np.zeros((len(shared), len(items)))
            block[:, fitted] = weight * curve[shared, None] * cosines[shared]
            of_field += [place] * len(shared)
            of_entry.append(entry[shared])
            blocks.append(block)
    return of_field, np.concatenate(of_entry), np.vstack(blocks)


def _counting(entries: tuple[Int32, Float64], n_items: int) -> tuple[Int32, Int32, Float64]:
    """Places, items and curve of the entries that add anything."""
    item, curve = entries
    place = np.flatnonzero((curve != 0.0) & (item < n_items)).astype(np.int32)
    return place, item[place], curve[place]


def _rows(field: FieldVectors, rows: Int32) -> Any:
    """The vectors (r, a) of some items, CSR float64."""
    own: SparseRows = field.items
    lengths = np.diff(own.indptr)[rows]
    starts = np.concatenate(([0], np.cumsum(lengths)))
    places = np.repeat(own.indptr[rows] - starts[:-1], lengths) + np.arange(starts[-1])
    shape = (len(rows), len(field.names))
    return sparse.csr_array((own.data[places].astype(np.float64), own.indices[places], starts), shape=shape)
