"""Evaluate: fit every model on every split of a protocol, ask it every case, and measure."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from recsys.dataset.dataset import Dataset
from recsys.errors import QueryError
from recsys.evaluation.answers import Answers, Asking, Stopwatch, answers
from recsys.evaluation.cases import ProtocolSettings, Split
from recsys.evaluation.figures import Outcome, Plan, overall, segment_figures, totals
from recsys.evaluation.lists import ListFacts
from recsys.evaluation.protocols import protocol_named
from recsys.evaluation.ranks import joined
from recsys.evaluation.report import Comparison, Figure, ModelRun, Report
from recsys.evaluation.segments import case_table
from recsys.protocols import FitRanker, Progress, TrainingData, silent
from recsys.types import Signal

Variants = Mapping[str, frozenset[Signal]]
"""Names of a model's rows in the report, and the signals withheld in each."""


@dataclass(frozen=True)
class Settings:
    """How to evaluate. `without` adds, for the last model, the same fit asked with these signals withheld."""

    protocol: ProtocolSettings = field(default_factory=ProtocolSettings)
    ks: tuple[int, ...] = (10, 20)
    without: frozenset[Signal] = frozenset()
    resamples: int = 1000
    stopwatch: Stopwatch = time.perf_counter


@dataclass(frozen=True)
class Evaluation:
    """What every model of one evaluation shares."""

    splits: tuple[Split, ...]
    settings: Settings
    progress: Progress

    def run(self, name: str, fit: FitRanker, variants: Variants) -> list[tuple[ModelRun, Outcome]]:
        """Fit one model on each split and ask it all cases, once for each variant (name -> signals withheld)."""
        gathered: dict[str, list[Answers]] = {variant: [] for variant in variants}
        fit_seconds = 0.0
        for split in self.splits:
            started = self.settings.stopwatch()
            ranker = fit(self._training(name, split))
            fit_seconds += self.settings.stopwatch() - started
            for variant, withhold in variants.items():
                asking = Asking(variant, max(self.settings.ks), withhold, self.progress, self.settings.stopwatch)
                gathered[variant].append(answers(ranker, split, asking))
        return [self._outcome(variant, found, fit_seconds) for variant, found in gathered.items()]

    def _training(self, name: str, split: Split) -> TrainingData:
        def progress(step: str, share: float) -> None:
            self.progress(f"{name}: {step}", share)

        return TrainingData(split.train, split.catalogue, seed=self.settings.protocol.seed, progress=progress)

    def _outcome(self, name: str, found: list[Answers], fit_seconds: float) -> tuple[ModelRun, Outcome]:
        ks = self.settings.ks
        parts = [facts.values(own.lists, ks) for own, facts in zip(found, self._facts, strict=True)]
        ranks = joined([own.ranks for own in found])
        run = ModelRun(name, ranks, fit_seconds, 1000 * sum(own.seconds for own in found) / max(1, ranks.n_cases))
        of_lists = {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}
        together = totals(found, ranks, len(self.splits[0].catalogue), ks)
        return run, Outcome(name, ranks, of_lists, together)

    @cached_property
    def _facts(self) -> tuple[ListFacts, ...]:
        return tuple(ListFacts.of(split) for split in self.splits)


def evaluate_models(
    dataset: Dataset,
    protocol: str,
    models: Mapping[str, FitRanker],
    settings: Settings | None = None,
    progress: Progress = silent,
) -> Report:
    """Evaluate models by name under a protocol, all on the same cases.

    Raises QueryError for an unknown protocol, for data the protocol cannot split, when no case is left, and for
    a model whose scores are NaN or not one an item.
    """
    settings = checked(settings or Settings())
    return evaluate_splits(
        dataset, protocol, protocol_named(protocol)(dataset, settings.protocol), models, settings, progress
    )


def evaluate_splits(
    dataset: Dataset,
    protocol: str,
    splits: tuple[Split, ...],
    models: Mapping[str, FitRanker],
    settings: Settings,
    progress: Progress = silent,
) -> Report:
    """The same on splits made already: a sample of a protocol's cases, or some of its folds."""
    _refuse_empty(dataset, protocol, splits)
    evaluation = Evaluation(splits, settings, progress)
    found = [
        pair for name, fit in models.items() for pair in evaluation.run(name, fit, _variants(name, models, settings))
    ]
    figures, comparisons = _measure([outcome for _, outcome in found], list(models)[-1:], dataset, evaluation)
    return Report(
        dataset=dataset.meta.name,
        protocol=protocol,
        n_train_events=round(sum(len(split.train) for split in splits) / len(splits)),
        n_test_cases=sum(split.n_cases for split in splits),
        seed=settings.protocol.seed,
        runs=tuple(run for run, _ in found),
        figures=tuple(figures),
        comparisons=tuple(comparisons),
    )


def _measure(
    outcomes: list[Outcome], subject: list[str], dataset: Dataset, evaluation: Evaluation
) -> tuple[list[Figure], list[Comparison]]:
    settings = evaluation.settings
    table = case_table(evaluation.splits, dataset.interactions.timed)
    plan = Plan(settings.ks, settings.resamples, settings.protocol.seed, *subject)
    figures, comparisons = overall(outcomes, table, plan)
    return figures + segment_figures(outcomes, table, plan), comparisons


def _refuse_empty(dataset: Dataset, protocol: str, splits: tuple[Split, ...]) -> None:
    if not any(split.n_cases for split in splits):
        raise QueryError("protocol", f"{protocol} leaves no test case in {dataset.meta.name!r}", "see --min-events")


def checked(settings: Settings) -> Settings:
    """The settings, ks ascending and distinct; refuses none or one below 1."""
    ks = tuple(sorted(set(settings.ks)))
    if not ks or ks[0] < 1:
        raise QueryError("k", f"{settings.ks} is not a list of list lengths", "whole numbers from 1, such as 10,20")
    return Settings(settings.protocol, ks, settings.without, settings.resamples, settings.stopwatch)


def _variants(name: str, models: Mapping[str, FitRanker], settings: Settings) -> Variants:
    """The model itself and, for the last one, the model with signals withheld."""
    variants: dict[str, frozenset[Signal]] = {name: frozenset()}
    if settings.without and name == list(models)[-1]:
        variants[f"{name} without {', '.join(sorted(settings.without))}"] = settings.without
    return variants
