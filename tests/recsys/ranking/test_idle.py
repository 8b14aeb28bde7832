"""Scorers that the held-out choices do not miss: they are switched off, and nothing that is missed ever is."""

from dataclasses import dataclass

import numpy as np
import pytest

from recsys.config import EngineConfig
from recsys.models import content, popularity
from recsys.protocols import TrainingData
from recsys.ranking.idle import Outline, idle_parts, is_essential, those_that_count
from recsys.ranking.likelihood import Case, Cases
from recsys.ranking.weights import FEATURES, Weights
from recsys.training import fit_engine
from recsys.types import Float64, Interactions, Moment
from tests import worlds

LINK = (0.0, 0.3)


@dataclass(frozen=True)
class Named:
    """As much of a scorer as the question needs."""

    parts: tuple[str, ...]
    essential: bool = False


def cases(n: int = 200, seed: int = 0) -> Cases:
    """Part 0 tells the choice, the parts 1 and 2 are noise, part 3 tells a little; 30 candidates a case."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(n):
        scores = rng.normal(size=(4, 30))
        scores[0, 0] += 2.0
        scores[3, 0] += 0.5
        found.append(Case(scores, np.zeros(30), np.array([1.0, rng.random(), 0.0])))
    return Cases.of(found, np.ones(4))


def slopes(*weights: float) -> Float64:
    out = np.zeros((len(weights), len(FEATURES)))
    out[:, 0] = np.log(weights)
    return out


def test_the_loss_of_every_case_sums_to_the_loss() -> None:
    at = slopes(1.0, 0.2, 0.1, 0.5)
    assert cases().losses(at, *LINK).sum() == pytest.approx(cases().bent_loss(at, *LINK)[0])


def test_noise_of_hardly_any_weight_is_idle_and_what_tells_something_is_not() -> None:
    scorers = [Named(("a",)), Named(("b", "c")), Named(("d",))]
    idle = idle_parts(cases(), scorers, slopes(1.0, 1e-4, 1e-5, 0.3), LINK)  # type: ignore[arg-type]
    assert idle.tolist() == [False, True, True, False]


def test_of_two_scorers_that_say_the_same_only_one_goes_however_the_choices_see_each_alone() -> None:
    one = cases()
    twins = Cases(one.scores[:, [0, 0, 1, 2]].copy(), one.correction, one.starts, one.features, np.arange(4))
    scorers = [Named(("a",)), Named(("twin",)), Named(("b",)), Named(("c",))]
    generous = idle_parts(twins, scorers, slopes(1.0, 1.0, 1e-5, 1e-5), LINK, trifle=0.5)  # type: ignore[arg-type]
    assert generous.tolist().count(True) == 3 and not generous[:2].all()


def test_an_essential_scorer_stays_and_so_does_the_last_one_of_all() -> None:
    at = slopes(1.0, 1e-6, 1e-6, 1e-6)
    plain = [Named((name,)) for name in "abcd"]
    assert idle_parts(cases(), plain, at, LINK, trifle=2.0).tolist() == [False, True, True, True]  # type: ignore[arg-type]
    kept = [*plain[:3], Named(("d",), essential=True)]
    assert idle_parts(cases(), kept, at, LINK).tolist() == [False, True, True, False]  # type: ignore[arg-type]


def test_where_nothing_foretells_the_choices_nothing_is_judged() -> None:
    one = cases()
    blind = Cases(one.scores[:, [1, 2, 1, 2]].copy(), one.correction, one.starts, one.features, np.arange(4))
    scorers = [Named((name,)) for name in "abcd"]
    at = slopes(1e-3, 1e-3, 1e-3, 1e-3)
    assert blind.losses(at, *LINK).mean() == pytest.approx(blind.losses(slopes(*[1e-9] * 4), *LINK).mean(), abs=1e-3)
    assert not idle_parts(blind, scorers, at, LINK).any()  # type: ignore[arg-type]


def test_few_choices_are_not_enough_to_miss_nothing() -> None:
    weighty = slopes(1.0, 0.2, 0.2, 0.3)
    scorers = [Named((name,)) for name in "abcd"]
    assert not idle_parts(cases(40), scorers, weighty, LINK).any()  # type: ignore[arg-type]


def test_popularity_and_content_take_part_even_where_choices_follow_from_the_last_one_alone() -> None:
    rng = np.random.default_rng(0)
    n_users, n_items = 300, 60
    first = rng.integers(0, n_items, n_users)
    steps = [first, (first + 1) % n_items, (first + 2) % n_items, (first + 3) % n_items]
    item = np.concatenate(steps).astype(np.int32)
    user = np.tile(np.arange(n_users, dtype=np.int32), len(steps))
    log = Interactions(user, item, np.ones(len(item), np.float32), np.arange(len(item)), n_users, n_items, "order")
    data = TrainingData(log, worlds.catalogue(n_items))
    assert is_essential(popularity.fit(data)) and is_essential(content.fit(data))
    engine = fit_engine(data, EngineConfig(scorers=("popular", "transitions", "repeat", "content")))
    asked = [scorer.name for scorer, _ in engine.weighed(worlds.history([5, 4]), Moment(None))]
    assert asked == ["popular", "transitions", "content"]


def test_what_has_no_weight_goes_with_its_parts_and_what_stays_keeps_them_in_order() -> None:
    outlines = [Outline("a", 1, False), Outline("b", 2, False), Outline("c", 1, True), Outline("d", 1, False)]
    weights = Weights(slopes(1.0, 2.0, 3.0, 4.0, 5.0), np.array([1.0, 0.0, 0.0, 0.0, 2.0]), usual_pause=0.7)
    counting, part = those_that_count(outlines, weights)
    assert [one.name for one in counting] == ["a", "c", "d"]
    assert np.exp(part.slopes[:, 0]).tolist() == pytest.approx([1.0, 4.0, 5.0])
    assert part.spreads.tolist() == [1.0, 0.0, 2.0]
    assert part.usual_pause == 0.7


def test_where_nothing_would_be_left_everything_is() -> None:
    outlines, weights = [Outline("a", 1, False), Outline("b", 1, False)], Weights(slopes(1.0, 1.0), np.zeros(2))
    assert those_that_count(outlines, weights) == (tuple(outlines), weights)


def test_an_idle_scorer_is_not_part_of_the_engine_and_every_weight_belongs_to_a_part() -> None:
    engine = fit_engine(worlds.training())
    names = [scorer.name for scorer in engine.scorers]
    assert "content" in names and "mood_fit" in names
    assert len(names) < len(EngineConfig().scorers)
    assert sum(len(scorer.parts) for scorer in engine.scorers) == len(engine.weights.spreads)
