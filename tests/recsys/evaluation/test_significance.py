"""Bootstrap intervals: right on what is known, paired, seeded, and over units."""

import numpy as np
import pytest

from recsys.evaluation import significance
from recsys.evaluation.significance import bootstrap


def rng():
    return np.random.default_rng(7)


def test_the_interval_of_a_mean_is_near_the_normal_one():
    values = np.random.default_rng(1).normal(3.0, 2.0, size=(900, 1))
    found = bootstrap(values, np.arange(900), rng()).interval(0)
    half = 1.96 * values.std() / 30
    assert found.value == pytest.approx(values.mean())
    assert found.low == pytest.approx(values.mean() - half, abs=0.02)
    assert found.high == pytest.approx(values.mean() + half, abs=0.02)


def test_differences_are_paired():
    noise = np.random.default_rng(1).normal(0, 10, size=200)
    resamples = bootstrap(np.stack([noise + 0.5, noise], axis=1), np.arange(200), rng())
    found = resamples.difference(0, 1)
    assert (found.value, found.low, found.high) == pytest.approx((0.5, 0.5, 0.5))
    assert found.p == pytest.approx(2 / 1001)


def test_equal_models_differ_by_nothing_and_say_so():
    values = np.ones((20, 2))
    found = bootstrap(values, np.arange(20), rng()).difference(0, 1)
    assert (found.value, found.low, found.high, found.p) == (0.0, 0.0, 0.0, 1.0)


def test_cases_of_one_unit_stand_or_fall_together():
    values = np.repeat(np.random.default_rng(1).integers(0, 2, size=50), 40)[:, None].astype(float)
    alone = bootstrap(values, np.arange(2000), rng()).interval(0)
    together = bootstrap(values, np.repeat(np.arange(50), 40), rng()).interval(0)
    assert together.high - together.low > 4 * (alone.high - alone.low)


def test_the_seed_decides_and_batches_do_not_change_the_number_of_resamples(monkeypatch):
    values, units = np.random.default_rng(1).normal(size=(30, 2)), np.arange(30)
    assert (bootstrap(values, units, rng()).means == bootstrap(values, units, rng()).means).all()
    monkeypatch.setattr(significance, "BATCH_CELLS", 100)
    assert bootstrap(values, units, rng(), 10).means.shape == (10, 2)


def test_values_that_do_not_apply_are_left_out_of_a_mean():
    found = bootstrap(np.array([[1.0], [np.nan], [3.0]]), np.arange(3), rng())
    assert found.observed.tolist() == [2.0]


def test_weights_make_a_weighted_mean_and_leave_out_what_does_not_apply():
    values, weights = np.array([[1.0, 1.0], [np.nan, 5.0], [3.0, 3.0]]), np.array([[1.0, 1.0], [9.0, 1.0], [3.0, 1.0]])
    found = bootstrap(values, np.arange(3), rng(), weights=weights)
    assert found.observed.tolist() == [2.5, 3.0]
    assert (found.means[:, 0] <= 3.0).all()


def test_nothing_gives_zero():
    found = bootstrap(np.zeros((0, 1)), np.zeros(0, dtype=np.int64), rng(), 5)
    assert (found.observed.tolist(), found.means.tolist()) == ([0.0], [[0.0]] * 5)
