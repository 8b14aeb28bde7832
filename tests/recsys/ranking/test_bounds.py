"""Bounded scorers: left out of the learning, a share of the others' range, in their place among the parts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from recsys.config import EngineConfig
from recsys.ranking.bounds import bound_of, standard_range, with_bounded
from recsys.ranking.learn import learn_weights
from recsys.ranking.likelihood import Case
from recsys.ranking.weights import FEATURES, Weights
from recsys.training import fit_scorers
from recsys.types import Float64
from tests import worlds

HERE = np.eye(1, len(FEATURES))[0]
EIGHT = np.array([np.log(8.0), 0.5, 0.0, 0.0])
"""A range of 8 for people without a history, and of more for others."""


@dataclass(frozen=True)
class Parts:
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Bounded:
    parts: tuple[str, ...] = ("fit",)
    bounded: float = 0.25


def situation_of(history: float) -> Float64:
    """Features of a situation with so long a history."""
    return np.array([1.0, history, 0.0, 0.0])


def case(scores: Sequence[float], fresh: Sequence[bool] | None = None) -> Case:
    mask = None if fresh is None else np.array(fresh)
    return Case(np.array([scores]), np.zeros(len(scores)), HERE, mask)


def reach_of(*cases: Case, weight: float = 1.0, at: Float64 = HERE) -> float:
    """The range in a situation, by the slopes of these cases."""
    return float(np.exp(at @ standard_range(cases, Weights.even([weight]))))


def test_the_range_reaches_from_the_worst_candidate_to_the_best() -> None:
    steps = np.arange(101.0)
    assert reach_of(case(steps), weight=2.0) == pytest.approx(2.0 * 100.0)
    assert reach_of(case(steps), case(4 * steps)) == pytest.approx(2.0 * 100.0)


def test_what_one_had_does_not_widen_it() -> None:
    steps = np.arange(101.0)
    assert reach_of(case([*steps, 1e6, 1e6], [True] * 101 + [False] * 2)) == pytest.approx(100.0)


def test_where_lists_of_long_histories_reach_further_the_range_does_so_too() -> None:
    rng, steps = np.random.default_rng(0), np.arange(101.0)
    lengths = rng.uniform(0.0, 2.0, 400)
    cases = [Case(np.array([np.exp(1.5 * x) * steps]), np.zeros(101), situation_of(x)) for x in lengths]
    short, long = (reach_of(*cases, at=situation_of(x)) for x in (0.2, 1.8))
    assert short == pytest.approx(np.exp(0.3) * 100.0, rel=0.1)
    assert long == pytest.approx(np.exp(2.7) * 100.0, rel=0.1)


def test_a_few_cases_say_little_of_how_the_range_depends_on_a_situation() -> None:
    steps = np.arange(101.0)
    two = [Case(np.array([x * steps]), np.zeros(101), situation_of(x)) for x in (1.0, 1.5)]
    assert reach_of(*two, at=situation_of(5.0)) < 1.5 * reach_of(*two, at=situation_of(1.25))


def test_where_nothing_is_known_the_range_is_one() -> None:
    assert reach_of() == 1.0
    assert reach_of(case([1.0] * 50), case([1.0, 2.0])) == 1.0


def test_a_bounded_scorer_weighs_its_share_of_the_range_in_its_own_place() -> None:
    learned = Weights.even([3.0, 4.0, 5.0])
    found = with_bounded(learned, [Parts(("a",)), Bounded(), Parts(("b", "c"))], EIGHT)  # type: ignore[list-item]
    np.testing.assert_allclose(found.at(HERE), [3.0, 2.0, 4.0, 5.0])
    np.testing.assert_allclose(found.at(situation_of(2.0)), [3.0, 2.0 * np.exp(1.0), 4.0, 5.0])


def test_without_bounded_scorers_the_weights_stay() -> None:
    learned = Weights.even([3.0, 4.0])
    found = with_bounded(learned, [Parts(("a", "b"))], EIGHT)  # type: ignore[list-item]
    np.testing.assert_array_equal(found.slopes, learned.slopes)


def test_a_share_of_nothing_is_no_weight() -> None:
    found = with_bounded(Weights.even([1.0]), [Bounded(bounded=0.0), Parts(("a",))], EIGHT)  # type: ignore[list-item]
    assert found.at(HERE).tolist() == [0.0, 1.0]


def test_a_mood_leaves_what_is_learned_of_the_others_as_it_is() -> None:
    data = worlds.training()

    def weights(*names: str) -> Weights:
        config = EngineConfig(scorers=names)
        return learn_weights(data, lambda inner: fit_scorers(inner, config))

    alone, beside = weights("popular", "content"), weights("popular", "mood_fit", "content")
    np.testing.assert_allclose(np.delete(beside.slopes, 1, axis=0), alone.slopes)


def test_a_mood_may_stand_alone() -> None:
    config = EngineConfig(scorers=("mood_fit",))
    weights = learn_weights(worlds.training(), lambda inner: fit_scorers(inner, config))
    np.testing.assert_allclose(weights.at(HERE), [0.25])
    assert bound_of(fit_scorers(worlds.training(), config)[0]) == 0.25
