import numpy as np
import pytest

from recsys.models import bpr
from recsys.types import Moment
from tests import worlds

pytest.importorskip("implicit.bpr")
NOW = Moment(None)


def test_people_are_led_to_the_third_of_the_shop_they_like() -> None:
    scorer = bpr.fit(worlds.training())
    out = np.zeros(worlds.N_ITEMS)
    scorer.add_scores(worlds.history([0, 3, 9, 12]), NOW, np.ones(len(scorer.parts)), out)
    assert out[0::3].mean() > max(out[1::3].mean(), out[2::3].mean())


def test_the_bias_is_a_cause_of_its_own_with_a_weight_of_its_own() -> None:
    scorer = bpr.fit(worlds.training())
    items = np.array([4, 2, 99], np.int32)
    weights = np.zeros(len(scorer.parts))
    weights[0] = 2.0
    block = scorer.causes(worlds.history([1]), NOW, weights, items)
    assert (block.names, block.entry.tolist()) == (("bias",), [-1])
    np.testing.assert_allclose(block.contributions[0], [2 * scorer.bias[4], 2 * scorer.bias[2], 0.0])
    assert scorer.parts[0] == "bias"
