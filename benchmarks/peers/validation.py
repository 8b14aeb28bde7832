"""Choosing a peer's settings as its user would: a small grid, judged on choices held out inside the training data."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from recsys.evaluation.metrics import RANK_METRICS
from recsys.evaluation.ranks import TargetRanks, ranks_of, usable_scores
from recsys.protocols import Ranker, TrainingData
from recsys.ranking.held_out import Choice, HoldOut, hold_out
from recsys.types import Float64, History, Int32, Moment

PEOPLE = 1_000
"""People whose last new choice in the training data is held out."""

SETTINGS = TypeVar("SETTINGS")


@dataclass(frozen=True)
class Inner:
    """Training data without what is held out, and the choices asked for: of the kinds that weights are learned on."""

    data: TrainingData
    held: tuple[Choice, ...]

    @classmethod
    def of(cls, data: TrainingData, people: int = PEOPLE) -> "Inner":
        """Hold out the last new choice of some people, and the very last one of others where people come back."""
        found = hold_out(data.interactions, HoldOut(cases=people), data.rng())
        last = np.sort(data.rng().permutation(found.last)[:people])
        return cls(replace(data, interactions=found.train), tuple(replace(found, last=last).choices()))

    def ndcg(self, ranker: Ranker) -> float:
        """Mean NDCG@10 of the held-out choices."""
        ranks = list(self._ranks(ranker))
        case = np.arange(len(ranks), dtype=np.int32)
        joined = TargetRanks(np.concatenate([*ranks, np.zeros(0, dtype=np.int32)]), case, len(ranks))
        return float(RANK_METRICS["ndcg"](joined, 10).mean()) if ranks else 0.0

    def _ranks(self, ranker: Ranker) -> Iterator[Int32]:
        nothing = np.zeros(0, dtype=np.int32)
        for choice in self.held:
            seen = nothing if choice.seen_return else choice.history.item
            scores = ranker.scores(choice.history, choice.moment)
            usable = usable_scores("peer", scores, seen, len(self.data.catalogue))
            yield ranks_of(usable, np.array([choice.item], dtype=np.int32))


@dataclass(frozen=True)
class Chosen:
    """A ranker fitted on all of the training data, its settings in words, and how many were tried."""

    ranker: Ranker
    settings: str
    tried: int

    def scores(self, history: History, moment: Moment) -> Float64:
        """Scores (n_items,) of the catalogue."""
        return self.ranker.scores(history, moment)


def best_of(data: TrainingData, grid: Sequence[SETTINGS], fit: Callable[[TrainingData, SETTINGS], Ranker]) -> Chosen:
    """The setting of the grid with the best NDCG@10 on the inner split, fitted again on everything."""
    inner = Inner.of(data)
    found = [inner.ndcg(fit(inner.data, setting)) for setting in grid]
    best = grid[int(np.argmax(found))]
    return Chosen(fit(data, best), str(best), len(grid))
