"""Tiny data sets and rankers for the evaluation's tests."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from recsys.dataset.catalogue import Catalogue
from recsys.dataset.dataset import Dataset, Meta
from recsys.protocols import TrainingData
from recsys.types import Float64, History, Interactions, ItemFacts, Moment, TimeUnit, Vocabulary, as_int32


def log_of(rows: Sequence[tuple[int, int, int]], unit: TimeUnit = "seconds", session: Sequence[int] | None = None):
    """Interactions of (user, item, time) rows, sorted stably by time."""
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    order = np.argsort(table[:, 2], kind="stable")
    user, item, time = table[order].T
    return Interactions(
        user=user.astype(np.int32),
        item=item.astype(np.int32),
        weight=np.ones(len(table), dtype=np.float32),
        time=time,
        n_users=int(user.max(initial=-1)) + 1,
        n_items=int(item.max(initial=-1)) + 1,
        time_unit=unit,
        session=None if session is None else as_int32(session)[order],
    )


def dataset_of(
    rows: Sequence[tuple[int, int, int]],
    unit: TimeUnit = "seconds",
    *,
    session: Sequence[int] | None = None,
    ratings: Sequence[float] | None = None,
    context: dict[str, tuple[str, ...]] | None = None,
    items: Sequence[str] = (),
    zone: str = "UTC",
    rating_max: float | None = None,
    single: bool = False,
) -> Dataset:
    """A data set of (user, item, time) rows given in time order; `items` names the catalogue."""
    log = log_of(rows, unit, session)
    names = tuple(items) or tuple(f"i{n}" for n in range(log.n_items))
    return Dataset(
        meta=Meta("tiny", time=unit, timezone=zone, rating_max=rating_max),
        users=Vocabulary(tuple(f"u{n}" for n in range(log.n_users))),
        catalogue=Catalogue.of(ItemFacts(name) for name in names),
        interactions=Interactions(**{**log.__dict__, "n_items": len(names)}),
        event_ids=tuple(f"e{n}" for n in range(len(log))),
        acts=("viewed",) * len(log),
        ratings=np.full(len(log), np.nan) if ratings is None else np.array(ratings, dtype=np.float64),
        sessions=() if session is None else tuple(f"s{n}" for n in range(max(session, default=-1) + 1)),
        context=context or {},
        single_case=np.ones(len(log), dtype=np.bool_) if single else None,
    )


@dataclass(frozen=True)
class Popular:
    """The plainest ranker: training counts, whoever asks."""

    counts: Float64

    def scores(self, history: History, moment: Moment) -> Float64:
        return self.counts


def fit_popular(data: TrainingData) -> Popular:
    log = data.interactions
    return Popular(np.bincount(log.item, minlength=log.n_items).astype(np.float64))


@dataclass
class Spy:
    """Remembers what it was asked; scores nothing."""

    n_items: int
    asked: list[tuple[History, Moment]] = field(default_factory=list)

    def scores(self, history: History, moment: Moment) -> Float64:
        self.asked.append((history, moment))
        return np.zeros(self.n_items)
