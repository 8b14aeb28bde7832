import numpy as np

from recsys.models.factors import FactorRows, folded, learned_fold_in, preferences, ridge_fold_in
from recsys.types import Interactions

RNG = np.random.default_rng(3)
LEFT, RIGHT = (RNG.standard_normal((9, 4)).astype(np.float32) for _ in range(2))
ROWS = FactorRows(LEFT, RIGHT)


def log(users: list[int], items: list[int], weights: list[float], n: int = 4) -> Interactions:
    return Interactions(
        np.array(users, np.int32),
        np.array(items, np.int32),
        np.array(weights, np.float32),
        np.arange(len(users)),
        n,
        n,
    )


def test_rows_are_those_of_the_matrix_nobody_makes() -> None:
    whole = LEFT.astype(np.float64) @ RIGHT.astype(np.float64).T
    rows, weights, out = np.array([1, 5, 5], np.int32), np.array([0.5, 2.0, -1.0]), np.ones(9)
    ROWS.add(rows, weights, out)
    np.testing.assert_allclose(out, 1.0 + weights @ whole[rows], atol=1e-12)
    columns = np.array([8, 0], np.int32)
    np.testing.assert_allclose(ROWS.cells(rows, columns), whole[rows][:, columns], atol=1e-12)


def test_no_entries_add_nothing() -> None:
    out = np.ones(9)
    ROWS.add(np.zeros(0, np.int32), np.zeros(0), out)
    assert (out == 1.0).all()


def test_the_ridge_fold_in_is_least_squares_over_all_items() -> None:
    liked = np.zeros(9)
    liked[[2, 7]] = 1.0
    person = ridge_fold_in(RIGHT, 0.5) @ (RIGHT.T @ liked)
    stacked = np.vstack((RIGHT, np.sqrt(0.5) * np.eye(4)))
    expected = np.linalg.lstsq(stacked, np.concatenate((liked, np.zeros(4))), rcond=None)[0]
    np.testing.assert_allclose(person, expected, atol=1e-5)
    np.testing.assert_allclose(folded(RIGHT, ridge_fold_in(RIGHT, 0.5)).cells(*_all()), _scores(0.5), atol=1e-5)


def _all() -> tuple[np.ndarray, np.ndarray]:
    every = np.arange(9, dtype=np.int32)
    return every, every


def _scores(ridge: float) -> np.ndarray:
    return (RIGHT @ ridge_fold_in(RIGHT, ridge).T) @ RIGHT.T


def test_the_learned_fold_in_finds_the_map_that_made_the_people() -> None:
    users, items = np.repeat(np.arange(60), 5), RNG.integers(0, 9, 300)
    acts = Interactions(users.astype(np.int32), items.astype(np.int32), np.ones(300, np.float32), users, 60, 9)
    truth = RNG.standard_normal((4, 4))
    people = (preferences(acts) @ RIGHT @ truth.T).astype(np.float32)
    np.testing.assert_allclose(learned_fold_in(RIGHT, people, acts, 1e-9), truth, atol=1e-3)


def test_of_several_acts_on_an_item_the_strongest_counts() -> None:
    cells = preferences(log([0, 0, 2], [1, 1, 3], [0.2, 0.9, 0.5])).toarray()
    expected = np.zeros((4, 4), np.float32)
    expected[0, 1], expected[2, 3] = 0.9, 0.5
    np.testing.assert_allclose(cells, expected)
    assert preferences(log([], [], [])).nnz == 0
