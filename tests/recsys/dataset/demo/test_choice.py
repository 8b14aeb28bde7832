from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from recsys.dataset.demo.choice import HABIT_BONUS, SHARPNESS, Effects, Visit, choose, mood_target, utility
from recsys.dataset.demo.people import draw_shopper
from recsys.dataset.demo.rhythm import Habit
from recsys.dataset.demo.world import build_world
from tests.recsys.dataset.demo.fixtures import tracks

WORLD = build_world(tracks().facts, np.random.default_rng(0))
SHOPPER = draw_shopper(np.random.default_rng(1), WORLD, "s1")
LOW_NIGHT = Visit("s1-1", datetime(2026, 9, 2, 22, tzinfo=ZoneInfo("Asia/Seoul")), -0.8, -0.4, "")


def test_a_choice_is_a_softmax():
    rng, utilities = np.random.default_rng(0), np.array([0.0, 0.5, 1.0, -1.0])
    considered = np.array([0, 1, 2])
    counts = np.bincount([choose(rng, utilities, considered, 1)[0] for _ in range(20_000)], minlength=4) / 20_000
    expected = np.exp(SHARPNESS * utilities[:3]) / np.exp(SHARPNESS * utilities[:3]).sum()
    assert counts[:3] == pytest.approx(expected, abs=0.015)
    assert counts[3] == 0


def test_choices_are_distinct_and_no_more_than_there_are():
    chosen = choose(np.random.default_rng(0), np.zeros(5), np.array([1, 3]), 4)
    assert sorted(chosen) == [1, 3]
    assert choose(np.random.default_rng(0), np.zeros(5), np.empty(0, dtype=np.int64), 4) == []


def test_without_effects_only_taste_counts():
    assert np.array_equal(utility(WORLD, SHOPPER, LOW_NIGHT, Effects(0.0, 0.0)), SHOPPER.taste)


def test_a_low_mood_favours_low_items_unless_the_shopper_lifts():
    match, lift = (replace(SHOPPER, mood_policy=policy) for policy in ("match", "lift"))
    gains = [utility(WORLD, who, LOW_NIGHT, Effects(1.0, 0.0)) - who.taste for who in (match, lift)]
    assert np.corrcoef(gains[0], WORLD.mood[:, 0])[0, 1] < -0.5
    assert np.corrcoef(gains[1], WORLD.mood[:, 0])[0, 1] > 0.5
    assert mood_target("lift", 0.5, 0.1) == mood_target("match", 0.5, 0.1) == (0.5, 0.1)
    assert mood_target("lift", -0.5, 0.1) == pytest.approx((0.35, 0.1))


def test_a_mood_counts_as_many_times_as_its_effect_says():
    once, thrice = (utility(WORLD, SHOPPER, LOW_NIGHT, Effects(m, 0.0)) - SHOPPER.taste for m in (1.0, 3.0))
    assert thrice == pytest.approx(3.0 * once)
    assert np.abs(once).max() > 0.0


def test_night_favours_calm_tracks():
    gain = utility(WORLD, SHOPPER, LOW_NIGHT, Effects(0.0, 1.0)) - SHOPPER.taste
    assert np.corrcoef(gain, WORLD.mood[:, 1])[0, 1] < -0.5


def test_a_habit_counts_in_its_part_of_its_days_only():
    wednesday_night = replace(SHOPPER, habits=(Habit(False, 4, 2),), hour_weight=1.0)
    bare = replace(SHOPPER, habits=(), hour_weight=1.0)
    for day, gain in ((2, HABIT_BONUS), (5, 0.0)):
        visit = replace(LOW_NIGHT, starts=LOW_NIGHT.starts.replace(day=day))
        difference = utility(WORLD, wednesday_night, visit, Effects()) - utility(WORLD, bare, visit, Effects())
        assert difference == pytest.approx(gain * (WORLD.category == 2))
