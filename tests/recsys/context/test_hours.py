"""Slots of the day and week: borders, zones, holidays, and the vector form against the single one."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.context.hours import KOREA, N_SLOTS, PARTS, is_day_off, is_free, part_of, slot_at, slots_at


def at(local: str, zone: str = KOREA) -> int:
    return int(datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone)).timestamp())


@pytest.mark.parametrize(
    ("local", "part", "free"),
    [
        ("2026-11-18T06:00", "morning", False),
        ("2026-11-18T09:59:59", "morning", False),
        ("2026-11-18T10:00", "midday", False),
        ("2026-11-18T14:00", "afternoon", False),
        ("2026-11-18T18:00", "evening", False),
        ("2026-11-18T22:00", "night", False),
        ("2026-11-19T01:59:59", "night", False),
        ("2026-11-19T02:00", "small_hours", False),
        ("2026-11-21T06:00", "morning", True),
        ("2026-11-21T01:00", "night", False),
        ("2026-11-23T01:00", "night", True),
    ],
)
def test_a_day_has_six_parts_and_begins_at_six(local: str, part: str, free: bool) -> None:
    slot = slot_at(at(local), KOREA)
    assert (part_of(slot), is_free(slot)) == (part, free)


def test_a_public_holiday_is_a_weekend_in_korea_only() -> None:
    liberation = date(2024, 8, 15)
    assert is_day_off(liberation, KOREA) and not is_day_off(liberation, "Europe/Berlin")
    assert is_day_off(date(2024, 9, 17), KOREA)  # Chuseok, by the moon
    assert not is_day_off(date(2024, 8, 16), KOREA)


def test_the_same_second_is_another_part_of_the_day_elsewhere() -> None:
    noon = at("2026-11-18T12:00")
    assert (part_of(slot_at(noon, KOREA)), part_of(slot_at(noon, "Europe/Berlin"))) == ("midday", "small_hours")
    assert part_of(slot_at(at("2026-11-18T10:00", "Asia/Kolkata") - 1, "Asia/Kolkata")) == "morning"


@given(st.lists(st.integers(-10_000_000, 4_000_000_000), max_size=20), st.sampled_from([KOREA, "America/New_York"]))
def test_many_seconds_at_once_are_as_one_by_one(seconds: list[int], zone: str) -> None:
    found = slots_at(np.array(seconds, dtype=np.int64), zone)
    assert found.tolist() == [slot_at(second, zone) for second in seconds]
    assert all(0 <= slot < N_SLOTS == 2 * len(PARTS) for slot in found)
