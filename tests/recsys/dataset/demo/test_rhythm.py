from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from scipy.stats import chisquare

from recsys.dataset.demo.rhythm import (
    CHRONOTYPES,
    MIN_GAP_SECONDS,
    Window,
    day_part,
    draw_visits,
    energy_of_hour,
    is_weekend,
)

WINDOW = Window(date(2026, 1, 1), date(2036, 1, 1), ZoneInfo("Asia/Seoul"))


def visits(chronotype="night", has_rhythm=True, n=4000, window=WINDOW):
    return draw_visits(np.random.default_rng(0), n, window, chronotype, has_rhythm)


def test_without_rhythm_every_hour_is_equally_likely_and_with_it_none_is():
    flat = np.bincount([at.hour for at in visits(has_rhythm=False)], minlength=24)
    shaped = np.bincount([at.hour for at in visits()], minlength=24)
    assert chisquare(flat).pvalue > 0.01
    assert chisquare(shaped).pvalue < 1e-9


@pytest.mark.parametrize("chronotype", CHRONOTYPES)
def test_most_visits_are_near_a_peak_of_the_chronotype(chronotype):
    peaks = np.array([peak for peak, _ in CHRONOTYPES[chronotype]])
    hours = np.array([at.hour + at.minute / 60 for at in visits(chronotype)])
    distance = np.abs((hours[:, None] - peaks + 12) % 24 - 12).min(axis=1)
    assert (distance < 4).mean() > 0.8


def test_weekends_are_busier_only_with_rhythm():
    share = [np.mean([is_weekend(at.date()) for at in visits(has_rhythm=rhythm)]) for rhythm in (True, False)]
    assert share[0] > 0.32 and share[1] == pytest.approx(2 / 7, abs=0.02)


def test_visits_are_ordered_and_far_enough_apart_even_when_crowded():
    window = Window(date(2026, 1, 1), date(2026, 1, 4), ZoneInfo("Asia/Seoul"))
    times = [at.timestamp() for at in visits(n=200, window=window)]
    assert len(times) > 3
    assert min(np.diff(times)) >= MIN_GAP_SECONDS


def test_parts_of_the_day_follow_the_clock():
    assert [day_part(hour) for hour in (6, 9.99, 10, 17.9, 18, 22, 1.9, 2, 5.9)] == [0, 0, 1, 2, 3, 4, 4, 5, 5]


def test_ten_in_the_morning_is_lively_and_ten_at_night_is_calm():
    assert energy_of_hour(10) == pytest.approx(1.0)
    assert energy_of_hour(22) == pytest.approx(-1.0)
