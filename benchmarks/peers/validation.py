"""Choosing a peer's settings as its user would: a small grid, judged on choices held out inside the training data."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from recsys.dataset.splits import grouped
from recsys.evaluation.metrics import RANK_METRICS
from recsys.evaluation.ranks import TargetRanks, ranks_of, usable_scores
from recsys.protocols import Ranker, TrainingData
from recsys.ranking.learn import LearnConfig, held_out
from recsys.state.history import build_history
from recsys.types import History, Int32, Moment

PEOPLE = 1_000
"""People whose last choice in the training data is held out."""

SETTINGS = TypeVar("SETTINGS")
Question = tuple[History, Moment, int]
"""What was known of a person, when they chose, and what."""


@dataclass(frozen=True)
class Inner:
    """Training data without the held-out rows, the questions about them, and whether seen items are left out."""

    data: TrainingData
    held: tuple[Question, ...]
    seen_return: bool

    @classmethod
    def of(cls, data: TrainingData, people: int = PEOPLE) -> "Inner":
        """Hold out the last choice of some people; seen items stay answers where people are seen to return."""
        log = data.interactions
        held = held_out(log, LearnConfig(cases=people), data.rng())
        rest = np.setdiff1d(np.arange(len(log)), held)
        inner = replace(data, interactions=log.take(rest))
        groups = grouped(inner.interactions.user, log.n_users)
        questions = tuple(_question(inner, groups.of(int(log.user[row])), data, int(row)) for row in held)
        returning = np.mean([target in history.item for history, _, target in questions]) if questions else 0.0
        return cls(inner, questions, bool(returning > LearnConfig().returns))

    def ndcg(self, ranker: Ranker) -> float:
        """Mean NDCG@10 of the held-out choices."""
        ranks = list(self._ranks(ranker))
        case = np.arange(len(ranks), dtype=np.int32)
        joined = TargetRanks(np.concatenate([*ranks, np.zeros(0, dtype=np.int32)]), case, len(ranks))
        return float(RANK_METRICS["ndcg"](joined, 10).mean()) if ranks else 0.0

    def _ranks(self, ranker: Ranker) -> Iterator[Int32]:
        nothing = np.zeros(0, dtype=np.int32)
        for history, moment, target in self.held:
            seen = nothing if self.seen_return else history.item
            scores = usable_scores("peer", ranker.scores(history, moment), seen, len(self.data.catalogue))
            yield ranks_of(scores, np.array([target], dtype=np.int32))


def _question(
    inner: TrainingData, rows: "np.ndarray[tuple[int], np.dtype[np.int64]]", data: TrainingData, row: int
) -> Question:
    own, log = inner.interactions, data.interactions
    none = np.zeros(len(rows), dtype=np.bool_)
    history = build_history(own.item[rows], own.weight[rows].astype(np.float64), own.time[rows], none)
    return history, Moment(int(log.time[row]) if log.ordered else None), int(log.item[row])


@dataclass(frozen=True)
class Chosen:
    """A ranker fitted on all of the training data, its settings in words, and how many were tried."""

    ranker: Ranker
    settings: str
    tried: int

    def scores(self, history: History, moment: Moment) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
        """Scores (n_items,) of the catalogue."""
        return self.ranker.scores(history, moment)


def best_of(data: TrainingData, grid: Sequence[SETTINGS], fit: Callable[[TrainingData, SETTINGS], Ranker]) -> Chosen:
    """The setting of the grid with the best NDCG@10 on the inner split, fitted again on everything."""
    inner = Inner.of(data)
    found = [inner.ndcg(fit(inner.data, setting)) for setting in grid]
    best = grid[int(np.argmax(found))]
    return Chosen(fit(data, best), str(best), len(grid))
