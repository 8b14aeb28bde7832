import numpy as np
import pytest

from recsys.models import hybrid
from tests import worlds
from tests.recsys.models import newcomers

pytest.importorskip("lightfm")
SHOP = newcomers.shop()
EVERY = np.arange(63, dtype=np.int32)


@pytest.fixture(scope="module")
def fitted() -> hybrid.Hybrid:
    return hybrid.fit(newcomers.untouched(SHOP, 6, 7, 8))


def test_people_are_led_to_the_creator_they_read(fitted: hybrid.Hybrid) -> None:
    score = newcomers.scores(fitted, [0, 3, 9])
    assert score[0::3].mean() > max(score[1::3].mean(), score[2::3].mean())


def test_items_nobody_touched_are_placed_by_their_attributes(fitted: hybrid.Hybrid) -> None:
    score = newcomers.scores(fitted, [0, 3, 9])
    assert score[6] > max(score[7], score[8])


def test_an_item_that_came_after_the_fit_is_placed_like_one_nobody_touched(fitted: hybrid.Hybrid) -> None:
    late = fitted.extended(newcomers.with_new(SHOP, "한강", "김초엽", "모르는 사람"))
    score = newcomers.scores(late, [0, 3, 9])
    assert score[60] == pytest.approx(score[6], rel=1e-4)
    assert score[60] > score[61]
    np.testing.assert_array_equal(score[:60], newcomers.scores(fitted, [0, 3, 9]))


def test_the_sum_stays_exact_over_items_that_came_later(fitted: hybrid.Hybrid) -> None:
    late = fitted.extended(newcomers.with_new(SHOP, "한강", "김초엽", "모르는 사람"))
    block = late.causes(worlds.history([0, 60, 3]), newcomers.NOW, np.ones(len(late.parts)), EVERY)
    np.testing.assert_allclose(block.contributions.sum(axis=0), newcomers.scores(late, [0, 60, 3]), atol=1e-6)
    assert set(block.entry.tolist()) == {-1, 0, 1, 2}


def test_an_extended_scorer_survives_being_written_as_arrays(fitted: hybrid.Hybrid) -> None:
    late = fitted.extended(newcomers.with_new(SHOP, "한강"))
    again = hybrid.load(late.arrays()).extended(newcomers.with_new(SHOP, "한강", "김초엽"))
    assert again.n_items == 62
    np.testing.assert_array_equal(newcomers.scores(again, [0])[:61], newcomers.scores(late, [0]))
