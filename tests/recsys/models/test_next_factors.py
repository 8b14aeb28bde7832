from dataclasses import replace

import numpy as np
import pytest

from recsys.models import next_factors
from recsys.models.factors import FactorRows
from recsys.models.next_factors import NextFactorsConfig, _Drawn, _errors, _Past
from recsys.protocols import TrainingData
from recsys.types import Interactions
from tests import worlds

SMALL = NextFactorsConfig(factors=8, epochs=60, batch=64, memory=3, dropout=0.0, learning_rate=0.03)


def circle(n_items: int = 12, n_users: int = 60, length: int = 5) -> TrainingData:
    """People who start anywhere and take the items one after another; item n_items - 1 leads back to item 0."""
    start = np.random.default_rng(3).integers(0, n_items, n_users)
    item = ((start[:, None] + np.arange(length)) % n_items).ravel().astype(np.int32)
    user = np.repeat(np.arange(n_users, dtype=np.int32), length)
    ones, time = np.ones(len(item), dtype=np.float32), np.tile(np.arange(length), n_users)
    order = np.argsort(time, kind="stable")
    log = Interactions(user[order], item[order], ones, np.arange(len(item)), n_users, n_items + 1, "order")
    return TrainingData(log, worlds.catalogue(n_items + 1))


@pytest.mark.parametrize("negatives", [1_000, 4], ids=["all items", "a sample"])
def test_what_comes_next_has_the_largest_product(negatives: int) -> None:
    rows = next_factors.fit(circle(), replace(SMALL, negatives=negatives)).rows
    assert isinstance(rows, FactorRows)
    products = rows.left[:12] @ rows.right[:12].T
    np.fill_diagonal(products, -np.inf)
    assert np.mean(products.argmax(axis=1) == (np.arange(12) + 1) % 12) >= 0.9


def test_an_item_nobody_chose_has_no_vector() -> None:
    rows = next_factors.fit(circle(), SMALL).rows
    assert isinstance(rows, FactorRows)
    assert not rows.left[12].any()
    assert not rows.right[12].any()


def test_the_same_seed_gives_the_same_vectors_and_another_seed_others() -> None:
    one, again, other = (next_factors.fit(replace(circle(), seed=seed), SMALL).rows for seed in (0, 0, 1))
    assert isinstance(one, FactorRows) and isinstance(again, FactorRows) and isinstance(other, FactorRows)
    np.testing.assert_array_equal(one.left, again.left)
    assert not np.allclose(one.left, other.left)


def test_the_past_of_a_choice_is_the_items_before_it_decayed_and_scaled() -> None:
    log = worlds.interactions()
    past = _Past.of(log)
    weights = np.array([1.0, 0.5, 0.25])
    kept = np.ones((len(past.choices), 3), dtype=bool)
    sources, cells = past.before(past.choices, kept, weights)
    found = np.zeros((len(past.choices), log.n_items))
    found[:, sources] = cells.toarray()
    expected, row = np.zeros_like(found), 0
    for person in range(log.n_users):
        own = log.item[log.user == person]
        for p in range(1, len(own)):
            nearest = own[max(0, p - 3) : p][::-1]
            for weight, item in zip(weights, nearest, strict=False):
                expected[row, item] += weight / np.sqrt(weights[: len(nearest)].sum())
            row += 1
    np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_the_errors_are_the_gradient_of_the_mean_log_loss() -> None:
    rng = np.random.default_rng(0)
    logits, target = rng.normal(size=(3, 5)), np.array([0, 4, 2])

    def loss(values: np.ndarray) -> float:
        return float(np.mean(np.log(np.exp(values).sum(axis=1)) - values[np.arange(3), target]))

    step = 1e-6
    slope = np.zeros_like(logits)
    for place in np.ndindex(logits.shape):
        moved = logits.copy()
        moved[place] += step
        slope[place] = (loss(moved) - loss(logits)) / step
    np.testing.assert_allclose(_errors(logits.astype(np.float32), target), slope, atol=1e-4)


def test_drawn_items_hold_the_choices_and_correct_for_their_chance_to_be_there() -> None:
    data = circle()
    past = _Past.of(data.interactions)
    drawn = _Drawn.of(past, 13, replace(SMALL, negatives=3))
    rng, chosen = np.random.default_rng(0), np.array([5, 5, 7], dtype=np.int32)
    seen, told = np.zeros(13), np.zeros(13)
    for _ in range(4_000):
        columns, correction, places = drawn.candidates(chosen, rng)
        assert (columns[places] == chosen).all()
        seen[columns] += 1
        told[columns] = np.exp(correction)
    others = np.setdiff1d(np.arange(12), chosen)
    np.testing.assert_allclose(seen[others] / 4_000, told[others], atol=0.04)
    assert seen[12] == 0


def test_a_fit_ends_after_its_batches_however_long_the_log() -> None:
    steps: list[float] = []
    data = replace(circle(), progress=lambda _, share: steps.append(share))
    next_factors.fit(data, replace(SMALL, batches=25, batch=8))
    assert len(steps) == 3  # two reports of 25 batches, and the end
