"""Choices held out inside the training data: what the weights and the settings of the scorers are learned on.

What a list is for is the next new thing, so of each sampled person the last choice of something new is held out, with
all they did afterwards: a purchase right after the view of the same item would give it away. Where people come back to
what they had, their very last choices are asked for too, with everything as a candidate.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from recsys.context.types import told_of
from recsys.state.history import build_history, placed, unbroken
from recsys.types import Bool, History, Int64, Interactions, Moment


@dataclass(frozen=True, slots=True)
class HoldOut:
    """`cases` sampled people; every case is scored over the whole catalogue, so no more than `looked_at` items in
    all, but at least `needed` people. Above a share of `returns`, people come back."""

    cases: int = 2_000
    looked_at: int = 400_000_000
    needed: int = 300
    returns: float = 0.01


@dataclass(frozen=True, slots=True)
class Choice:
    """A held-out choice: what was known when it was made, the item, and whether seen items are candidates."""

    history: History
    moment: Moment
    item: int
    seen_return: bool = False


@dataclass(frozen=True)
class Slice:
    """A log without what is held out (`train`), and the rows asked for: `new` (m,), and `last` (m,) or none."""

    log: Interactions
    train: Interactions
    new: Int64
    last: Int64

    @property
    def seen_return(self) -> bool:
        """Whether people come back to what they had."""
        return len(self.last) > 0

    def choices(self) -> Iterator[Choice]:
        """All that is asked for: the new things among new things, then the last ones among all."""
        yield from _choices(self.train, self.log, self.new, False)
        before = np.setdiff1d(np.arange(len(self.log)), self.last) if len(self.last) else self.last
        yield from _choices(self.log.take(before), self.log, self.last, True)


def hold_out(log: Interactions, how: HoldOut, rng: np.random.Generator) -> Slice:
    """Hold out the last new choice of as many people as may be looked at, and all they did after it."""
    newest = _newest_new(log)
    people = np.flatnonzero(newest >= 0)
    most = min(how.cases, max(how.needed, how.looked_at // max(1, log.n_items)))
    chosen = np.sort(rng.permutation(people)[:most])
    from_here = np.full(log.n_users, len(log), dtype=np.int64)
    from_here[chosen] = newest[chosen]
    train = log.take(np.arange(len(log)) < from_here[log.user])
    last = np.full(log.n_users, -1, dtype=np.int64)
    last[log.user] = np.arange(len(log))
    return Slice(log, train, np.sort(newest[chosen]), _returning(log, np.sort(last[chosen]), how.returns))


def _first_times(log: Interactions) -> Bool:
    """Whether each row (n,) is the first of its person and item."""
    first = np.zeros(len(log), dtype=np.bool_)
    first[np.unique(log.user.astype(np.int64) * max(1, log.n_items) + log.item, return_index=True)[1]] = True
    return first


def _newest_new(log: Interactions) -> Int64:
    """Row (n_users,) of each person's last choice of something new, with something before it; -1 for none."""
    rows = np.flatnonzero(_first_times(log))
    newest = np.full(log.n_users, -1, dtype=np.int64)
    newest[log.user[rows]] = rows
    newest[np.bincount(log.user[rows], minlength=log.n_users) < 2] = -1
    return newest


def _returning(log: Interactions, last: Int64, returns: float) -> Int64:
    """The last rows, where more than the share `returns` of them are returns; else none."""
    often = len(last) > 0 and float(np.mean(~_first_times(log)[last])) > returns
    return last if often else last[:0]


def _choices(train: Interactions, log: Interactions, held: Int64, seen_return: bool) -> Iterator[Choice]:
    order = np.argsort(train.user, kind="stable")
    starts = np.searchsorted(train.user[order], np.arange(train.n_users + 1))
    for row in held.tolist():
        rows = order[starts[log.user[row]] : starts[log.user[row] + 1]]
        session = in_session(train, log, rows, row)
        history = build_history(train.item[rows], train.weight[rows].astype(np.float64), train.time[rows], session)
        history = placed(history, train.item[rows], tuple(column.take(rows) for column in train.context))
        moment = Moment(int(log.time[row]) if log.ordered else None, log.zone, told_of(log.context, row))
        yield Choice(history, moment, int(log.item[row]), seen_return)


def in_session(train: Interactions, log: Interactions, rows: Int64, held: int) -> Bool:
    """Whether each row lies in the held-out one's session, as `recsys.state.history.session_mask` will tell it."""
    same = np.zeros(len(rows), dtype=np.bool_)
    if train.session is not None and log.session is not None and log.session[held] >= 0:
        same |= train.session[rows] == log.session[held]
    if log.timed:
        same |= unbroken(train.time[rows], int(log.time[held]))
    return same
