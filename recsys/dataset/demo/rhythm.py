"""Daily rhythm: when a shopper comes, in local time, and what an hour does to what they like."""

import math
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from recsys.types import Float64

CHRONOTYPES: dict[str, tuple[tuple[float, float], ...]] = {
    "commuter": ((8.0, 0.6), (18.5, 0.4)),
    "lunch": ((12.5, 0.75), (16.0, 0.25)),
    "evening": ((20.5, 0.85), (13.0, 0.15)),
    "night": ((23.5, 0.85), (20.0, 0.15)),
    "mixed": ((9.0, 0.3), (14.0, 0.3), (21.0, 0.4)),
}
"""Peaks of the day as (local hour, share)."""
CHRONOTYPE_ODDS = (0.22, 0.13, 0.30, 0.20, 0.15)
DAY_PARTS = ("06-10", "10-14", "14-18", "18-22", "22-02", "02-06")
WEEKEND_FACTOR = 1.35
WEEKEND_SHIFT_HOURS = 1.5
PEAK_WIDTH_HOURS = 1.4
STRAY_SHARE = 0.15
"""Share of visits at any waking hour (7-24), whatever the chronotype."""
MIN_GAP_SECONDS = 9_000
"""Least time between the starts of two visits: a visit lasts at most 85 minutes, a session ends after 30 idle ones."""
LONGEST_VISIT_SECONDS = 5_100


@dataclass(frozen=True, slots=True)
class Habit:
    """In this part of the day, on these days, the shopper leans to one category (an index)."""

    is_weekend: bool
    part: int
    category: int


@dataclass(frozen=True, slots=True)
class Window:
    """The local days a shopper can come on, first included and last excluded, and the zone they live in."""

    first: date
    last: date
    tz: ZoneInfo


def day_part(hour: float) -> int:
    """Index into `DAY_PARTS` of a local hour."""
    return int(((hour - 6.0) % 24.0) // 4.0)


def energy_of_hour(hour: float) -> float:
    """How lively a local hour feels, in [-1, 1]: highest at 10, lowest at 22."""
    return math.cos(2.0 * math.pi * (hour - 10.0) / 24.0)


def draw_visits(
    rng: np.random.Generator, n_visits: int, window: Window, chronotype: str, has_rhythm: bool
) -> list[datetime]:
    """Local, aware starting times of visits in ascending order, at least `MIN_GAP_SECONDS` apart.

    Visits too near the one before are dropped, so that slightly fewer than `n_visits` remain.
    Without rhythm every hour and every weekday is equally likely.
    """
    days = _draw_days(rng, n_visits, window, has_rhythm)
    weekend = np.array([is_weekend(window.first + timedelta(days=int(day))) for day in days], dtype=np.bool_)
    hours = _draw_hours(rng, weekend, chronotype) if has_rhythm else rng.uniform(0.0, 24.0, size=n_visits)
    latest = (window.last - window.first).days * 86_400 - LONGEST_VISIT_SECONDS
    offsets = np.sort(np.minimum(days * 86_400 + (hours * 3600).astype(np.int64), latest))
    return [_local(window, int(offset)) for offset in _apart(offsets.tolist())]


def _draw_days(
    rng: np.random.Generator, n_visits: int, window: Window, has_rhythm: bool
) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    n_days = (window.last - window.first).days
    weekend = np.array([is_weekend(window.first + timedelta(days=day)) for day in range(n_days)])
    weight = np.where(weekend & has_rhythm, WEEKEND_FACTOR, 1.0)
    drawn = rng.choice(n_days, size=n_visits, p=weight / weight.sum())
    return np.asarray(drawn, dtype=np.int64)


def _draw_hours(rng: np.random.Generator, weekend: "np.ndarray[tuple[int], np.dtype[np.bool_]]", kind: str) -> Float64:
    peaks = np.array([peak for peak, _ in CHRONOTYPES[kind]])
    shares = np.array([share for _, share in CHRONOTYPES[kind]])
    which = rng.choice(len(peaks), size=len(weekend), p=shares / shares.sum())
    at_peak = peaks[which] + WEEKEND_SHIFT_HOURS * weekend + rng.normal(0.0, PEAK_WIDTH_HOURS, size=len(weekend))
    stray = rng.uniform(7.0, 24.0, size=len(weekend))
    is_stray = rng.random(len(weekend)) < STRAY_SHARE
    hours: Float64 = np.where(is_stray, stray, at_peak) % 24.0
    return hours


def _apart(offsets: list[int]) -> list[int]:
    kept: list[int] = []
    for offset in offsets:
        if not kept or offset - kept[-1] >= MIN_GAP_SECONDS:
            kept.append(offset)
    return kept


def _local(window: Window, offset: int) -> datetime:
    midnight = datetime.combine(window.first, time())
    return (midnight + timedelta(seconds=offset)).replace(tzinfo=window.tz)


def is_weekend(day: date) -> bool:
    """Whether a local day is a Saturday or a Sunday."""
    return day.weekday() >= 5
