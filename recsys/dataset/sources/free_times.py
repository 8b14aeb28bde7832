"""Dates as shops export them, turned into ISO 8601: 2024.03.01 13:20, 20240301, 2024/3/1 오후 1:20, 2024년 3월 1일."""

import polars as pl

ALLOWED = (
    "2024-03-01, 2024.03.01 13:20, 2024/3/1 오후 1:20, 2024년 3월 1일, 20240301, 20240301132000, "
    "2024-03-01T13:20:00+09:00, UNIX seconds or milliseconds"
)
_DAY = r"(?<year>\d{4})\s*(?:[-./]|년)\s*(?<month>\d{1,2})\s*(?:[-./]|월)\s*(?<day>\d{1,2})\s*(?:\.|일)?"
_CLOCK = (
    r"(?<half>오전|오후|[AaPp][Mm])?\s*(?<hour>\d{1,2})\s*(?::|시)\s*(?<minute>\d{1,2})?\s*분?"
    r"(?:\s*:?\s*(?<second>\d{1,2})\s*초?(?:[.,]\d+)?)?\s*(?<after>[AaPp][Mm])?"
)
_OFFSET = r"\s*(?<offset>Z|[+-]\d{2}:?\d{2})?"
SPELT = rf"^\s*{_DAY}(?:[T\s,]*(?:\([^)]*\))?\s*{_CLOCK}{_OFFSET})?\s*$"
COMPACT = r"^\s*(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})(?:[T ]?(?<hour>\d{2})(?<minute>\d{2})(?<second>\d{2})?)?\s*$"
UNIX = r"^\s*(\d{9,11})(?:\.\d+)?\s*$"
MILLISECONDS = r"^\s*(\d{10})\d{3}(?:\.\d+)?\s*$"


Parts = dict[str, pl.Expr]


def iso_times(words: pl.Series) -> pl.Series:
    """(n,) ISO 8601 text or UNIX seconds; null where there is nothing or the form is not understood.

    Days and hours that do not exist (2024-13-01) pass: reading the text as a time refuses them.
    """
    column = pl.col("t")
    iso = pl.coalesce(_iso(_parts(column, SPELT)), _iso(_parts(column, COMPACT)))
    unix = pl.coalesce(column.str.extract(UNIX), column.str.extract(MILLISECONDS))
    return words.alias("t").to_frame().select(pl.coalesce(iso, unix).alias(words.name)).to_series()


def _parts(column: pl.Expr, pattern: str) -> Parts:
    """The pattern's named groups; those it lacks are null."""
    names = ("year", "month", "day", "hour", "minute", "second", "half", "after", "offset")
    groups = column.str.extract_groups(pattern).struct
    return {name: groups.field(name) if f"?<{name}>" in pattern else pl.lit(None, pl.String) for name in names}


def _hour(parts: Parts) -> pl.Expr:
    """The hour of the day; 오후 12 is noon and 오전 12 midnight."""
    half = pl.coalesce(parts["half"], parts["after"]).str.to_lowercase()
    hour = parts["hour"].cast(pl.Int64, strict=False)
    shifted = hour % 12 + pl.when(half.is_in(["오후", "pm"])).then(12).otherwise(0)
    return pl.when(half.is_null()).then(hour).otherwise(shifted).cast(pl.String)


def _iso(parts: Parts) -> pl.Expr:
    day = pl.concat_str(parts["year"], *(_two(parts[name]) for name in ("month", "day")), separator="-")
    clock = [_two(part.fill_null("0")) for part in (_hour(parts), parts["minute"], parts["second"])]
    return day + "T" + pl.concat_str(clock, separator=":") + parts["offset"].fill_null("")


def _two(digits: pl.Expr) -> pl.Expr:
    return digits.str.zfill(2)
