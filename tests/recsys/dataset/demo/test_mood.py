import numpy as np
import pytest

from recsys.dataset.demo.mood import (
    DAY,
    MOOD_LABELS,
    SPREAD,
    Episode,
    draw_episodes,
    episode_at,
    low_week,
    mood_path,
    reported_label,
)


def daily_path(half_life_days, episodes=(), n=20_000):
    return mood_path(np.random.default_rng(0), np.arange(n) * DAY, episodes, half_life_days)


def test_a_mood_keeps_half_of_itself_after_one_half_life():
    valence = daily_path(half_life_days=2.0)[:, 0]
    assert np.corrcoef(valence[:-2], valence[2:])[0, 1] == pytest.approx(0.5, abs=0.03)


def test_moods_have_the_promised_spread_and_stay_on_the_plane():
    path = daily_path(half_life_days=1.0)
    assert path.std(axis=0) == pytest.approx(SPREAD, rel=0.05)
    assert np.abs(path).max() <= 1.0


def test_an_episode_pulls_the_mood_while_it_lasts_and_fades_after_it():
    episode = low_week(100 * DAY)
    with_pull = daily_path(2.0, (episode,), n=140)[:, 0] - daily_path(2.0, n=140)[:, 0]
    assert with_pull[:100] == pytest.approx(np.zeros(100))
    assert with_pull[100:108].mean() < -0.3
    assert abs(with_pull[-1]) < 0.01


def test_times_without_visits_give_an_empty_path():
    assert mood_path(np.random.default_rng(0), np.empty(0, dtype=np.int64), (), 1.0).shape == (0, 2)


def test_episodes_are_ordered_and_begin_within_the_history():
    drawn = [draw_episodes(np.random.default_rng(seed), 0, 120 * DAY) for seed in range(200)]
    assert all(list(es) == sorted(es, key=lambda e: e.start) for es in drawn)
    assert all(0 <= e.start < 120 * DAY for es in drawn for e in es)
    assert 0.8 < np.mean([len(es) for es in drawn]) < 1.4


def test_the_latest_of_overlapping_episodes_counts():
    episodes = (Episode("holiday", 0, 10), Episode("low_week", 5, 15))
    assert [episode_at(episodes, at) for at in (4, 7, 12, 15)] == ["holiday", "low_week", "low_week", ""]


def test_what_is_said_is_mostly_near_the_truth_but_not_always():
    rng = np.random.default_rng(1)
    said = [reported_label(rng, *MOOD_LABELS["tired"]) for _ in range(300)]
    assert 0.4 < said.count("tired") / 300 < 0.95
    assert "excited" not in said
