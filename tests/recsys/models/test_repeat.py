import numpy as np

from recsys.models import repeat
from recsys.protocols import TrainingData
from recsys.types import Interactions, Moment
from tests import worlds

NOW = Moment(None)


def fitted(users: list[int], items: list[int], prior: float = 0.0) -> repeat.Repeat:
    log = Interactions(
        np.array(users, dtype=np.int32),
        np.array(items, dtype=np.int32),
        np.ones(len(users), dtype=np.float32),
        np.arange(len(users), dtype=np.int64),
        max(users) + 1,
        4,
        "order",
    )
    return repeat.fit(TrainingData(log, worlds.catalogue(4)), repeat.RepeatConfig(prior=prior))


def scores(scorer: repeat.Repeat, items: list[int], part: str, kept: list[bool] | None = None):
    out = np.zeros(scorer.n_items)
    weights = np.array([float(name == part) for name in scorer.parts])
    scorer.add_scores(worlds.history(items, kept), NOW, weights, out)
    return out


MODEL = fitted([0, 0, 0, 1, 1, 2], [1, 1, 2, 1, 3, 3], prior=1e-9)


def test_only_items_of_the_history_get_a_score():
    assert scores(MODEL, [2, 0], "1^age").tolist() == [1.0, 0.0, 1.0, 0.0]


def test_the_newest_item_is_told_from_the_one_before_it():
    assert scores(MODEL, [3, 2, 0], "0^age").tolist() == [1.0, 0.0, 0.0, 0.0]
    assert scores(MODEL, [3, 2, 0], "going back").tolist() == [0.0, 0.0, 1.0, 0.0]


def test_the_rate_is_the_share_of_choices_that_were_returns_and_that_of_all_for_an_item_never_chosen():
    np.testing.assert_allclose(scores(MODEL, [0, 1, 2, 3], "own rate, 1^age"), [1 / 6, 1 / 3, 0.0, 0.0], atol=1e-6)


def test_thin_counts_are_shrunk_towards_the_rate_of_all():
    rate = fitted([0, 0, 0, 1, 1, 2], [1, 1, 2, 1, 3, 3], prior=10.0).rate
    np.testing.assert_allclose(rate[0], 1 / 6, rtol=1e-6)
    assert rate[2] < rate[0] < rate[1] < 1 / 3


def test_a_masked_entry_adds_nothing_and_ages_are_held():
    assert scores(MODEL, [3, 2, 0], "going back", [True, True, False]).tolist() == [0.0, 0.0, 1.0, 0.0]
    assert scores(MODEL, [3, 2, 0], "going back", [True, False, True]).sum() == 0.0


def test_without_an_order_nobody_goes_back():
    assert "going back" not in repeat.fit(worlds.training("none")).parts
