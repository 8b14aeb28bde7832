"""Ask a fitted ranker every case of a split, one at a time: memory grows with the answers, never with the scores."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from recsys.evaluation.ablation import withheld
from recsys.evaluation.cases import Split
from recsys.evaluation.ranks import TargetRanks, ranks_of, top_k, usable_scores
from recsys.protocols import Progress, Ranker
from recsys.state.history import build_history
from recsys.types import Int32, Signal

Stopwatch = Callable[[], float]
"""Seconds that only ever grow; differences are what counts."""


@dataclass(frozen=True)
class Answers:
    """Ranks of the targets, `lists` (n_cases, width) int32 best first and padded with -1, scoring seconds."""

    ranks: TargetRanks
    lists: Int32
    seconds: float


@dataclass(frozen=True)
class Asking:
    """How cases are asked: the model's name (for errors), the list's width, what is withheld, progress, stopwatch."""

    name: str
    width: int
    withhold: frozenset[Signal]
    progress: Progress
    stopwatch: Stopwatch


def answers(ranker: Ranker, split: Split, asking: Asking) -> Answers:
    """The ranker's answers to all cases of a split, in order."""
    lists = np.full((split.n_cases, asking.width), -1, dtype=np.int32)
    ranks: list[Int32] = []
    seconds, step = 0.0, max(1, split.n_cases // 200)
    for number, full in enumerate(split.cases()):
        case = withheld(full, asking.withhold)
        history = build_history(case.items, case.strengths, case.times, case.in_session)
        started = asking.stopwatch()
        scores = ranker.scores(history, case.moment)
        seconds += asking.stopwatch() - started
        usable = usable_scores(asking.name, scores, case.seen, len(split.catalogue))
        ranks.append(ranks_of(usable, case.targets))
        best = top_k(usable, asking.width)
        lists[number, : len(best)] = best
        if number % step == 0:
            asking.progress(f"{asking.name}: cases", number / split.n_cases)
    asking.progress(f"{asking.name}: cases", 1.0)
    return Answers(_target_ranks(ranks), lists, seconds)


def _target_ranks(ranks: list[Int32]) -> TargetRanks:
    sizes = np.array([len(own) for own in ranks], dtype=np.int64)
    return TargetRanks(
        rank=np.concatenate([*ranks, np.zeros(0, dtype=np.int32)]).astype(np.int32),
        case=np.repeat(np.arange(len(ranks), dtype=np.int32), sizes),
        n_cases=len(ranks),
    )
