"""Row arithmetic for splits: which rows are repeats, whose row is last, where the cut falls, which fold, which session.

Everything here takes interactions in (time, original row) order, as `Interactions` promises, and answers with row
numbers or codes; what a test case is made of is said in `recsys.evaluation.protocols`.
"""

import math
from dataclasses import dataclass

import numpy as np

from recsys.state.history import SESSION_GAP
from recsys.types import Bool, Int32, Int64, Interactions


@dataclass(frozen=True)
class Groups:
    """Positions grouped by a code. `order` (n,) int64, `starts` (n_groups + 1,) int64."""

    order: Int64
    starts: Int64

    def of(self, group: int) -> Int64:
        """Positions (m,) of one group, ascending."""
        return self.order[self.starts[group] : self.starts[group + 1]]

    def sizes(self) -> Int64:
        """Members (n_groups,) of each group."""
        return np.diff(self.starts)

    def __len__(self) -> int:
        return len(self.starts) - 1


def grouped(codes: Int32, n_groups: int) -> Groups:
    """Positions of `codes` (n,), each in [0, n_groups), grouped by code and ascending within a group."""
    order = np.argsort(codes, kind="stable").astype(np.int64)
    starts = np.searchsorted(codes[order], np.arange(n_groups + 1)).astype(np.int64)
    return Groups(order, starts)


def first_occurrences(log: Interactions) -> Int64:
    """Rows (m,) left when repeated (user, item) pairs collapse to the first one; ascending."""
    pair = log.user.astype(np.int64) * max(1, log.n_items) + log.item
    return np.sort(np.unique(pair, return_index=True)[1]).astype(np.int64)


def rows_of_frequent_users(log: Interactions, rows: Int64, min_events: int) -> Int64:
    """Those of `rows` whose user has at least `min_events` of them."""
    counts = np.bincount(log.user[rows], minlength=log.n_users)
    return rows[counts[log.user[rows]] >= min_events]


def after_cut(log: Interactions, share: float = 0.2) -> Bool:
    """Whether each row (n,) lies in the last `share` of the events.

    The cut is the (1 - share) quantile of the event times (their lower empirical quantile); every event at or
    after it is test, so events of the same second never fall on both sides.
    """
    if not len(log):
        return np.zeros(0, dtype=np.bool_)
    first = min(len(log) - 1, math.ceil((1 - share) * len(log)))
    return np.asarray(log.time >= log.time[first])


def folds_within_users(user: Int32, n_folds: int, rng: np.random.Generator) -> Int32:
    """A fold (n,) in [0, n_folds) for each row, as even as possible within each user.

    A user's rows are dealt in random order from a random first fold: without that, every user with fewer rows
    than folds would fill only the first ones.
    """
    shuffled = rng.permutation(len(user))
    groups = grouped(user[shuffled], int(user.max(initial=-1)) + 1)
    turn = np.arange(len(user)) - np.repeat(groups.starts[:-1], groups.sizes())
    first = np.repeat(rng.integers(n_folds, size=len(groups)), groups.sizes())
    fold = np.empty(len(user), dtype=np.int32)
    fold[shuffled[groups.order]] = (turn + first) % n_folds
    return fold


def session_codes(log: Interactions, gap: int = SESSION_GAP) -> Int32:
    """A session code (n,) for each row, 0, 1, ... in order of the sessions' first events.

    A named session is itself. Unnamed events of a user are one session, broken where times are seconds and `gap`
    of them pass without one.
    """
    named = np.full(len(log), -1, dtype=np.int32) if log.session is None else log.session
    order = np.lexsort((log.time, named, log.user)) if log.timed else np.lexsort((named, log.user))
    user, name, time = log.user[order], named[order], log.time[order]
    begins = np.ones(len(log), dtype=np.bool_)
    begins[1:] = (user[1:] != user[:-1]) | (name[1:] != name[:-1])
    if log.timed:
        begins[1:] |= (name[1:] < 0) & (np.diff(time) >= gap)
    codes = np.empty(len(log), dtype=np.int32)
    codes[order] = np.cumsum(begins) - 1
    return by_first_appearance(codes)


def by_first_appearance(codes: Int32) -> Int32:
    """The codes (n,) renumbered 0, 1, ... in order of their first appearance."""
    _, first, inverse = np.unique(codes, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int32)
    rank[np.argsort(first, kind="stable")] = np.arange(len(first), dtype=np.int32)
    return rank[inverse].astype(np.int32)
