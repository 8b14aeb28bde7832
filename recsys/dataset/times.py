"""Times of a column as UTC seconds: ISO 8601 with or without an offset, UNIX seconds, or typed date-times."""

from datetime import UTC, datetime
from difflib import get_close_matches
from zoneinfo import ZoneInfo, available_timezones

import polars as pl

from recsys.dataset.checks import first, text
from recsys.dataset.table import Table

ISO_8601 = (
    r"^(?<date>\d{4}-\d{2}-\d{2})"
    r"(?:[T ](?<minute>\d{2}:\d{2})(?::(?<second>\d{2})(?:[.,]\d+)?)?\s?(?<offset>Z|[+-]\d{2}(?::?\d{2})?)?)?$"
)
ALLOWED = "ISO 8601 (2024-03-01, 2024-03-01T13:20:00, 2024-03-01T13:20:00+09:00) or UNIX seconds (1709266800)"


def zone_problem(name: str) -> str | None:
    """What is allowed instead of an unknown IANA zone, None when it is known."""
    known = available_timezones()
    if name in known:
        return None
    close = get_close_matches(name, sorted(known), n=1)
    return f"an IANA name such as {close[0] if close else 'Asia/Seoul'}"


def seconds_of(table: Table, column: str, zone: str) -> pl.Series:
    """(n,) int64 UTC seconds, null where the cell is empty; a time without an offset is local to `zone`."""
    series = table.frame[column]
    if series.dtype.is_numeric():
        return series.cast(pl.Float64).fill_nan(None).floor().cast(pl.Int64, strict=False)
    if series.dtype == pl.Date or isinstance(series.dtype, pl.Datetime):
        return _typed(series, zone)
    words = text(table, column).str.strip_chars().replace("", None)
    seconds = _unix(words)
    if seconds.null_count() > words.null_count():
        seconds = seconds.fill_null(_iso(words, zone))
    row = first(seconds.is_null() & words.is_not_null())
    if row is not None:
        raise table.error(f"{column} is not a time", row, words[row], allowed=ALLOWED)
    return seconds


def _unix(words: pl.Series) -> pl.Series:
    whole = words.cast(pl.Int64, strict=False)
    if whole.null_count() == words.null_count():
        return whole
    numbers = words.cast(pl.Float64, strict=False)
    # Beyond 1e15 a float is no longer exact to the second, and no calendar reaches that far.
    return numbers.set(~(numbers.is_finite() & (numbers.abs() < 1e15)), None).floor().cast(pl.Int64)


def _typed(series: pl.Series, zone: str) -> pl.Series:
    if isinstance(series.dtype, pl.Datetime) and series.dtype.time_zone:
        return series.dt.epoch("s")
    return localised(series.cast(pl.Datetime("us")), zone).dt.epoch("s")


def localised(naive: pl.Series, zone: str) -> pl.Series:
    """Wall-clock times in a zone. An hour that happens twice is its first; one skipped in spring moves on an hour."""
    frame = naive.to_frame("t").select(
        pl.col("t")
        .dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
        .fill_null((pl.col("t") + pl.duration(hours=1)).dt.replace_time_zone(zone, ambiguous="earliest"))
    )
    return frame.to_series()


def _iso(words: pl.Series, zone: str) -> pl.Series:
    parts = words.str.extract_groups(ISO_8601).struct
    clock = parts.field("minute").fill_null("00:00") + ":" + parts.field("second").fill_null("00")
    naive = (parts.field("date") + "T" + clock).str.to_datetime("%Y-%m-%dT%H:%M:%S", time_unit="us", strict=False)
    offset = parts.field("offset")
    local = localised(naive, zone).dt.epoch("s")
    shifted = naive.dt.epoch("s") - _offset_seconds(offset)
    return shifted.zip_with(offset.is_not_null(), local)


def _offset_seconds(offset: pl.Series) -> pl.Series:
    digits = offset.str.replace("Z", "+00", literal=True).str.replace(":", "", literal=True).str.pad_end(5, "0")
    sign = digits.str.slice(0, 1).replace_strict({"+": 1, "-": -1}, default=None, return_dtype=pl.Int64)
    hours = digits.str.slice(1, 2).cast(pl.Int64, strict=False)
    return sign * (hours * 3600 + digits.str.slice(3, 2).cast(pl.Int64, strict=False) * 60)


def in_zone(seconds: int, zone: str) -> str:
    """A UTC second as local wall-clock text; seconds beyond the calendar stay a number."""
    try:
        return f"{datetime.fromtimestamp(seconds, UTC).astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError, OSError):
        return str(seconds)
