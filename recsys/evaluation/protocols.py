"""The protocols: what is trained on, and which cases are asked of every model.

All rank the full catalogue and every event is a positive unless said. A case's history holds only events before
it, and its moment is the time of its target, so a scorer that reads time can honour it and never look ahead.
"""

from collections.abc import Iterator, Mapping

import numpy as np

from recsys.dataset.dataset import Dataset
from recsys.dataset.splits import (
    after_cut,
    first_occurrences,
    folds_within_users,
    grouped,
    rows_of_frequent_users,
)
from recsys.errors import QueryError, nearest
from recsys.evaluation.cases import Case, CaseMaker, Protocol, ProtocolSettings, Split, refuse_unordered
from recsys.evaluation.cold import cold_both, cold_items, cold_users
from recsys.evaluation.next_item import next_item
from recsys.types import Bool

GOOD_RATING = 0.8
"""Share of the rating scale from which a rating counts as a positive: 4 of 5."""


def leave_last_out(dataset: Dataset, settings: ProtocolSettings) -> tuple[Split, ...]:
    """Each user's last event is the target; everything before it is history and training data; seen excluded.

    Repeated (user, item) pairs collapse to the first, then users with fewer than `min_events` items leave the
    training and the test alike.
    """
    refuse_unordered(dataset, "leave-last-out")
    log = dataset.interactions
    rows = rows_of_frequent_users(log, first_occurrences(log), max(1, settings.min_events))
    groups = grouped(log.user[rows], log.n_users)
    users = np.flatnonzero(groups.sizes())
    last = rows[groups.order[groups.starts[users + 1] - 1]]
    maker = CaseMaker(dataset)

    def cases() -> Iterator[Case]:
        for user in users.tolist():
            own = rows[groups.of(user)]
            yield maker.case(user, own[:-1], own[-1:], exclude_seen=True)

    return (Split(log.take(np.setdiff1d(rows, last)), dataset.catalogue, cases, len(users)),)


def time_split(dataset: Dataset, _settings: ProtocolSettings) -> tuple[Split, ...]:
    """The last 20 % of the events in time order are test (`splits.after_cut`); seen excluded.

    A case is a user with events before the cut; its targets are all the items new to them after it, asked for at
    the time of the first of these.
    """
    refuse_unordered(dataset, "time-split")
    log = dataset.interactions
    late = after_cut(log)
    rows = np.flatnonzero(late).astype(np.int64)
    first = np.intersect1d(rows, first_occurrences(log))
    past = grouped(log.user[~late], log.n_users)
    new = grouped(log.user[first], log.n_users)
    early = np.flatnonzero(~late).astype(np.int64)
    users = np.flatnonzero((past.sizes() > 0) & (new.sizes() > 0))
    maker = CaseMaker(dataset)

    def cases() -> Iterator[Case]:
        for user in users.tolist():
            yield maker.case(user, early[past.of(user)], first[new.of(user)], exclude_seen=True)

    return (Split(log.take(early), dataset.catalogue, cases, len(users)),)


def folds(dataset: Dataset, settings: ProtocolSettings) -> tuple[Split, ...]:
    """`folds` splits within each user; a case is (user, context, item) rated >= 4 of 5 in the test fold.

    Nothing is excluded and repeats are kept. The history is the user's training rows, where an order is known
    only those before the case. Without ratings every event is a positive.
    """
    if settings.folds < 2:
        raise QueryError("folds", f"{settings.folds} folds leave nothing to train on", "2 or more")
    fold = folds_within_users(dataset.interactions.user, settings.folds, np.random.default_rng(settings.seed))
    return tuple(_fold_split(dataset, fold == test) for test in range(settings.folds))


def _fold_split(dataset: Dataset, in_test: Bool) -> Split:
    log = dataset.interactions
    train = np.flatnonzero(~in_test).astype(np.int64)
    groups = grouped(log.user[train], log.n_users)
    targets = np.flatnonzero(in_test & liked(dataset))
    maker = CaseMaker(dataset, in_test)

    def cases() -> Iterator[Case]:
        for row in targets:
            user = int(log.user[row])
            own = train[groups.of(user)]
            past = own[own < row] if log.ordered else own
            yield maker.case(user, past, np.array([row]), exclude_seen=False)

    return Split(log.take(train), dataset.catalogue, cases, len(targets))


def liked(dataset: Dataset) -> Bool:
    """Whether each row (n,) counts as a positive: unrated, or rated at least 4 of 5 of the scale."""
    ratings = dataset.ratings
    top = dataset.meta.rating_max or np.max(ratings, initial=-np.inf, where=~np.isnan(ratings))
    return np.asarray(np.isnan(ratings) | (ratings >= GOOD_RATING * top - 1e-9))


PROTOCOLS: Mapping[str, Protocol] = {
    "leave-last-out": leave_last_out,
    "time-split": time_split,
    "next-item": next_item,
    "folds": folds,
    "cold-users": cold_users,
    "cold-items": cold_items,
    "cold-both": cold_both,
}


def protocol_named(name: str) -> Protocol:
    """The protocol of that name; an unknown name is refused with the nearest right one."""
    if name not in PROTOCOLS:
        raise QueryError("protocol", f"unknown protocol {name!r}", nearest(name, list(PROTOCOLS)))
    return PROTOCOLS[name]
