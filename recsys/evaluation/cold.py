"""Cold start: people nobody has met, items nobody has touched, and both at once.

`--folds` groups of people (`cold-users`), of touched items (`cold-items`) or of either (`cold-both`) are new in turn.
A model is fitted without any event of them and asked for what really followed:

- a new person's last choice, given this visit alone, what they did before it being hidden. Where the data knows
  neither sessions nor seconds, their last three choices stand for the visit. Without a visit nothing is known of them.
- a person's last choice among the new items, given what came before it. Only new items are ranked, as on a shelf of
  new arrivals: beside items that have a past they would hardly ever be seen, whoever ranks.

New items stand in random order, so that ties between them tell nothing. Seen items are excluded.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from recsys.dataset.catalogue import Catalogue
from recsys.dataset.dataset import Dataset
from recsys.dataset.splits import first_occurrences, grouped, rows_of_frequent_users
from recsys.errors import QueryError
from recsys.evaluation.ablation import withheld
from recsys.evaluation.cases import Case, CaseMaker, ProtocolSettings, Split, refuse_unordered
from recsys.types import Bool, Int32, Int64

VISIT = 3
"""Choices that stand for a visit where the data knows neither sessions nor seconds."""


def cold_users(dataset: Dataset, settings: ProtocolSettings) -> tuple[Split, ...]:
    """New people: fitted without them, asked for their last choice after what this visit shows."""
    return _splits(dataset, settings, people=True, items=False)


def cold_items(dataset: Dataset, settings: ProtocolSettings) -> tuple[Split, ...]:
    """New items, known by their attributes alone: which of them does a known person choose?"""
    return _splits(dataset, settings, people=False, items=True)


def cold_both(dataset: Dataset, settings: ProtocolSettings) -> tuple[Split, ...]:
    """New people and new items: which of the new items does somebody choose of whom only this visit is known?"""
    return _splits(dataset, settings, people=True, items=True)


def _splits(dataset: Dataset, settings: ProtocolSettings, people: bool, items: bool) -> tuple[Split, ...]:
    refuse_unordered(dataset, "a cold start")
    if settings.folds < 2:
        raise QueryError("folds", f"{settings.folds} folds leave nothing to train on", "2 or more")
    rng = np.random.default_rng(settings.seed)
    if items:
        dataset = shuffled(dataset, rng)
    log = dataset.interactions
    rows = rows_of_frequent_users(log, first_occurrences(log), max(1, settings.min_events))
    person = _dealt(np.unique(log.user[rows]), log.n_users, settings.folds, rng)
    item = _dealt(np.unique(log.item[rows]), log.n_items, settings.folds, rng)
    turns = [((person == fold) & people, (item == fold) & items) for fold in range(settings.folds)]
    return tuple(
        Newcomers(dataset, rows, new_user, new_item).split()
        for new_user, new_item in turns
        if (new_user.any() or not people) and (new_item.any() or not items)
    )


def shuffled(dataset: Dataset, rng: np.random.Generator) -> Dataset:
    """The same data with the catalogue in random order."""
    order = rng.permutation(len(dataset.catalogue))
    place = np.empty(len(order), dtype=np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    log = replace(dataset.interactions, item=place[dataset.interactions.item])
    refused = tuple((user, int(place[item])) for user, item in dataset.refused)
    catalogue = Catalogue.of(dataset.catalogue.facts[item] for item in order)
    return replace(dataset, catalogue=catalogue, interactions=log, refused=refused)


def _dealt(members: Int64 | Int32, n: int, folds: int, rng: np.random.Generator) -> Int32:
    """A fold (n,) for each of `members`, as even as possible; -1 for the others."""
    fold = np.full(n, -1, dtype=np.int32)
    fold[rng.permutation(members)] = np.arange(len(members)) % folds
    return fold


@dataclass(frozen=True)
class Newcomers:
    """One split: the usable `rows` (m,), and which users (n_users,) and items (n_items,) are new in it."""

    dataset: Dataset
    rows: Int64
    new_user: Bool
    new_item: Bool

    def split(self) -> Split:
        """Trains on no event of whom and what is new, and of those asked on nothing later than their case."""
        log = self.dataset.interactions
        asked = np.array(self._targets, dtype=np.int64)
        until = np.full(log.n_users, len(log), dtype=np.int64)
        until[log.user[asked]] = asked
        rows = self.rows
        kept = rows[~self.new_user[log.user[rows]] & ~self.new_item[log.item[rows]] & (rows < until[log.user[rows]])]
        return Split(log.take(kept), self.dataset.catalogue, self._cases, len(asked))

    @cached_property
    def _targets(self) -> list[int]:
        """Row of every case's target: the last choice of what is asked for, by those who are asked."""
        log, found = self.dataset.interactions, []
        groups = grouped(log.user[self.rows], log.n_users)
        for user in np.flatnonzero(self.new_user if self.new_user.any() else groups.sizes() > 0):
            own = self.rows[groups.of(int(user))]
            wanted = own[self.new_item[log.item[own]]] if self.new_item.any() else own
            if len(wanted) and (self.new_user[user] or len(self._past(own, int(wanted[-1])))):
                found.append(int(wanted[-1]))
        return found

    def _past(self, own: Int64, target: int) -> Int64:
        """The person's rows before the target that the model could have met: those of items with a past."""
        return own[(own < target) & ~self.new_item[self.dataset.interactions.item[own]]]

    def _cases(self) -> Iterator[Case]:
        log, maker = self.dataset.interactions, CaseMaker(self.dataset)
        groups = grouped(log.user[self.rows], log.n_users)
        shelf = np.flatnonzero(~self.new_item).astype(np.int32) if self.new_item.any() else np.zeros(0, dtype=np.int32)
        for target in self._targets:
            user = int(log.user[target])
            own = self.rows[groups.of(user)]
            case = maker.case(user, self._past(own, target), np.array([target]), exclude_seen=False)
            case = replace(case, seen=np.concatenate((shelf, log.item[own[own < target]])))
            yield self._visit(case) if self.new_user[user] else case

    def _visit(self, case: Case) -> Case:
        """What a person nobody has met shows: this visit."""
        log = self.dataset.interactions
        if log.session is None and not log.timed:
            case = replace(case, in_session=np.arange(len(case.items)) >= len(case.items) - VISIT)
        return replace(withheld(case, frozenset({"history"})), user=-1)
