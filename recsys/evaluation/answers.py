"""Ask a fitted ranker every case of a split, one at a time: memory grows with the answers, never with the scores."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from recsys.evaluation.ablation import withheld
from recsys.evaluation.cases import Case, Split
from recsys.evaluation.ranks import TargetRanks, ranks_of, top_k, usable_scores
from recsys.protocols import Feeling, Progress, Ranker
from recsys.state.history import build_history, placed
from recsys.types import Float32, Float64, Int32, Moment, Signal

Stopwatch = Callable[[], float]
"""Seconds that only ever grow; differences are what counts."""

CHANCES = 5_000
"""Cases of a split whose chances are kept, evenly spread: enough to judge them, and `exp` of a catalogue is dear."""


@dataclass(frozen=True)
class Answers:
    """Ranks of the targets, `lists` (n_cases, width) int32 best first and padded with -1, scoring seconds.

    `chances` (n_cases, width) float32: softmax(scores) of the first 1, 2, ... of a list together, NaN if not kept.
    """

    ranks: TargetRanks
    lists: Int32
    chances: Float32
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
    chances = np.full((split.n_cases, asking.width), np.nan, dtype=np.float32)
    ranks: list[Int32] = []
    seconds, step, spread = 0.0, max(1, split.n_cases // 200), -(-split.n_cases // CHANCES)
    for number, full in enumerate(split.cases()):
        case = withheld(full, asking.withhold)
        history = build_history(case.items, case.strengths, case.times, case.in_session)
        history = placed(history, case.items, case.past_context)
        moment = _moment(ranker, full, case)
        started = asking.stopwatch()
        scores = ranker.scores(history, moment)
        seconds += asking.stopwatch() - started
        usable = usable_scores(asking.name, scores, case.seen, len(split.catalogue))
        ranks.append(ranks_of(usable, case.targets))
        best = top_k(usable, asking.width)
        lists[number, : len(best)] = best
        if number % spread == 0:
            chances[number] = _chances(usable, best, asking.width)
        if number % step == 0:
            asking.progress(f"{asking.name}: cases", number / split.n_cases)
    asking.progress(f"{asking.name}: cases", 1.0)
    return Answers(_target_ranks(ranks), lists, chances, seconds)


def _chances(scores: Float64, best: Int32, width: int) -> Float64:
    """The chance (width,) that the choice is among the first 1, 2, ... of `best`, scores read as log odds."""
    if len(best) == 0:
        return np.zeros(width)
    odds = np.exp(scores - scores[best[0]])
    held = np.zeros(width)
    held[: len(best)] = odds[best]
    chances: Float64 = np.cumsum(held) / odds.sum()
    return chances


def _moment(ranker: Ranker, full: Case, case: Case) -> Moment:
    """The moment of a case (`full` before anything was withheld: a belief fades by the clock in any case)."""
    told = replace(case.moment, context=tuple(case.context.items()))
    if case.state is None or not isinstance(ranker, Feeling):
        return told
    return replace(told, mood=ranker.felt(case.state(), full.moment).mood)


def _target_ranks(ranks: list[Int32]) -> TargetRanks:
    sizes = np.array([len(own) for own in ranks], dtype=np.int64)
    return TargetRanks(
        rank=np.concatenate([*ranks, np.zeros(0, dtype=np.int32)]).astype(np.int32),
        case=np.repeat(np.arange(len(ranks), dtype=np.int32), sizes),
        n_cases=len(ranks),
    )
