"""Frames in, a Dataset out: the notebook's way, with the same checks and errors as files."""

from typing import Any

import narwhals as nw
import polars as pl

from recsys.dataset.build import dataset_of
from recsys.dataset.checks import from_objects
from recsys.dataset.dataset import Dataset
from recsys.dataset.meta import meta_of
from recsys.dataset.table import Table
from recsys.errors import DataError
from recsys.types import TimeUnit


def dataset_from_frames(
    events: Any,
    items: Any = None,
    *,
    name: str = "data",
    kind: str = "goods",
    time: TimeUnit | None = None,
    timezone: str = "UTC",
) -> Dataset:
    """The dataset of an events frame and perhaps an items frame (pandas, polars or pyarrow); either may be None.

    `time` None means seconds where events have a `datetime` column, else order. Raises DataError, which counts
    rows from 1 ("events, row 17").
    """
    if events is None and items is None:
        raise DataError("neither events nor items were given", advice="pass a frame with user_id and item_id")
    log, catalogue = _table(events, "events"), _table(items, "items")
    unit = time or ("seconds" if log is not None and "datetime" in log else "order")
    meta = meta_of({"name": name, "kind": kind, "time": unit, "timezone": timezone})
    return dataset_of(meta, log, catalogue)


def _table(frame: Any, name: str) -> Table | None:
    if frame is None:
        return None
    try:
        native = nw.from_native(frame)
    except TypeError as error:
        allowed = "a pandas, polars or pyarrow frame"
        raise DataError("not a frame", file=name, value=type(frame).__name__, allowed=allowed) from error
    eager = native.collect() if isinstance(native, nw.LazyFrame) else native
    return Table(_polars(eager, name), name)


def _polars(frame: "nw.DataFrame[Any]", name: str) -> pl.DataFrame:
    unnamed = [column for column in frame.columns if not isinstance(column, str)]
    if unnamed:
        raise DataError("a column's name is not text", file=name, value=unnamed[0], allowed="text")
    try:
        return frame.to_polars()
    except (pl.exceptions.PolarsError, ImportError, TypeError, ValueError, ArithmeticError):
        # Columns of mixed objects, or pandas text without pyarrow: cell by cell it works.
        return pl.DataFrame([_series(column, frame[column].to_list()) for column in frame.columns])


def _series(name: str, values: list[Any]) -> pl.Series:
    try:
        return pl.Series(name, values, strict=True)
    except (pl.exceptions.PolarsError, TypeError, ValueError, OverflowError):
        return from_objects(name, values)
