"""Columns checked whole: each function returns a typed column or raises a DataError about its first bad cell."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from recsys.dataset.table import Table
from recsys.errors import nearest


@dataclass(frozen=True)
class Interval:
    """Numbers from `low` to `high`; `above` leaves `low` itself out."""

    low: float = -math.inf
    high: float = math.inf
    above: bool = False

    def holds(self, values: pl.Series) -> pl.Series:
        """(n,) whether each value is a finite number inside."""
        over = values > self.low if self.above else values >= self.low
        return (values.is_finite() & over & (values <= self.high)).fill_null(False)

    def __str__(self) -> str:
        if math.isinf(self.low):
            return "a number, such as 3 or 3.5"
        if math.isinf(self.high):
            return f"a number above {self.low:g}" if self.above else f"a number, {self.low:g} or more"
        return f"a number from {self.low:g} to {self.high:g}"


ANY = Interval()
NOT_NEGATIVE = Interval(low=0.0)
POSITIVE = Interval(low=0.0, above=True)
UNIT = Interval(low=-1.0, high=1.0)
YES = ("true", "1", "yes", "y")
NO = ("false", "0", "no", "n")


def require(table: Table, columns: Sequence[str], advice: str) -> None:
    """Raise unless the table has all the columns."""
    for column in columns:
        if column not in table:
            found = ", ".join(table.frame.columns)
            raise table.error(f"column {column} is missing", allowed=f"columns found: {found}", advice=advice)


def first(mask: pl.Series) -> int | None:
    """The first row where the mask holds."""
    where = mask.fill_null(False).arg_true()
    return int(where[0]) if len(where) else None


def text(table: Table, column: str) -> pl.Series:
    """(n,) text, null where the cell is empty. Numbers lose a fraction of zero (13085.0 -> "13085")."""
    series = table.frame[column]
    return _plain(series).replace("", None)


def _plain(series: pl.Series) -> pl.Series:
    if series.dtype == pl.String:
        return series
    if isinstance(series.dtype, pl.List):
        return series.cast(pl.List(pl.String)).list.join("|")
    if series.dtype.is_float():
        series = series.fill_nan(None)
        whole = bool((series.drop_nulls() % 1 == 0).all())
        return series.cast(pl.Int64).cast(pl.String) if whole else series.cast(pl.String)
    if series.dtype == pl.Object:
        return from_objects(series.name, series.to_list())
    return series.cast(pl.String)


def from_objects(name: str, values: Sequence[object]) -> pl.Series:
    """(n,) text of arbitrary objects; None, NaN, NaT and pandas' NA are no value."""
    missing = {"None", "nan", "NaN", "NaT", "<NA>"}
    words = [None if not isinstance(v, str) and str(v) in missing else str(v) for v in values]
    return pl.Series(name, words, dtype=pl.String)


def number(table: Table, column: str, allowed: Interval = ANY) -> pl.Series:
    """(n,) float64 within the interval, null where the cell is empty."""
    series = table.frame[column]
    if series.dtype.is_numeric():
        values = series.cast(pl.Float64).fill_nan(None)
        given = values.is_not_null()
    else:
        words = text(table, column).str.strip_chars().replace("", None)
        values, given = words.cast(pl.Float64, strict=False), words.is_not_null()
    row = first(given & ~allowed.holds(values))
    if row is not None:
        raise table.error(f"{column} is not a number it can be", row, series[row], allowed=str(allowed))
    return values


def flag(table: Table, column: str) -> pl.Series:
    """(n,) booleans, null where the cell is empty."""
    words = text(table, column).str.strip_chars().str.to_lowercase()
    row = first(words.is_not_null() & ~words.is_in([*YES, *NO]))
    if row is not None:
        raise table.error(f"{column} is neither true nor false", row, words[row], allowed=", ".join((*YES, *NO)))
    return words.is_in(YES)


def choice(table: Table, column: str, known: Sequence[str]) -> pl.Series:
    """(n,) text out of `known`, null where the cell is empty."""
    words = text(table, column)
    row = first(words.is_not_null() & ~words.is_in(list(known)))
    if row is not None:
        raise table.error(f"unknown {column}", row, words[row], allowed=nearest(str(words[row]), list(known)))
    return words


def filled(table: Table, column: str, needed: pl.Series, advice: str) -> pl.Series:
    """(n,) text; a cell that is empty where `needed` (n,) holds is an error."""
    words = text(table, column)
    row = first(words.is_null() & needed)
    if row is not None:
        raise table.error(f"{column} is empty", row, advice=advice)
    return words


def unique(table: Table, column: str) -> pl.Series:
    """(n,) text without empty cells and without repeats."""
    everywhere = pl.Series(np.ones(len(table), dtype=np.bool_))
    words = filled(table, column, everywhere, f"every row needs its own {column}")
    row = first(~words.is_first_distinct())
    if row is not None:
        before = int(table.places[first(words == words[row]) or 0])
        place = "row" if table.lines is None else "line"
        raise table.error(
            f"{column} is there twice (first on {place} {before})", row, words[row], advice="keep one of the rows"
        )
    return words
