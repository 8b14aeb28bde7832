"""How far the circumstances of earlier choices agree with those of now, and what that says of choosing again.

Of the columns known on both sides none, some or all may agree; of several earlier choices of an item the closest
counts. Where a choice of the log returned to an item, each degree is expected as often as it stands among the person's
items; `log((found + a) / (expected + a))` is what it says. It may be below zero: what was had in this very company
is perhaps not had in it again.
"""

from collections.abc import Sequence

import numpy as np

from recsys.context.types import ContextColumn, Told, told_of
from recsys.types import LONGEST, Float64, History, Int32, Int64, Interactions

DEGREES = ("unknown", "none", "some", "all")
"""Degrees of agreement, the closest last."""

CASES = 5_000
"""Returns looked at, evenly spread over the log."""

PRIOR = 10.0
"""Cases by which a degree is held to its expectation."""


def degrees(columns: Sequence[ContextColumn], told: Told) -> Int32:
    """(r,) degree in which each row agrees with what is told now."""
    now = dict(told)
    compared = [
        (c.code, c.values.index(now[c.name]) if now[c.name] in c.values else -2) for c in columns if c.name in now
    ]
    known = sum((code >= 0).astype(np.int32) for code, _ in compared)
    agreeing = sum((code == own).astype(np.int32) for code, own in compared)
    found: Int32 = np.where(agreeing == 0, 1, np.where(agreeing < known, 2, 3)).astype(np.int32)
    return np.where(np.asarray(known) == 0, 0, found).astype(np.int32)


def closest(history: History, told: Told) -> Int32:
    """(h,) degree of each entry's closest row."""
    out = np.zeros(len(history), dtype=np.int32)
    np.maximum.at(out, history.entry_of, degrees(history.context, told))
    return out


def return_lifts(log: Interactions) -> Float64:
    """Log-lift (4,) of choosing an item again by the degree of agreement; zeros where nobody does."""
    found, expected = np.zeros(len(DEGREES)), np.zeros(len(DEGREES))
    order = np.argsort(log.user, kind="stable").astype(np.int64)
    starts = np.searchsorted(log.user[order], np.arange(log.n_users + 1))
    for row in _returns(log):
        own = order[starts[log.user[row]] : starts[log.user[row] + 1]]
        past = (own[own < row] if log.ordered else own[own != row])[-LONGEST:]
        items, entry = np.unique(log.item[past], return_inverse=True)
        degree = np.zeros(len(items), dtype=np.int32)
        np.maximum.at(degree, entry, degrees([c.take(past) for c in log.context], told_of(log.context, int(row))))
        same = np.flatnonzero(items == log.item[row])
        if len(same):
            found[degree[same[0]]] += 1.0
            expected += np.bincount(degree, minlength=len(DEGREES)) / len(items)
    lifts: Float64 = np.log((found + PRIOR) / (expected + PRIOR))
    return lifts


def _returns(log: Interactions) -> Int64:
    """Rows whose circumstances are known and whose person has the item elsewhere, at most `CASES`."""
    known = np.zeros(len(log), dtype=np.bool_)
    for column in log.context:
        known |= column.code >= 0
    pair = log.user.astype(np.int64) * max(1, log.n_items) + log.item
    _, first, place, often = np.unique(pair, return_index=True, return_inverse=True, return_counts=True)
    again = often[place] > 1
    if log.ordered:
        again[first] = False
    rows = np.flatnonzero(known & again).astype(np.int64)
    return rows[:: max(1, -(-len(rows) // CASES))]
