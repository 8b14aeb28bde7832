"""Parts of the day, workdays and weekends, in the zone where people live.

A day begins at 06:00, so that an hour after midnight still belongs to the evening before. In Korea a public holiday
counts as a weekend.
"""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

import numpy as np

from recsys.types import Int32, Int64

Part = Literal["morning", "midday", "afternoon", "evening", "night", "small_hours"]
PARTS: tuple[Part, ...] = ("morning", "midday", "afternoon", "evening", "night", "small_hours")
"""06-10, 10-14, 14-18, 18-22, 22-02, 02-06."""

N_SLOTS = 2 * len(PARTS)
"""Slots: the parts of a workday, then those of a weekend."""

KOREA = "Asia/Seoul"
_QUARTER = 15 * 60
"""Every offset from UTC there is today is a multiple of a quarter of an hour, and so is every border of a slot."""

_FEW = 500
"""Of so few times each is looked up: finding the equal ones among them would cost more."""


def slot_at(at: int, zone: str) -> int:
    """The slot of a UTC second: its part of the day, plus 6 on a weekend."""
    return _slot(at // _QUARTER, zone)


def slots_at(at: Int64, zone: str) -> Int32:
    """The slots (n,) of UTC seconds (n,)."""
    if len(at) <= _FEW:
        return np.array([_slot(quarter, zone) for quarter in (at // _QUARTER).tolist()], dtype=np.int32)
    quarters, place = np.unique(at // _QUARTER, return_inverse=True)
    slots = np.array([_slot(quarter, zone) for quarter in quarters.tolist()], dtype=np.int32)
    return slots[place.ravel()]


def part_of(slot: int) -> Part:
    """The part of the day of a slot."""
    return PARTS[slot % len(PARTS)]


def is_free(slot: int) -> bool:
    """Whether a slot is on a weekend or a holiday."""
    return slot >= len(PARTS)


@lru_cache(maxsize=2**18)
def _slot(quarter: int, zone: str) -> int:
    local = datetime.fromtimestamp(quarter * _QUARTER, UTC).astimezone(ZoneInfo(zone)) - timedelta(hours=6)
    return local.hour // 4 + len(PARTS) * is_day_off(local.date(), zone)


def is_day_off(day: date, zone: str) -> bool:
    """Whether a local day is a Saturday, a Sunday or, in Korea, a public holiday."""
    return day.weekday() >= 5 or (zone == KOREA and day in _korean_holidays(day.year))


@lru_cache(maxsize=256)
def _korean_holidays(year: int) -> frozenset[date]:
    import holidays  # noqa: PLC0415  (only where hours matter, and not at every start)

    return frozenset(holidays.country_holidays("KR", years=year))
