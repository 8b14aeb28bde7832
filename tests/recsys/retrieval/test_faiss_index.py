import numpy as np
import pytest

from recsys.retrieval.faiss_index import FaissIndex, IndexConfig, build

RNG = np.random.default_rng(5)
N = 3_000
VECTORS = RNG.standard_normal((N, 8)).astype(np.float32)
QUERIES = RNG.standard_normal((20, 8))
EVERY = np.ones(N, dtype=np.bool_)
CELLS = IndexConfig(exact_below=100, probed=20)


@pytest.fixture(scope="module")
def cells() -> FaissIndex:
    return build(VECTORS, CELLS)


def truth(query: np.ndarray, allowed: np.ndarray, k: int) -> list[int]:
    products = np.where(allowed, VECTORS @ query.astype(np.float32), -np.inf)
    return np.argsort(-products, kind="stable")[:k].tolist()


def test_a_small_index_is_exact_with_the_filter_inside() -> None:
    index = build(VECTORS)
    allowed = RNG.random(N) < 0.3
    for query in QUERIES:
        assert index.best(query, allowed, 10).tolist() == truth(query, allowed, 10)


@pytest.mark.parametrize("share", [1.0, 0.1, 0.01])
def test_cells_find_nearly_all_of_the_best_whatever_the_filter_leaves(cells: FaissIndex, share: float) -> None:
    allowed = np.random.default_rng(1).random(N) <= share
    found = [set(cells.best(q, allowed, 100).tolist()) & set(truth(q, allowed, 10)) for q in QUERIES]
    assert np.mean([len(f) for f in found]) >= 8.0
    assert all(allowed[list(f)].all() for f in found)


def test_the_same_seed_gives_the_same_index(cells: FaissIndex) -> None:
    again = build(VECTORS, CELLS)
    for query in QUERIES:
        assert again.best(query, EVERY, 50).tolist() == cells.best(query, EVERY, 50).tolist()


@pytest.mark.parametrize("config", [IndexConfig(), CELLS])
def test_nothing_allowed_or_nothing_asked_is_nothing_found(config: IndexConfig) -> None:
    index = build(VECTORS, config)
    assert index.best(QUERIES[0], ~EVERY, 10).tolist() == []
    assert index.best(QUERIES[0], EVERY, 0).tolist() == []
    assert len(index.best(QUERIES[0], EVERY, 10 * N)) <= N


def test_items_that_came_after_it_was_built_are_not_its_business() -> None:
    index = build(VECTORS)
    assert index.best(QUERIES[0], np.ones(N + 5, dtype=np.bool_), N).max() < N


def test_no_items_at_all() -> None:
    assert build(VECTORS[:0]).best(QUERIES[0], EVERY, 10).tolist() == []
