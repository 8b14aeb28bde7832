import numpy as np
import pytest

from recsys.models import neighbours
from recsys.models.factors import preferences
from recsys.models.linear import ItemToItem
from tests import worlds

pytest.importorskip("implicit.nearest_neighbours")
EVERY = np.arange(worlds.N_ITEMS, dtype=np.int32)


def cells(scorer: ItemToItem) -> np.ndarray:
    return scorer.rows.cells(EVERY, EVERY)


def test_cosine_is_the_cosine_of_the_items_people() -> None:
    people = preferences(worlds.interactions()).toarray().astype(np.float64)
    norm = np.linalg.norm(people, axis=0)
    expected = people.T @ people / np.outer(norm, norm)
    np.fill_diagonal(expected, 0.0)
    np.testing.assert_allclose(cells(neighbours.fit_cosine(worlds.training())), expected, atol=1e-6)


def test_bm25_is_robertsons_formula_on_people_as_words() -> None:
    config = neighbours.Bm25Config(saturation=1.2, length=0.75)
    people = preferences(worlds.interactions()).toarray().astype(np.float64).T
    idf = np.log(people.shape[0]) - np.log1p((people > 0).sum(axis=0))
    length = people.sum(axis=1)
    damped = people * 2.2 / (1.2 * (0.25 + 0.75 * length / length.mean())[:, None] + people) * idf
    expected = damped @ damped.T
    np.fill_diagonal(expected, 0.0)
    np.testing.assert_allclose(cells(neighbours.fit_bm25(worlds.training(), config)), expected, rtol=1e-5, atol=1e-6)


def test_only_the_nearest_are_kept_and_never_the_item_itself() -> None:
    near = cells(neighbours.fit_cosine(worlds.training(), neighbours.CosineConfig(neighbours=4)))
    assert ((near != 0).sum(axis=1) <= 4).all()
    assert (np.diagonal(near) == 0).all()
    every = cells(neighbours.fit_cosine(worlds.training()))
    assert near.max(axis=1) == pytest.approx(every.max(axis=1))
