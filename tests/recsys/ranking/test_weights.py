from dataclasses import replace

import numpy as np
import pytest

from recsys.ranking.likelihood import HEAVIEST
from recsys.ranking.weights import FEATURES, PAUSE, Weights, situation
from recsys.types import Moment
from tests import worlds

WHOLE = replace(worlds.history([1, 2, 3]), last_at=np.array([1_000, 500, 0]))


@pytest.mark.parametrize(("later", "expected"), [(0, 0.0), (86_399, 1.0), (-5, 0.0)])
def test_the_pause_is_the_log_of_the_time_since_the_newest_event(later: int, expected: float) -> None:
    assert situation(WHOLE, Moment(1_000 + later))[PAUSE] == pytest.approx(expected)


def test_an_unknown_pause_is_the_usual_one() -> None:
    assert situation(WHOLE, Moment(None), 0.7)[PAUSE] == 0.7
    assert situation(worlds.history([]), Moment(5), 0.7)[PAUSE] == 0.7
    slopes = np.zeros((1, len(FEATURES)))
    slopes[0, PAUSE] = 2.0
    assert Weights(slopes, np.ones(1), 0.5).of(WHOLE, Moment(None)) == pytest.approx([np.e])


def test_masked_events_leave_the_situation_as_it_was() -> None:
    whole, masked = worlds.history([1, 2, 3]), worlds.history([1, 2, 3], [True, True, False])
    np.testing.assert_array_equal(situation(whole, Moment(50)), situation(masked, Moment(50)))


def test_a_part_without_spread_weighs_nothing() -> None:
    even = Weights(np.zeros((2, len(FEATURES))), np.array([0.0, 4.0]))
    np.testing.assert_array_equal(even.of(WHOLE, Moment(None)), [0.0, 0.25])


def test_weights_depend_on_the_situation_but_never_on_what_is_masked() -> None:
    slopes = np.eye(len(FEATURES))[[FEATURES.index("history")]]
    weights = Weights(slopes, np.ones(1))
    assert weights.of(worlds.history([1]), Moment(None)) < weights.of(WHOLE, Moment(None))
    masked = worlds.history([1, 2, 3], kept=[True, False, False])
    assert weights.of(masked, Moment(None)) == weights.of(worlds.history([1, 2, 3]), Moment(None))


def test_weights_stay_finite_and_not_negative_however_steep_the_slopes() -> None:
    slopes = np.zeros((3, len(FEATURES)))
    slopes[:, 0] = [1e4, -1e4, 0.0]
    found = Weights(slopes, np.array([1.0, 1.0, 0.0])).of(worlds.history([1]), Moment(None))
    assert np.isfinite(found).all()
    assert found.tolist() == [pytest.approx(np.exp(HEAVIEST)), 0.0, 0.0]
    assert Weights.even([2.0, 0.0]).of(worlds.history([]), Moment(None)) == pytest.approx([2.0, 0.0])
