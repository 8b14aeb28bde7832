"""Choices held out inside the training data: what the weights and the settings of the scorers are learned on.

What a list is for is the next new thing, so of each sampled person the last choice of something new is held out, with
all they did afterwards: a purchase right after the view of the same item would give it away. Where people come back to
what they had, the very last choices of others are asked for too, with everything as a candidate. Others, as what is
cut off for one question hints at the other's answer; only where people are few everybody is asked both. And any others,
whether they ever chose something new or not: who only ever opened the same thing again teaches how often that happens.
A session is served by a fit that has not seen it: where sessions are marked, the whole one of the choice is held back,
if there are plenty.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from recsys.context.types import told_of
from recsys.state.history import build_history, placed, unbroken
from recsys.types import Bool, History, Int64, Interactions, Moment

LAST = 0.75
"""Share of last choices among all asked for, where people come back: they are of new things too, and tell all."""

BEGUN = 0.2
"""Share of all rows that sessions begun may have and still be held back; of fewer rows a fit would be another one."""


@dataclass(frozen=True, slots=True)
class HoldOut:
    """`cases` sampled people, twice as many where they come back: where the share of returns is above `returns`.

    Every case is scored over the whole catalogue, so no more than `looked_at` items, but at least `needed` people;
    fewer than twice as many are few.
    """

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
    """A log, what a fit may see of it (`train`), and the rows asked for: `new` (m,), and `last` (m,) or none."""

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
        yield from _choices(self.log, self.new, False)
        yield from _choices(self.log, self.last, True)


def hold_out(log: Interactions, how: HoldOut, rng: np.random.Generator) -> Slice:
    """Hold out a choice each of as many people as may be looked at, and all they did after it."""
    first, last = _first_times(log), _last(log)
    most = min(how.cases, max(how.needed, how.looked_at // max(1, log.n_items)))
    people = rng.permutation(np.flatnonzero(last >= 0))
    few = len(people) < 2 * how.needed
    asked = people[:most] if few else people[: int(LAST * min(2 * most, len(people)))]
    returning = _returning(last[asked], first, how.returns)
    if len(returning) and not few:
        people, most = people[len(returning) :], 2 * most - len(returning)
    newest = _newest_new(log, first)[people]
    new = np.sort(newest[newest >= 0][:most])
    return Slice(log, log.take(_shown(log, np.concatenate((new, returning)))), new, returning)


def _returning(last: Int64, first: Bool, returns: float) -> Int64:
    """The last rows in their order, where more than the share `returns` of them are returns; else none."""
    often = len(last) > 0 and float(np.mean(~first[last])) > returns
    return np.sort(last) if often else last[:0]


def _shown(log: Interactions, held: Int64) -> Bool:
    """Whether a fit may see each row (n,): what its person did before the held row, in other sessions than its own."""
    from_here = np.full(log.n_users, len(log), dtype=np.int64)
    np.minimum.at(from_here, log.user[held], held)
    shown: Bool = np.arange(len(log)) < from_here[log.user]
    if log.session is not None and len(log):
        own = np.full(log.n_users, -1, dtype=np.int64)
        own[log.user[held]] = log.session[from_here[log.user[held]]]
        begun = shown & (log.session >= 0) & (log.session == own[log.user])
        if begun.mean() <= BEGUN:
            shown &= ~begun
    return shown


def _last(log: Interactions) -> Int64:
    """Row (n_users,) of each person's last choice, with something before it; -1 for none."""
    last = np.full(log.n_users, -1, dtype=np.int64)
    last[log.user] = np.arange(len(log))
    last[np.bincount(log.user, minlength=log.n_users) < 2] = -1
    return last


def _first_times(log: Interactions) -> Bool:
    """Whether each row (n,) is the first of its person and item."""
    first = np.zeros(len(log), dtype=np.bool_)
    first[np.unique(log.user.astype(np.int64) * max(1, log.n_items) + log.item, return_index=True)[1]] = True
    return first


def _newest_new(log: Interactions, first: Bool) -> Int64:
    """Row (n_users,) of each person's last choice of something new, with something before it; -1 for none."""
    rows = np.flatnonzero(first)
    newest = np.full(log.n_users, -1, dtype=np.int64)
    newest[log.user[rows]] = rows
    newest[np.bincount(log.user[rows], minlength=log.n_users) < 2] = -1
    return newest


def _choices(log: Interactions, held: Int64, seen_return: bool) -> Iterator[Choice]:
    order = np.argsort(log.user, kind="stable")
    starts = np.searchsorted(log.user[order], np.arange(log.n_users + 1))
    for row in held.tolist():
        rows = order[starts[log.user[row]] : starts[log.user[row] + 1]]
        rows = rows[rows < row]
        session = in_session(log, rows, row)
        history = build_history(log.item[rows], log.weight[rows].astype(np.float64), log.time[rows], session)
        history = placed(history, log.item[rows], tuple(column.take(rows) for column in log.context))
        moment = Moment(int(log.time[row]) if log.ordered else None, log.zone, told_of(log.context, row))
        yield Choice(history, moment, int(log.item[row]), seen_return)


def in_session(log: Interactions, rows: Int64, held: int) -> Bool:
    """Whether each row lies in the held-out one's session, as `recsys.state.history.session_mask` will tell it."""
    same = np.zeros(len(rows), dtype=np.bool_)
    if log.session is not None and log.session[held] >= 0:
        same |= log.session[rows] == log.session[held]
    if log.timed:
        same |= unbroken(log.time[rows], int(log.time[held]))
    return same
