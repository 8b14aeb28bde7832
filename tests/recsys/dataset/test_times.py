from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.dataset.table import Table
from recsys.dataset.times import in_zone, seconds_of, zone_problem

moments = st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1))
offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


def seconds(text: str, zone: str = "UTC") -> int:
    return int(seconds_of(Table(pl.DataFrame({"t": [text]}), "x"), "t", zone)[0])


@settings(max_examples=200, deadline=None)
@given(moments, offsets, st.sampled_from(["seconds", "milliseconds", "minutes"]), st.sampled_from(["T", " "]))
def test_a_time_with_offset_is_what_python_says(at: datetime, offset: timezone, unit: str, separator: str) -> None:
    text = at.replace(tzinfo=offset).isoformat(sep=separator, timespec=unit)
    whole = datetime.fromisoformat(text).replace(microsecond=0)
    assert seconds(text) == whole.timestamp()


@settings(max_examples=200, deadline=None)
@given(moments, st.sampled_from(["Asia/Seoul", "Europe/London", "America/New_York", "Asia/Kolkata"]))
def test_a_time_without_offset_is_local(at: datetime, zone: str) -> None:
    at = at.replace(microsecond=0)
    assert seconds(at.isoformat(), zone) == at.replace(tzinfo=ZoneInfo(zone), fold=0).timestamp()


def test_seconds_are_shown_in_their_zone_and_impossible_ones_as_numbers() -> None:
    assert in_zone(1709254800, "Asia/Seoul") == "2024-03-01 10:00"
    assert in_zone(10**15, "UTC") == str(10**15)


@pytest.mark.parametrize(
    ("zone", "allowed"), [("Asia/Seul", "Asia/Seoul"), ("???", "Asia/Seoul"), ("Europe/Lodon", "Europe/London")]
)
def test_an_unknown_zone_gets_a_suggestion(zone: str, allowed: str) -> None:
    assert zone_problem(zone) == f"an IANA name such as {allowed}"
    assert zone_problem(allowed) is None
