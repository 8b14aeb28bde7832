"""Trend: the slow formula, strictly past, zero for what stays as it was, and nothing without a clock."""

import numpy as np

from recsys.models.trend import Trend, TrendConfig, fit
from recsys.protocols import TrainingData
from recsys.types import Float64, Interactions, Moment
from tests import worlds
from tests.recsys.models.test_decayed import slow

DAY = 86_400
START = 1_700_000_000


def rising() -> Interactions:
    """Items 0-9 alike for 100 days; in the last week item 0 five times as often, and item 9 not at all."""
    times, items = [], []
    for day in range(100):
        for item in range(10):
            often = 1 if day < 93 else {0: 5, 9: 0}.get(item, 1)
            times += [START + day * DAY + item] * often
            items += [item] * often
    n = len(items)
    user = np.zeros(n, np.int32)
    return Interactions(user, np.array(items, np.int32), np.ones(n, np.float32), np.array(times), 1, 12)


def trained(log: Interactions, **config: float) -> Trend:
    return fit(TrainingData(log, worlds.catalogue(12)), TrendConfig(**config))  # type: ignore[arg-type]


def scores(model: Trend, at: int | None) -> Float64:
    out = np.zeros(model.n_items)
    model.add_scores(worlds.history([1]), Moment(at), np.ones(len(model.parts)), out)
    return out


def test_what_rises_stands_above_and_what_falls_below() -> None:
    found = scores(trained(rising()), START + 100 * DAY)
    assert found[0] > 0.5 > found[1] > found[9]
    assert (found[10:] == 0.0).all()


def test_before_the_rise_nothing_is_known_of_it() -> None:
    found = scores(trained(rising()), START + 93 * DAY)
    assert np.abs(found).max() < 0.05


def test_the_trend_is_that_of_the_slow_formula() -> None:
    log, at = rising(), START + 97 * DAY
    usual = slow(log, at, 365.0)
    usual /= usual.sum()
    expected = np.zeros(12)
    for half_life in (7.0, 30.0):
        late = slow(log, at, half_life)
        expected += np.log((late + 3.0) / (late.sum() * usual + 3.0))
    np.testing.assert_allclose(scores(trained(log), at), expected, atol=1e-3)


def test_without_a_moment_there_is_no_trend() -> None:
    assert not scores(trained(rising()), None).any()
    assert fit(worlds.training("order")).parts == ()


def test_parts_are_named_after_their_half_lives() -> None:
    assert trained(rising()).parts == ("7 days", "30 days")
