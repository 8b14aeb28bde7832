"""Loops of the session neighbours: find the sessions most like a history, and let them vote.

Sessions are numbered by the time of their last event, so the newest of an item are the end of its postings.
"""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

Array = NDArray[Any]

GRAIN = 2.0**-24
"""Similarities are compared in these steps, so that the order of a sum does not choose the neighbours."""


@njit(cache=True, nogil=True)
def matches(postings: tuple[Array, Array, Array], query: tuple[Array, Array], sample: int, below: int) -> Any:
    """Sessions that hold items of the query, and which of them: (session, similarity, anchor), (entry, slot).

    `postings` = (indptr, session, position) by item; `query` = (items, weights), newest first. Of each item the
    `sample` newest sessions numbered under `below` count. The anchor is the place of the newest entry a session holds.
    """
    (indptr, sessions, positions), (items, weights) = postings, query
    first, last = np.empty(len(items), dtype=np.int64), np.empty(len(items), dtype=np.int64)
    total = 0
    for e in range(len(items)):
        start, stop = indptr[items[e]], indptr[items[e] + 1]
        last[e] = start + np.searchsorted(sessions[start:stop], below)
        first[e] = max(start, last[e] - sample)
        total += last[e] - first[e]
    size = 16
    while size < 2 * total:
        size *= 2
    table = np.full(size, -1, dtype=np.int32)
    session, anchor = np.empty(total, dtype=np.int32), np.empty(total, dtype=np.int32)
    similarity = np.zeros(total)
    entry, slot = np.empty(total, dtype=np.int32), np.empty(total, dtype=np.int32)
    n, found = 0, 0
    for e in range(len(items)):
        for p in range(first[e], last[e]):
            key = (sessions[p] * 2654435761) & (size - 1)
            while table[key] >= 0 and session[table[key]] != sessions[p]:
                key = (key + 1) & (size - 1)
            if table[key] < 0:
                table[key] = n
                session[n], anchor[n] = sessions[p], positions[p]
                n += 1
            similarity[table[key]] += weights[e]
            entry[found], slot[found] = e, table[key]
            found += 1
    return session[:n], similarity[:n], anchor[:n], entry, slot


@njit(cache=True, nogil=True)
def nearest(session: Array, similarity: Array, most: int) -> Array:
    """(n,) bool: the `most` largest similarities; ties go to the newer session."""
    kept = np.ones(len(session), dtype=np.bool_)
    if len(session) <= most:
        return kept
    steps = np.rint(similarity / GRAIN)
    border = np.partition(steps, len(steps) - most)[len(steps) - most]
    kept[:] = steps > border
    tied = np.flatnonzero(steps == border)
    newest = np.sort(session[tied])[len(tied) - (most - kept.sum())]
    for s in tied:
        kept[s] = session[s] >= newest
    return kept


@njit(cache=True, nogil=True)
def vote(
    found: tuple[Array, Array, Array], sequences: tuple[Array, Array], reach: Array, closed: Array, out: Array
) -> None:
    """out[j] += value of every session * reach of j's place from its anchor, for all j but the `closed` (c,).

    `found` = (session, anchor, value); `sequences` = (starts, items); `reach` (2, w): weights of the distances
    0..w-1 after and before the anchor; beyond them nothing is added.
    """
    (session, anchor, value), (starts, items) = found, sequences
    for s in range(len(session)):
        if value[s] == 0.0:
            continue
        start, stop = starts[session[s]], starts[session[s] + 1]
        at = start + anchor[s]
        for p in range(max(start, at - reach.shape[1] + 1), min(stop, at + reach.shape[1])):
            weight = reach[0, p - at] if p >= at else reach[1, at - p]
            if weight > 0.0:
                out[items[p]] += value[s] * weight
    for item in closed:
        out[item] = 0.0
