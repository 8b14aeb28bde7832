"""Tune the scorers' own hyper-parameters on choices held out inside the training data, one scorer after another.

A trial fits one scorer with other settings, learns the weights anew on one half of the held-out choices and is judged
by the focused likelihood on the other half. It is kept where it is better by more than the standard error of the
paired differences: what the choices cannot tell apart stays as it is.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from recsys.protocols import Scorer, TrainingData
from recsys.ranking.held_out import Choice, HoldOut, Slice, hold_out
from recsys.ranking.learn import LearnConfig, candidates, even_start, maximise, part_scores, spreads_of
from recsys.ranking.likelihood import Case, Cases
from recsys.ranking.weights import situation
from recsys.types import Float64, Int64

NAME = "tuning"
Stopwatch = Callable[[], float]
Settings = Mapping[str, Any]
FitWith = Callable[[TrainingData, str, Settings], Scorer]
"""Fits the scorer of a name with some of its hyper-parameters changed."""

PEOPLE = 1_000
"""Held-out choices a trial is learned and judged on, half each."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A held-out choice, the items (c,) it is compared with, the choice first, and their log corrections (c,)."""

    choice: Choice
    items: Int64
    correction: Float64

    def scores(self, scorer: Scorer) -> Float64:
        """The parts' scores (p, c) of the items."""
        return part_scores([scorer], self.choice.history, self.choice.moment).reshape(-1, scorer.n_items)[:, self.items]


@dataclass(frozen=True)
class Bench:
    """The held-out choices, and what each scorer says of their items (a list of (p, c) for each scorer)."""

    asked: tuple[Asked, ...]
    scorers: tuple[Scorer, ...]
    scores: tuple[tuple[Float64, ...], ...]
    config: LearnConfig

    @classmethod
    def of(cls, data: TrainingData, found: Slice, scorers: Sequence[Scorer], config: LearnConfig) -> "Bench":
        """The choices of a slice as the scorers, fitted without them, see them."""
        rng, asked = data.rng(), []
        for choice in found.choices():
            known = candidates(part_scores(scorers, choice.history, choice.moment), choice, config, rng)
            if known is not None:
                asked.append(Asked(choice, *known))
        scores = tuple(tuple(one.scores(scorer) for one in asked) for scorer in scorers)
        return cls(tuple(asked), tuple(scorers), scores, config)

    def with_scorer(self, place: int, scorer: Scorer) -> "Bench":
        """The same choices and items with one scorer exchanged."""
        scores = tuple(one.scores(scorer) for one in self.asked)
        return replace(
            self,
            scorers=(*self.scorers[:place], scorer, *self.scorers[place + 1 :]),
            scores=(*self.scores[:place], scores, *self.scores[place + 1 :]),
        )

    def losses(self) -> Float64:
        """Focused loss (m,) of the choices of one half under weights learned on the other half."""
        cases = [
            Case(np.vstack([own[i] for own in self.scores]), asked.correction, _features(asked))
            for i, asked in enumerate(self.asked)
        ]
        learn, judge = cases[::2], cases[1::2]
        spreads = spreads_of(learn, self.scorers)
        slopes, log_power = maximise(Cases.of(learn, spreads), even_start(self.scorers), self.config)
        weights = np.divide(1.0, spreads, out=np.zeros_like(spreads), where=spreads > 0)
        return np.array([_loss(case, slopes, weights, float(np.exp(log_power)), self.config.focus) for case in judge])


def _features(asked: Asked) -> Float64:
    return situation(asked.choice.history, asked.choice.moment)


def _loss(case: Case, slopes: Float64, scale: Float64, power: float, focus: float) -> float:
    """(1 - p^q) / q of the choice, p on the bent link (`recsys.ranking.likelihood`)."""
    raw = (np.exp(slopes @ case.features) * scale) @ case.scores
    odds = case.correction + power * np.arcsinh(raw)
    log_p = odds[0] - odds.max() - np.log(np.exp(odds - odds.max()).sum())
    return float((1.0 - np.exp(focus * log_p)) / focus) if focus else float(-log_p)


def tuned(
    data: TrainingData,
    trials: Sequence[tuple[str, Settings]],
    names: Sequence[str],
    fit: FitWith,
    budget: float,
    stopwatch: Stopwatch = time.perf_counter,
) -> dict[str, Settings]:
    """The settings that helped, by scorer name; `names` are the composition's scorers in order.

    `trials` are tried in their order until `budget` seconds are over; a trial that has begun is finished.
    """
    started, config = stopwatch(), LearnConfig()
    choices = hold_out(data.interactions, HoldOut(cases=PEOPLE), data.rng())
    if budget <= 0 or len(choices.new) < 2 * config.fewest:
        return {}
    inner = replace(data, interactions=choices.train)
    bench = Bench.of(data, choices, [fit(inner, name, {}) for name in names], config)
    found: dict[str, Settings] = {}
    best = bench.losses()
    for number, (name, settings) in enumerate(_of(trials, names)):
        data.progress(NAME, min(1.0, max(number / len(trials), (stopwatch() - started) / budget)))
        if stopwatch() - started > budget:
            break
        changed = {**found.get(name, {}), **settings}
        trial = bench.with_scorer(names.index(name), fit(inner, name, changed))
        losses = trial.losses()
        gain = best - losses
        if gain.mean() > gain.std() / np.sqrt(len(gain)):
            bench, best, found[name] = trial, losses, changed
    data.progress(NAME, 1.0)
    return found


def _of(trials: Sequence[tuple[str, Settings]], names: Sequence[str]) -> Iterator[tuple[str, Settings]]:
    return ((name, settings) for name, settings in trials if name in names)
