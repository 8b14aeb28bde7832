"""Learn the weights: a listwise likelihood on a validation slice inside the training data.

Each sampled person's last new choice is held out (`held_out`), scorers are fitted without it, and the weights maximise
`sum over cases (p^q - 1) / q`, p = softmax(score)[chosen] over the best candidates of every part, a uniform sample
of the rest (corrected for its rate), and the choice itself. q -> 0 is the plain log likelihood (Bruch et al. 2019),
which spends itself on choices nobody could foresee; q > 0 (the q-likelihood of Ferrari & Yang 2010) lets them go,
as NDCG does. The link from score to chance bends (`likelihood`). A Gaussian prior keeps weights near even where data
is thin.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.optimize import minimize, minimize_scalar

from recsys.protocols import Scorer, TrainingData
from recsys.ranking.bounds import bound_of, standard_range, with_bounded
from recsys.ranking.held_out import Choice, HoldOut, Slice, hold_out
from recsys.ranking.idle import idle_parts
from recsys.ranking.likelihood import Case, Cases
from recsys.ranking.shortlist import Shortlist
from recsys.ranking.weights import FEATURES, PAUSE, Weights, situation
from recsys.types import Float64, History, Int64, Moment

NAME = "weights"
FitScorers = Callable[[TrainingData], tuple[Scorer, ...]]


@dataclass(frozen=True, slots=True)
class LearnConfig:
    """`held_out` choices; `best` candidates of each part and `others` at random; `prior` is 1 / variance.

    `focus` is q; the search starts from the plain likelihood's weights, where the landscape has one valley, and from
    `power` of the link. Of few choices none can be spared: q grows with their number, by half at `few`. In a
    catalogue of more than `large` items candidates are named as when serving (`shortlist`), not by scoring all.
    """

    held_out: HoldOut = field(default_factory=HoldOut)
    fewest: int = 40
    best: int = 20
    others: int = 100
    focus: float = 0.3
    few: int = 300
    large: int = 50_000
    power: float = 1.5
    steps: int = 120
    prior: float = 0.005
    slope_prior: float = 0.1


def learn_weights(data: TrainingData, fit: FitScorers, config: LearnConfig | None = None) -> Weights:
    """Weights of the parts of `fit(data)`'s scorers, learned on choices `fit` was not shown.

    A bounded scorer (`ranking.bounds`) takes no part in the learning; its weight follows from the others' range.
    """
    config = config or LearnConfig()
    found = hold_out(data.interactions, config.held_out, data.rng())
    everyone = fit(replace(data, interactions=found.train))
    scorers = tuple(scorer for scorer in everyone if bound_of(scorer) is None)
    cases = cases_of(found, scorers, config, data) if scorers else []
    weights = _learned(cases, scorers, config)
    data.progress(NAME, 1.0)
    return with_bounded(weights, everyone, standard_range(cases, weights))


def _learned(cases: "Sequence[Case]", scorers: Sequence[Scorer], config: LearnConfig) -> Weights:
    """Weights of the learned scorers, none for those that do nothing; even ones where there are too few cases."""
    spreads, start = spreads_of(cases, scorers), even_start(scorers)
    if len(cases) < config.fewest or len(start) == 0:
        return Weights(start, spreads)
    joined = Cases.of(cases, spreads)
    config = replace(config, focus=config.focus * len(cases) / (len(cases) + config.few))
    slopes, log_power = maximise(joined, start, config)
    spreads[idle_parts(joined, scorers, slopes, (log_power, config.focus))] = 0.0
    new = [case for case in cases if case.fresh is None or case.fresh.all()]
    pause = float(np.mean([case.features[PAUSE] for case in cases]))
    return Weights(calibrated(Cases.of(new or cases, spreads), slopes), spreads, pause)


def cases_of(found: Slice, scorers: Sequence[Scorer], config: LearnConfig, data: TrainingData) -> "list[Case]":
    """The choices of a slice as the scorers, fitted without them, see them."""
    rng, asked, cases = data.rng(), len(found.new) + len(found.last), []
    n_items = found.log.n_items
    listed = Shortlist.of(scorers, n_items, config.best, config.others) if n_items > config.large else None
    for number, choice in enumerate(found.choices()):
        if number % 50 == 0:
            data.progress(NAME, number / max(1, asked))
        case = _listed(listed, choice, rng) if listed else _case(scorers, choice, config, rng)
        if case is not None:
            cases.append(case)
    return cases


def _listed(listed: Shortlist, choice: Choice, rng: np.random.Generator) -> Case | None:
    found = listed.case(choice, rng)
    if found is None:
        return None
    fresh = ~np.isin(found[1], choice.history.item)
    return Case(found[0], found[2], situation(choice.history, choice.moment), fresh)


def part_scores(scorers: Sequence[Scorer], history: History, moment: Moment) -> Float64:
    """Scores (d, n) of every part alone."""
    rows = []
    for scorer in scorers:
        for part in np.eye(len(scorer.parts)):
            out = np.zeros(scorer.n_items)
            scorer.add_scores(history, moment, part, out)
            rows.append(out)
    return np.array(rows)


def _case(scorers: Sequence[Scorer], choice: Choice, config: LearnConfig, rng: np.random.Generator) -> Case | None:
    scores = part_scores(scorers, choice.history, choice.moment)
    found = candidates(scores, choice, config, rng)
    if found is None:
        return None
    fresh = ~np.isin(found[0], choice.history.item)
    return Case(scores[:, found[0]], found[1], situation(choice.history, choice.moment), fresh)


def candidates(
    scores: Float64, choice: Choice, config: LearnConfig, rng: np.random.Generator
) -> tuple[Int64, Float64] | None:
    """The choice, the best of each part, a sample of the rest; perhaps no seen items. Items (c,) and corrections (c,).

    None where nothing but the choice is left.
    """
    history, target = choice.history, choice.item
    open_ = np.ones(scores.shape[1], dtype=np.bool_)
    open_[history.item[history.item < scores.shape[1]]] = choice.seen_return
    open_[target] = False
    free = np.flatnonzero(open_)
    if len(free) == 0:
        return None
    best = min(config.best, len(free))
    chosen = np.zeros(scores.shape[1], dtype=np.bool_)
    for row in scores:
        chosen[_best_of(row, free, best)] = True
    rest = free[~chosen[free]]
    sample = rng.choice(rest, size=min(config.others, len(rest)), replace=False)
    strong = np.flatnonzero(chosen)
    rate = np.log(len(rest) / len(sample)) if len(sample) else 0.0
    correction = np.concatenate((np.zeros(1 + len(strong)), np.full(len(sample), rate)))
    return np.concatenate(([target], strong, sample)), correction


def _best_of(values: Float64, free: Int64, best: int) -> Int64:
    """The `best` largest of values (n,) among the items `free`; most rows are nearly empty, and zeros need no order."""
    own = values[free]
    positive = np.flatnonzero(own > 0.0)
    if len(positive) >= best:
        free, own = free[positive], own[positive]
    found: Int64 = free[np.argpartition(-own, best - 1)[:best]]
    return found


def spreads_of(cases: Sequence[Case], scorers: Sequence[Scorer]) -> Float64:
    """Mean standard deviation (d,) of each part's scores over the candidates of a case."""
    if not cases:
        return np.ones(sum(len(s.parts) for s in scorers))
    spreads: Float64 = np.mean([case.scores.std(axis=1) for case in cases], axis=0)
    return np.where(spreads > 1e-9, spreads, 0.0)


def even_start(scorers: Sequence[Scorer]) -> Float64:
    """Even weights: every scorer counts alike, its parts share."""
    slopes = np.zeros((sum(len(s.parts) for s in scorers), len(FEATURES)))
    slopes[:, 0] = np.log(np.concatenate([[], *(np.full(len(s.parts), 1.0 / max(1, len(s.parts))) for s in scorers)]))
    return slopes


def maximise(cases: Cases, start: Float64, config: LearnConfig) -> tuple[Float64, float]:
    """Slopes (d, f) and log power: first the plain likelihood, then the focused one from there."""
    penalty = np.full(start.shape, config.slope_prior)
    penalty[:, 0] = config.prior
    found = np.append(start.ravel(), np.log(config.power))
    for focus in (0.0, config.focus):

        def loss(flat: Float64, focus: float = focus) -> tuple[float, Float64]:
            slopes = flat[:-1].reshape(start.shape)
            value, gradient, bend = cases.bent_loss(slopes, float(flat[-1]), focus)
            away = slopes - start
            return value + 0.5 * float((penalty * away**2).sum()), np.append(gradient + penalty * away, bend)

        found = minimize(loss, found, jac=True, method="L-BFGS-B", options={"maxiter": config.steps}).x
    return found[:-1].reshape(start.shape), float(found[-1])


def calibrated(cases: Cases, slopes: Float64) -> Float64:
    """The same ranking on the scale of log odds: one factor for all weights, by the plain likelihood of `cases`.

    The focused likelihood ranks well at any scale; a score should mean something besides its order. Choices of new
    things set the scale: what people come back to lies so far above them that it would flatten them to nothing.
    """

    def scaled(log_factor: float) -> Float64:
        return slopes + log_factor * np.eye(1, slopes.shape[1])

    found = minimize_scalar(lambda x: cases.loss(scaled(x), 0.0)[0], bounds=(-16.0, 16.0), method="bounded")
    return scaled(float(found.x))
