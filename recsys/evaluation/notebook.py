"""Evaluate from a notebook: frames in, one tidy frame of the same kind out, the same numbers as the command line."""

from collections.abc import Iterable, Sequence
from typing import Any, TypedDict, Unpack

import narwhals as nw

from recsys.dataset.frames import dataset_from_frames
from recsys.errors import QueryError, nearest
from recsys.evaluation.ablation import signals_named
from recsys.evaluation.cases import ProtocolSettings
from recsys.evaluation.report import to_columns
from recsys.evaluation.run import Settings, evaluate_models
from recsys.protocols import Progress, silent
from recsys.registry import ENGINE, rankers

DEFAULT_MODELS = ("popular", ENGINE)
"""The engine beside the plainest thing it has to beat."""

_FRAME_KEYS = ("name", "kind", "time", "timezone")


class Options(TypedDict, total=False):
    """The command line's options by name; `test` is an events frame of test sessions (next-item).

    `name`, `kind`, `time` and `timezone` say of the frames what `dataset.toml` says of a folder.
    """

    k: Sequence[int]
    min_events: int
    folds: int
    seed: int
    without: Iterable[str]
    test: Any
    budget: float | None
    progress: Progress
    name: str
    kind: str
    time: str
    timezone: str


def evaluate(
    events: Any,
    items: Any = None,
    protocol: str = "leave-last-out",
    models: Sequence[str] = DEFAULT_MODELS,
    **options: Unpack[Options],
) -> Any:
    """Evaluate models on an events frame (pandas, polars or pyarrow) and perhaps an items frame.

    Returns a frame of the caller's kind, one row a figure: model, metric, k, segment, value, low, high, n.
    `low` and `high` are the 95 % bootstrap interval over users or test sessions, NaN where there is none; times
    (`fit_seconds`, `ms_per_case`) have k = 0. Raises DataError for the frames and QueryError for the rest.
    """
    _refuse_unknown(options)
    told = {key: options[key] for key in _FRAME_KEYS if key in options}  # type: ignore[literal-required]
    dataset = dataset_from_frames(events, items, **told)
    test = None if options.get("test") is None else dataset_from_frames(options["test"], **told)
    settings = Settings(
        ProtocolSettings(options.get("min_events", 5), options.get("folds", 5), options.get("seed", 0), test),
        ks=tuple(options.get("k", (10, 20))),
        without=signals_named(options.get("without", ())),
    )
    fits = rankers(models, options.get("budget"))
    report = evaluate_models(dataset, protocol, fits, settings, options.get("progress", silent))
    return nw.from_dict(to_columns(report), backend=nw.get_native_namespace(events)).to_native()


def _refuse_unknown(options: Options) -> None:
    known = list(Options.__annotations__)
    for name in options:
        if name not in known:
            raise QueryError("options", f"unknown option {name!r}", nearest(name, known))
