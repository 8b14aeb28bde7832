"""What is kept of a model's scores: ranks, lists, and the chance of a hit."""

from dataclasses import dataclass

import numpy as np
import pytest

from recsys.evaluation import answers as module
from recsys.evaluation.answers import Asking, answers
from recsys.evaluation.cases import ProtocolSettings
from recsys.evaluation.protocols import leave_last_out
from recsys.protocols import silent
from recsys.types import Float64
from tests.recsys.evaluation.tables import dataset_of

ROWS = [(user, item, 10 * user + item) for user in range(6) for item in range(3)]
ASKING = Asking("fixed", 3, frozenset(), silent, lambda: 0.0)


@dataclass(frozen=True)
class Fixed:
    """The same scores (n_items,) whoever asks."""

    values: Float64

    def scores(self, history, moment) -> Float64:
        return self.values


def split():
    (found,) = leave_last_out(dataset_of(ROWS, items=[f"i{n}" for n in range(5)]), ProtocolSettings(min_events=1))
    return found


def test_chances_are_the_softmax_of_the_scores_over_all_that_may_be_served():
    found = answers(Fixed(np.log([9.0, 9.0, 1.0, 2.0, 5.0])), split(), ASKING)
    assert found.lists[0].tolist() == [4, 3, 2]
    assert found.chances[0].tolist() == pytest.approx([5 / 8, 7 / 8, 1.0])


def test_a_score_without_bounds_and_a_list_shorter_than_asked_have_chances_too():
    found = answers(Fixed(np.array([0.0, 0.0, -np.inf, 1e6, 0.0])), split(), ASKING)
    assert found.lists[0].tolist() == [3, 4, -1]
    assert found.chances[0].tolist() == pytest.approx([1.0, 1.0, 1.0])


def test_of_many_cases_an_even_sample_has_its_chances_kept(monkeypatch):
    monkeypatch.setattr(module, "CHANCES", 3)
    found = answers(Fixed(np.zeros(5)), split(), ASKING)
    assert np.isnan(found.chances[:, 0]).tolist() == [False, True, False, True, False, True]


def test_where_nothing_may_be_served_there_is_no_chance():
    found = answers(Fixed(np.full(5, -np.inf)), split(), ASKING)
    assert found.chances[0].tolist() == [0.0, 0.0, 0.0]
