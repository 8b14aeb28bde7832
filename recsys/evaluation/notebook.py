"""Evaluate from a notebook: frames in, tidy frames of the same kind out, the same numbers as the command line."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypedDict, Unpack

import narwhals as nw

from recsys.config import EngineConfig, read_config
from recsys.dataset.frames import dataset_from_frames
from recsys.errors import QueryError, nearest
from recsys.evaluation.ablation import signals_named
from recsys.evaluation.cases import ProtocolSettings
from recsys.evaluation.report import Report, compared_columns, to_columns
from recsys.evaluation.run import Settings, evaluate_models
from recsys.models import custom
from recsys.protocols import FitRanker, Progress, Ranker, TrainingData, silent
from recsys.rankers import Alone, engine_ranker, rankers
from recsys.registry import ENGINE

DEFAULT_MODELS = ("popular", ENGINE)
"""The engine beside the plainest thing it has to beat."""

Models = Sequence[str] | Mapping[str, Any]
"""Names of the registry; or rows by name, each a name of the registry, a composition (`EngineConfig`), or a model of
your own: a fit, or an object with `scores`, as `recsys.models.custom` takes them."""

_FRAME_KEYS = ("name", "kind", "time", "timezone")


class Options(TypedDict, total=False):
    """The command line's options by name; `test` is an events frame of test sessions (next-item).

    `config` is the engine's composition or its TOML. `name`, `kind`, `time` and `timezone` say of the frames what
    `dataset.toml` says of a folder.
    """

    k: Sequence[int]
    min_events: int
    folds: int
    seed: int
    without: Iterable[str]
    test: Any
    budget: float | None
    config: EngineConfig | Path | str | None
    progress: Progress
    name: str
    kind: str
    time: str
    timezone: str


class Compared(NamedTuple):
    """Two tidy frames: `figures` as of `evaluate`, and `differences` between every two models, paired.

    Columns of `differences`: model, against, metric, k, value (model - against), low, high (95 % interval), p.
    """

    figures: Any
    differences: Any


def evaluate(
    events: Any,
    items: Any = None,
    protocol: str = "leave-last-out",
    models: Models = DEFAULT_MODELS,
    **options: Unpack[Options],
) -> Any:
    """Evaluate models on an events frame (pandas, polars or pyarrow) and perhaps an items frame.

    Returns a frame of the caller's kind, one row a figure: model, metric, k, segment, value, low, high, n.
    `low` and `high` are the 95 % bootstrap interval over users or test sessions, NaN where there is none; times
    (`fit_seconds`, `ms_per_case`) have k = 0. Raises DataError for the frames and QueryError for the rest.
    """
    return compare(events, items, protocol, models, **options).figures


def compare(
    events: Any,
    items: Any = None,
    protocol: str = "leave-last-out",
    models: Models = DEFAULT_MODELS,
    **options: Unpack[Options],
) -> Compared:
    """As `evaluate`, and beside the figures the paired differences between every two models."""
    report = _report(events, items, protocol, models, options)
    backend = nw.get_native_namespace(events)
    figures, differences = (
        nw.from_dict(columns, backend=backend).to_native() for columns in (to_columns(report), compared_columns(report))
    )
    return Compared(figures, differences)


def _report(events: Any, items: Any, protocol: str, models: Models, options: Options) -> Report:
    _refuse_unknown(options)
    told = {key: options[key] for key in _FRAME_KEYS if key in options}  # type: ignore[literal-required]
    fits = fits_of(models, _composition(options.get("config")), options.get("budget"))
    dataset = dataset_from_frames(events, items, **told)
    test = None if options.get("test") is None else dataset_from_frames(options["test"], **told)
    settings = Settings(
        ProtocolSettings(options.get("min_events", 5), options.get("folds", 5), options.get("seed", 0), test),
        ks=tuple(options.get("k", (10, 20))),
        without=signals_named(options.get("without", ())),
    )
    return evaluate_models(dataset, protocol, fits, settings, options.get("progress", silent))


def fits_of(models: Models, config: EngineConfig | None, budget: float | None) -> Mapping[str, FitRanker]:
    """How to fit every row of the table, by the row's name."""
    if not isinstance(models, Mapping):
        return rankers(models, budget, config)
    return {row: _fit_of(row, told, config, budget) for row, told in models.items()}


def _fit_of(row: str, told: Any, config: EngineConfig | None, budget: float | None) -> FitRanker:
    if isinstance(told, str):
        return rankers([told], budget, config)[told]
    if isinstance(told, EngineConfig):
        return engine_ranker(told, budget)
    custom.check({row: told}, {})

    def fit(data: TrainingData) -> Ranker:
        return Alone(custom.fit(data, row, told))

    return fit


def _composition(told: EngineConfig | Path | str | None) -> EngineConfig | None:
    return read_config(Path(told)) if isinstance(told, str | Path) else told


def _refuse_unknown(options: Options) -> None:
    known = list(Options.__annotations__)
    for name in options:
        if name not in known:
            raise QueryError("options", f"unknown option {name!r}", nearest(name, known))
