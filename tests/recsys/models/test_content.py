import numpy as np

from recsys.models import content
from tests.recsys.models import newcomers

SHOP = newcomers.shop()


def test_a_new_item_scores_as_if_it_had_been_there_all_along() -> None:
    late = content.fit(SHOP).extended(newcomers.with_new(SHOP, "한강"))
    score = newcomers.scores(late, [0, 3])
    assert score[60] == score[6] > 0.0
    assert (score[1:60:3] == 0.0).all()


def test_what_was_known_keeps_its_score() -> None:
    before = content.fit(SHOP)
    after = before.extended(newcomers.with_new(SHOP, "한강", "새 사람"))
    np.testing.assert_array_equal(newcomers.scores(after, [0, 3])[:60], newcomers.scores(before, [0, 3]))


def test_new_items_by_a_new_creator_belong_together() -> None:
    late = content.fit(SHOP).extended(newcomers.with_new(SHOP, "새 사람", "새 사람", "한강"))
    score = newcomers.scores(late, [60])
    assert score[61] > 0.0
    assert score[62] == 0.0


def test_extending_twice_is_extending_once() -> None:
    fitted, both = content.fit(SHOP), newcomers.with_new(SHOP, "한강", "새 사람")
    one = newcomers.with_new(SHOP, "한강")
    twice = fitted.extended(one).extended(both)
    assert twice.n_items == len(both)
    assert newcomers.scores(twice, [60]).tolist() == newcomers.scores(fitted.extended(both), [60]).tolist()
    assert fitted.extended(SHOP.catalogue) is fitted


def test_an_extended_scorer_survives_being_written_as_arrays() -> None:
    late = content.fit(SHOP).extended(newcomers.with_new(SHOP, "새 사람"))
    loaded = content.load(late.arrays())
    assert [f.names for f in loaded.fields] == [f.names for f in late.fields]
    np.testing.assert_array_equal(newcomers.scores(loaded, [0, 60]), newcomers.scores(late, [0, 60]))
