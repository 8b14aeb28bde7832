"""What an evaluation found: figures with intervals, comparisons, and the same as JSON or as tidy columns."""

import math
from dataclasses import dataclass, field

from recsys.evaluation.ranks import TargetRanks
from recsys.evaluation.significance import Interval

ALL = "all"
"""The segment of every case."""

JsonValue = str | int | float | None | list["JsonValue"] | dict[str, "JsonValue"]


@dataclass(frozen=True)
class Figure:
    """One number: a metric of a model at k over the n cases of a segment. NaN: no interval."""

    model: str
    metric: str
    k: int
    segment: str
    value: float
    low: float
    high: float
    n: int

    @property
    def key(self) -> str:
        """The metric's name in the JSON, such as `recall@10`."""
        return f"{self.metric}@{self.k}"


@dataclass(frozen=True)
class Comparison:
    """`model` minus `against` in one metric, paired over units."""

    model: str
    against: str
    metric: str
    k: int
    difference: Interval


@dataclass(frozen=True)
class ModelRun:
    """A model's ranks of all targets, its fit time in seconds (all splits) and its scoring time a case in ms."""

    name: str
    ranks: TargetRanks
    fit_seconds: float
    ms_per_case: float


@dataclass(frozen=True)
class Report:
    """The whole evaluation. With several splits `n_train_events` is their rounded mean."""

    dataset: str
    protocol: str
    n_train_events: int
    n_test_cases: int
    seed: int
    runs: tuple[ModelRun, ...]
    figures: tuple[Figure, ...]
    comparisons: tuple[Comparison, ...] = field(default=())

    def of(self, model: str, segment: str = ALL) -> dict[str, float]:
        """A model's figures in a segment by their JSON names."""
        return {f.key: f.value for f in self.figures if f.model == model and f.segment == segment}


def to_json(report: Report) -> dict[str, JsonValue]:
    """The report in the shape of the contract, with segments and comparisons added."""
    return {
        "dataset": report.dataset,
        "protocol": report.protocol,
        "n_train_events": report.n_train_events,
        "n_test_cases": report.n_test_cases,
        "seed": report.seed,
        "models": {run.name: _model_json(report, run) for run in report.runs},
        "segments": {run.name: _segments_json(report, run.name) for run in report.runs},
        "comparisons": [_comparison_json(comparison) for comparison in report.comparisons],
    }


def _model_json(report: Report, run: ModelRun) -> dict[str, JsonValue]:
    figures: dict[str, JsonValue] = {key: _number(value) for key, value in report.of(run.name).items()}
    return figures | {"fit_seconds": round(run.fit_seconds, 3), "ms_per_case": round(run.ms_per_case, 4)}


def _segments_json(report: Report, model: str) -> dict[str, JsonValue]:
    own = [f for f in report.figures if f.model == model and f.segment != ALL]
    sizes = {f.segment: f.n for f in own}
    return {
        segment: {"n": n} | {f.key: _number(f.value) for f in own if f.segment == segment}
        for segment, n in sizes.items()
    }


def _comparison_json(comparison: Comparison) -> dict[str, JsonValue]:
    found = comparison.difference
    return {
        "model": comparison.model,
        "against": comparison.against,
        "metric": f"{comparison.metric}@{comparison.k}",
        "difference": _number(found.value),
        "low": _number(found.low),
        "high": _number(found.high),
        "p": _number(found.p),
    }


def _number(value: float) -> float | None:
    """JSON has no NaN."""
    return None if math.isnan(value) else value


def to_columns(report: Report) -> dict[str, list[str] | list[int] | list[float]]:
    """The figures as columns of a tidy table, one row a figure; times are rows of their own with k = 0."""
    rows = list(report.figures)
    for run in report.runs:
        for metric, value in (("fit_seconds", run.fit_seconds), ("ms_per_case", run.ms_per_case)):
            rows.append(Figure(run.name, metric, 0, ALL, value, math.nan, math.nan, report.n_test_cases))
    return {
        "model": [row.model for row in rows],
        "metric": [row.metric for row in rows],
        "k": [row.k for row in rows],
        "segment": [row.segment for row in rows],
        "value": [row.value for row in rows],
        "low": [row.low for row in rows],
        "high": [row.high for row in rows],
        "n": [row.n for row in rows],
    }


def compared_columns(report: Report) -> dict[str, list[str] | list[int] | list[float]]:
    """The comparisons as columns of a tidy table, one row a pair of models and a figure."""
    rows = report.comparisons
    return {
        "model": [row.model for row in rows],
        "against": [row.against for row in rows],
        "metric": [row.metric for row in rows],
        "k": [row.k for row in rows],
        "value": [row.difference.value for row in rows],
        "low": [row.difference.low for row in rows],
        "high": [row.difference.high for row in rows],
        "p": [row.difference.p for row in rows],
    }
