"""From answers to figures: every metric at every k, over all cases and over segments, with paired intervals."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from recsys.evaluation.answers import Answers
from recsys.evaluation.calibration import calibration_error
from recsys.evaluation.debiased import DEBIASED, debiased_ndcg, inverse_weights
from recsys.evaluation.lists import Key
from recsys.evaluation.metrics import RANK_METRICS, coverage, recall
from recsys.evaluation.ranks import TargetRanks
from recsys.evaluation.report import ALL, Comparison, Figure
from recsys.evaluation.segments import CaseTable
from recsys.evaluation.significance import Resamples, bootstrap
from recsys.types import Float64, Int64

PAIRED = (*RANK_METRICS, DEBIASED)
"""The metrics in which models are compared with each other."""
Values = Mapping[Key, Float64]
"""Values (n_cases,) of every metric at every k."""


@dataclass(frozen=True)
class Outcome:
    """What one model did on all cases: its name, ranks, list metrics by case, and figures of all lists together."""

    name: str
    ranks: TargetRanks
    of_lists: Values
    totals: Mapping[Key, float]


@dataclass(frozen=True)
class Plan:
    """How figures are made: ks, number of resamples, their seed, and the model to compare with the others."""

    ks: tuple[int, ...]
    resamples: int
    seed: int
    subject: str = ""

    def rng(self) -> np.random.Generator:
        """The same resamples for every segment and model."""
        return np.random.default_rng(self.seed)


def rank_values(ranks: TargetRanks, propensity: Float64, ks: Iterable[int]) -> dict[Key, Float64]:
    """Every rank metric at every k, in the order of the report; `propensity` (t,) is that of the targets."""
    plain = {(name, k): metric(ranks, k) for k in ks for name, metric in RANK_METRICS.items()}
    return plain | {(DEBIASED, k): debiased_ndcg(ranks, propensity, k) for k in ks}


def totals(found: Sequence[Answers], ranks: TargetRanks, n_items: int, ks: Iterable[int]) -> dict[Key, float]:
    """Coverage, and the calibration error of the chance of a hit, of the lists of all splits together."""
    lists, chances = (np.concatenate([getattr(own, name) for own in found]) for name in ("lists", "chances"))
    covered = {("coverage", k): coverage(lists, k, n_items) for k in ks}
    return covered | {("calibration_error", k): calibration_error(chances[:, k - 1], recall(ranks, k)) for k in ks}


@dataclass(frozen=True)
class Measured:
    """Resampled means of (model, metric, k) columns over the n cases of a segment."""

    columns: tuple[tuple[str, Key], ...]
    found: Resamples
    segment: str
    n: int

    def figures(self) -> list[Figure]:
        """A figure with its interval for every column."""
        return [
            Figure(model, metric, k, self.segment, found.value, found.low, found.high, self.n)
            for place, (model, (metric, k)) in enumerate(self.columns)
            for found in [self.found.interval(place)]
        ]

    def comparisons(self, subject: str) -> list[Comparison]:
        """Every model minus every other one, in the rank metrics; what `subject` is better in comes first."""
        place = {column: number for number, column in enumerate(self.columns)}
        models = sorted(dict.fromkeys(model for model, _ in self.columns), key=lambda name: name != subject)
        return [
            Comparison(one, other, *key, self.found.difference(place[one, key], place[other, key]))
            for number, one in enumerate(models)
            for other in models[number + 1 :]
            for model, key in self.columns
            if model == other and key[0] in PAIRED
        ]


def measured(values: Mapping[str, Values], unit: Int64, weight: Float64, segment: str, plan: Plan) -> Measured:
    """Resample the values of all models together, so that every difference is paired.

    `weight` (n_cases,) is what a case weighs in the debiased metric.
    """
    columns = tuple((model, key) for model, own in values.items() for key in own)
    matrix, weights = np.zeros((len(unit), len(columns))), np.ones((len(unit), len(columns)))
    for place, (model, key) in enumerate(columns):
        matrix[:, place] = values[model][key]
        if key[0] == DEBIASED:
            weights[:, place] = weight
    return Measured(columns, bootstrap(matrix, unit, plan.rng(), plan.resamples, weights), segment, len(unit))


def overall(outcomes: Sequence[Outcome], table: CaseTable, plan: Plan) -> tuple[list[Figure], list[Comparison]]:
    """Figures over all cases, and the models compared with each other."""
    values = {o.name: rank_values(o.ranks, table.propensity, plan.ks) | dict(o.of_lists) for o in outcomes}
    result = measured(values, table.unit, _weight(outcomes, table.propensity), ALL, plan)
    n = len(table.unit)
    together = [
        Figure(o.name, metric, k, ALL, value, math.nan, math.nan, n)
        for o in outcomes
        for (metric, k), value in o.totals.items()
    ]
    return result.figures() + together, result.comparisons(plan.subject)


def segment_figures(outcomes: Sequence[Outcome], table: CaseTable, plan: Plan) -> list[Figure]:
    """The rank metrics over every segment's targets."""
    figures: list[Figure] = []
    for name, members in table.segments().items():
        unit, propensity = table.unit[np.unique(table.case[members])], table.propensity[members]
        mine = [replace(o, ranks=o.ranks.where(members)) for o in outcomes]
        values = {o.name: rank_values(o.ranks, propensity, plan.ks) for o in mine}
        figures += measured(values, unit, _weight(mine, propensity), name, plan).figures()
    return figures


def _weight(outcomes: Sequence[Outcome], propensity: Float64) -> Float64:
    """What each case weighs in the debiased metric; the cases are the same for all models."""
    return inverse_weights(outcomes[0].ranks, propensity) if outcomes else np.zeros(0)
