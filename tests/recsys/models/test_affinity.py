"""Affinity: the slow formula, an average rather than a sum, and newcomers by their attributes."""

import numpy as np
import pytest

from recsys.models.affinity import FIELDS, AffinityConfig, fit
from recsys.models.attributes import attributes_of
from recsys.types import Float64
from tests import worlds
from tests.recsys.models import newcomers

DATA = worlds.training()
MODEL = fit(DATA, AffinityConfig())


def scores(items: list[int], strengths: list[float] | None = None, model=MODEL) -> Float64:
    out = np.zeros(model.n_items)
    model.add_scores(worlds.history(items, strengths=strengths), newcomers.NOW, np.ones(len(FIELDS)), out)
    return out


def slow_vector(item: int, place: str) -> dict[str, float]:
    chosen = np.bincount(DATA.interactions.item, minlength=worlds.N_ITEMS)
    share = {}
    for other, facts in enumerate(DATA.catalogue.facts):
        for value in attributes_of(facts, place):  # type: ignore[arg-type]
            share[value] = share.get(value, 0.0) + chosen[other]
    own = attributes_of(DATA.catalogue.facts[item], place)  # type: ignore[arg-type]
    weights = {v: np.log1p((chosen.sum() + 1.0) / (share[v] + 1.0)) for v in own}
    length = np.sqrt(sum(w * w for w in weights.values()))
    return {value: weight / length for value, weight in weights.items()}


def test_the_score_is_that_of_the_slow_formula() -> None:
    items, strengths = [3, 8, 21], [1.0, 0.4, 0.8]
    expected = np.zeros(worlds.N_ITEMS)
    for item, strength in zip(items, strengths, strict=True):
        for place in FIELDS:
            mine = slow_vector(item, place)
            for other in range(worlds.N_ITEMS):
                theirs = slow_vector(other, place)
                cosine = sum(weight * theirs.get(value, 0.0) for value, weight in mine.items())
                expected[other] += strength / (sum(strengths) + 3.0) * cosine
    np.testing.assert_allclose(scores(items, strengths), expected, atol=1e-5)


def test_a_long_history_says_no_more_than_its_average() -> None:
    every = list(range(worlds.N_ITEMS))
    assert scores(every).max() < 3.0


def test_an_event_more_moves_the_score() -> None:
    assert not np.allclose(scores([3, 8]), scores([3, 8, 21]))


def test_a_new_item_by_a_creator_the_person_likes_stands_above_one_by_nobody() -> None:
    data = newcomers.shop()
    model = fit(data, AffinityConfig()).extended(newcomers.with_new(data, "한강", "아무도"))
    known, nobody = newcomers.scores(model, [0, 3, 6])[-2:]
    assert known > nobody == pytest.approx(0.0)
