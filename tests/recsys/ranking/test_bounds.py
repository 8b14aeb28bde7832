"""Bounded scorers: left out of the learning, a share of the others' range, in their place among the parts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recsys.config import EngineConfig
from recsys.ranking.bounds import bound_of, standard_range, with_bounded
from recsys.ranking.learn import learn_weights
from recsys.ranking.likelihood import Case
from recsys.ranking.weights import FEATURES, Weights
from recsys.training import fit_scorers
from tests import worlds

HERE = np.eye(1, len(FEATURES))[0]


@dataclass(frozen=True)
class Parts:
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Bounded:
    parts: tuple[str, ...] = ("fit",)
    bounded: float = 0.25


def case(scores: Sequence[float], fresh: Sequence[bool] | None = None) -> Case:
    mask = None if fresh is None else np.array(fresh)
    return Case(np.array([scores]), np.zeros(len(scores)), HERE, mask)


def test_the_range_reaches_from_the_worst_candidate_to_the_best() -> None:
    steps = np.arange(101.0)
    assert standard_range([case(steps)], Weights.even([2.0])) == 2.0 * 100.0
    assert standard_range([case(steps), case(3 * steps), case(2 * steps)], Weights.even([1.0])) == 2 * 100.0


def test_what_one_had_and_a_case_where_one_item_towers_do_not_widen_it() -> None:
    steps = np.arange(101.0)
    returns = case([*steps, 1e6, 1e6], [True] * 101 + [False] * 2)
    towering = case([*steps, 1e6])
    assert standard_range([returns], Weights.even([1.0])) == 100.0
    assert standard_range([case(steps), towering, case(steps)], Weights.even([1.0])) == 100.0


def test_where_nothing_is_known_the_range_is_one() -> None:
    assert standard_range([], Weights.even([1.0])) == 1.0
    assert standard_range([case([1.0] * 50), case([1.0, 2.0])], Weights.even([1.0])) == 1.0


def test_a_bounded_scorer_weighs_its_share_of_the_range_in_its_own_place() -> None:
    learned = Weights.even([3.0, 4.0, 5.0])
    found = with_bounded(learned, [Parts(("a",)), Bounded(), Parts(("b", "c"))], 8.0)  # type: ignore[list-item]
    np.testing.assert_allclose(found.at(HERE), [3.0, 2.0, 4.0, 5.0])
    np.testing.assert_allclose(found.at(np.ones(len(FEATURES))), found.at(HERE))


def test_without_bounded_scorers_the_weights_stay() -> None:
    learned = Weights.even([3.0, 4.0])
    found = with_bounded(learned, [Parts(("a", "b"))], 8.0)  # type: ignore[list-item]
    np.testing.assert_array_equal(found.slopes, learned.slopes)


def test_a_share_of_nothing_is_no_weight() -> None:
    found = with_bounded(Weights.even([1.0]), [Bounded(bounded=0.0), Parts(("a",))], 8.0)  # type: ignore[list-item]
    assert found.at(HERE).tolist() == [0.0, 1.0]


def test_a_mood_leaves_what_is_learned_of_the_others_as_it_is() -> None:
    data = worlds.training()

    def weights(*names: str) -> Weights:
        config = EngineConfig(scorers=names)
        return learn_weights(data, lambda inner: fit_scorers(inner, config))

    alone, beside = weights("popular", "content"), weights("popular", "mood_fit", "content")
    np.testing.assert_allclose(np.delete(beside.slopes, 1, axis=0), alone.slopes)
    assert not beside.slopes[1, 1:].any()


def test_a_mood_may_stand_alone() -> None:
    config = EngineConfig(scorers=("mood_fit",))
    weights = learn_weights(worlds.training(), lambda inner: fit_scorers(inner, config))
    np.testing.assert_allclose(weights.at(HERE), [0.25])
    assert bound_of(fit_scorers(worlds.training(), config)[0]) == 0.25
