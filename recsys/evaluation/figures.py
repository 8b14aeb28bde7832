"""From answers to figures: every metric at every k, over all cases and over segments, with paired intervals."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from recsys.evaluation.answers import Answers
from recsys.evaluation.attributes import attribute_vectors
from recsys.evaluation.cases import Split
from recsys.evaluation.metrics import RANK_METRICS, coverage, diversity, novelty, self_information
from recsys.evaluation.ranks import TargetRanks
from recsys.evaluation.report import ALL, Comparison, Figure
from recsys.evaluation.segments import CaseTable
from recsys.evaluation.significance import Resamples, bootstrap
from recsys.types import Float64, Int32, Int64

Key = tuple[str, int]
"""A metric's name and its k."""
Values = Mapping[Key, Float64]
"""Values (n_cases,) of every metric at every k."""


@dataclass(frozen=True)
class Outcome:
    """What one model did on all cases: its name, ranks, list metrics by case, and coverage by k."""

    name: str
    ranks: TargetRanks
    of_lists: Values
    coverage: Mapping[int, float]


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


def list_values(answers: Answers, split: Split, ks: Iterable[int]) -> dict[Key, Float64]:
    """Novelty (bits, from the training counts) and, where items have attributes, diversity of each list."""
    train = split.train
    pairs = np.unique(train.user.astype(np.int64) * max(1, train.n_items) + train.item)
    holders = np.bincount(pairs % max(1, train.n_items), minlength=train.n_items)
    information = self_information(holders, len(np.unique(train.user)))
    attributes = attribute_vectors(split.catalogue)
    values: dict[Key, Float64] = {}
    for k in ks:
        values["novelty", k] = novelty(answers.lists, k, information)
        if attributes.nnz:
            values["diversity", k] = diversity(answers.lists, k, attributes)
    return values


def rank_values(ranks: TargetRanks, ks: Iterable[int]) -> dict[Key, Float64]:
    """Every rank metric at every k, in the order of the report."""
    return {(name, k): metric(ranks, k) for k in ks for name, metric in RANK_METRICS.items()}


def coverages(lists: Iterable[Int32], n_items: int, ks: Iterable[int]) -> dict[int, float]:
    """Coverage at every k of the lists of all splits together."""
    every = np.concatenate(list(lists))
    return {k: coverage(every, k, n_items) for k in ks}


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
        """The subject minus each other model, in every rank metric."""
        place = {column: number for number, column in enumerate(self.columns)}
        return [
            Comparison(subject, other, *key, self.found.difference(place[subject, key], place[other, key]))
            for other, key in self.columns
            if other != subject and key[0] in RANK_METRICS
        ]


def measured(values: Mapping[str, Values], unit: Int64, segment: str, plan: Plan) -> Measured:
    """Resample the values of all models together, so that every difference is paired."""
    columns = tuple((model, key) for model, own in values.items() for key in own)
    matrix = np.stack([values[model][key] for model, key in columns], axis=1) if columns else np.zeros((len(unit), 0))
    return Measured(columns, bootstrap(matrix, unit, plan.rng(), plan.resamples), segment, len(unit))


def overall(outcomes: Sequence[Outcome], table: CaseTable, plan: Plan) -> tuple[list[Figure], list[Comparison]]:
    """Figures over all cases, and the subject compared with each other one."""
    values = {o.name: rank_values(o.ranks, plan.ks) | dict(o.of_lists) for o in outcomes}
    result = measured(values, table.unit, ALL, plan)
    n = len(table.unit)
    served = [
        Figure(o.name, "coverage", k, ALL, share, math.nan, math.nan, n)
        for o in outcomes
        for k, share in o.coverage.items()
    ]
    return result.figures() + served, result.comparisons(plan.subject)


def segment_figures(outcomes: Sequence[Outcome], table: CaseTable, plan: Plan) -> list[Figure]:
    """The rank metrics over every segment's targets."""
    figures: list[Figure] = []
    for name, members in table.segments().items():
        unit = table.unit[np.unique(table.case[members])]
        values = {o.name: rank_values(o.ranks.where(members), plan.ks) for o in outcomes}
        figures += measured(values, unit, name, plan).figures()
    return figures
