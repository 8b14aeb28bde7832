from dataclasses import replace

import numpy as np
import pytest

from recsys.models import next_linear
from recsys.models.linear import DenseRows, SparseRows
from recsys.models.next_linear import NextLinearConfig
from tests import worlds

CONFIG = NextLinearConfig(regularisation=2.0, memory=4, ahead=2)
EVERY = np.arange(worlds.N_ITEMS, dtype=np.int32)


def designs_by_hand(log, config: NextLinearConfig):
    """X and Y by the definition, choice by choice."""
    rows = []
    for person in range(log.n_users):
        own = log.item[log.user == person]
        for p in range(len(own)):
            x, y = np.zeros(log.n_items), np.zeros(log.n_items)
            for age in range(min(config.memory, p + 1)):
                x[own[p - age]] += config.memory_decay**age
            for distance, item in enumerate(own[p + 1 : p + 1 + config.ahead]):
                y[item] += config.ahead_decay**distance
            rows.append((x, y))
    return np.array([x for x, _ in rows]), np.array([y for _, y in rows])


def test_the_designs_hold_the_decayed_past_and_the_next_items():
    log = worlds.interactions()
    x, y = designs_by_hand(log, CONFIG)
    own_x, own_y = next_linear.designs(log, CONFIG)
    np.testing.assert_allclose(own_x.toarray(), x, rtol=1e-6)
    np.testing.assert_allclose(own_y.toarray(), y, rtol=1e-6)


def test_dense_it_is_the_ridge_solution_without_its_diagonal():
    data = worlds.training()
    x, y = designs_by_hand(data.interactions, CONFIG)
    expected = np.linalg.solve(x.T @ x + 2.0 * np.eye(worlds.N_ITEMS), x.T @ y)
    np.fill_diagonal(expected, 0.0)
    rows = next_linear.fit(data, CONFIG).rows
    assert isinstance(rows, DenseRows)
    np.testing.assert_allclose(rows.cells(EVERY, EVERY), expected, atol=1e-5)


def test_sparse_each_item_is_the_ridge_solution_on_its_forerunners():
    data = worlds.training()
    config = replace(CONFIG, dense_limit=0, forerunners=6)
    x, y = designs_by_hand(data.interactions, config)
    gram, cross = x.T @ x, x.T @ y
    expected = np.zeros_like(gram)
    relative = cross / np.sqrt(np.diag(gram) + config.regularisation)[:, None]
    for j in range(worlds.N_ITEMS):
        near = np.argsort(-relative[:, j], kind="stable")[: config.forerunners]
        near = near[relative[near, j] > 0]
        system = gram[np.ix_(near, near)] + config.regularisation * np.eye(len(near))
        expected[near, j] = np.linalg.solve(system, cross[near, j])
    np.fill_diagonal(expected, 0.0)
    rows = next_linear.fit(data, config).rows
    assert isinstance(rows, SparseRows)
    np.testing.assert_allclose(rows.cells(EVERY, EVERY), expected, atol=1e-4)


def test_too_little_memory_makes_it_sparse():
    data = replace(worlds.training(), memory_limit=1_000)
    assert isinstance(next_linear.fit(data, CONFIG).rows, SparseRows)


@pytest.mark.parametrize("limit", [0, 12_000])
def test_it_looks_forwards_only(limit: int):
    log = worlds.interactions("order", n_items=3).take(np.arange(2))
    log = replace(log, user=np.zeros(2, dtype=np.int32), item=np.array([0, 1], dtype=np.int32), n_users=1)
    data = replace(worlds.training("order"), interactions=log)
    cells = next_linear.fit(data, replace(CONFIG, dense_limit=limit)).rows.cells(EVERY[:3], EVERY[:3])
    assert cells[0, 1] > 0.0
    assert abs(cells[1, 0]) < cells[0, 1]
