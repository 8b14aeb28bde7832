import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from recsys.errors import MemoryLimitError
from recsys.models import rowwise
from recsys.types import Interactions

N = 5
LOGS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, N - 1)), min_size=1, max_size=30)
REACH = st.lists(st.floats(0.1, 1.0), max_size=4)
SCALE = st.lists(st.sampled_from([0.5, 1.0, 2.0]), min_size=N, max_size=N)


def log_of(pairs: list[tuple[int, int]]) -> Interactions:
    user, item = (np.array(column, dtype=np.int32) for column in zip(*pairs, strict=True))
    return Interactions(user, item, np.ones(len(pairs), np.float32), np.arange(len(pairs)), 3, N, "order")


def counted(pairs, after, before):
    """Every pair of positions of a person, in plain loops."""
    counts = np.zeros((N, N))
    for person in range(3):
        own = [item for user, item in pairs if user == person]
        for p, first in enumerate(own):
            for q, second in enumerate(own):
                reach, distance = (after, q - p) if q > p else (before, p - q)
                if first != second and 0 < distance <= len(reach):
                    counts[first, second] += reach[distance - 1]
    return counts


def cut(counts, scale, limit):
    """The `limit` strongest cells of each row by a stable sort; ties go to the lower column."""
    kept = np.zeros_like(counts)
    for row, own in enumerate(counts):
        best = np.argsort(-own * scale, kind="stable")[:limit]
        kept[row, best] = own[best]
    return kept


@given(log=LOGS, after=REACH, before=REACH)
def test_every_pair_of_positions_within_reach_counts_once(log, after, before):
    expected = counted(log, after, before)
    found, sums = rowwise.pairs(log_of(log), (np.array(after), np.array(before)), np.ones(N), N)
    np.testing.assert_allclose(found.toarray(), expected, rtol=1e-6)
    np.testing.assert_allclose(sums, expected.sum(axis=1))


@given(log=LOGS, after=st.integers(1, 3), scale=SCALE, limit=st.integers(1, 3))
def test_the_strongest_scaled_cells_stay_and_the_sums_are_those_of_whole_rows(log, after, scale, limit):
    reach = np.ones(after)
    expected = counted(log, reach, reach)
    found, sums = rowwise.pairs(log_of(log), (reach, reach), np.array(scale), limit)
    np.testing.assert_array_equal(found.toarray(), cut(expected, np.array(scale), limit))
    np.testing.assert_array_equal(sums, expected.sum(axis=1))


@given(log=LOGS, scale=SCALE, limit=st.integers(1, N))
def test_people_who_chose_both_are_counted(log, scale, limit):
    x = np.zeros((3, N))
    for user, item in log:
        x[user, item] = 1.0
    gram = x.T @ x
    np.fill_diagonal(gram, 0.0)
    found = rowwise.together(sparse.csr_array(x), np.array(scale), limit)
    np.testing.assert_array_equal(found.toarray(), cut(gram, np.array(scale), limit))


@given(seed=st.integers(0, 1000), limit=st.integers(1, N))
def test_a_square_is_the_product_with_itself_off_the_diagonal(seed, limit):
    rng = np.random.default_rng(seed)
    matrix = np.where(rng.random((N, N)) < 0.5, rng.integers(1, 4, (N, N)), 0).astype(float)
    product = matrix @ matrix
    np.fill_diagonal(product, 0.0)
    np.testing.assert_array_equal(
        rowwise.squared(sparse.csr_array(matrix), limit).toarray(), cut(product, np.ones(N), limit)
    )


def test_blocks_of_rows_make_no_difference(monkeypatch: pytest.MonkeyPatch):
    log = log_of([(0, 0), (0, 1), (0, 2), (1, 2), (1, 3), (1, 4), (2, 4), (2, 0)])
    reach = np.array([1.0, 0.5]), np.array([0.25])
    whole, _ = rowwise.pairs(log, reach, np.ones(N), 2)
    monkeypatch.setattr(rowwise, "BLOCK", 2)
    np.testing.assert_array_equal(rowwise.pairs(log, reach, np.ones(N), 2)[0].toarray(), whole.toarray())


def test_cells_are_multiplied_by_what_belongs_to_their_row_and_column():
    matrix = sparse.csr_array(np.array([[0.0, 2.0], [3.0, 0.0]], dtype=np.float32))
    found = rowwise.multiplied(matrix, np.array([10.0, 100.0]), np.array([1.0, 0.5]))
    assert found.toarray().tolist() == [[0.0, 10.0], [300.0, 0.0]]


def test_a_large_catalogue_keeps_fewer_cells_a_row_and_too_large_a_one_is_refused():
    limit = 8 * 2**30
    assert rowwise.cells_a_row("transitions", 500, 10_000, limit) == 500
    at_a_million = rowwise.cells_a_row("transitions", 500, 1_000_000, limit)
    assert 50 < at_a_million < 500
    assert at_a_million * 1_000_000 * rowwise.CELL_BYTES <= limit
    with pytest.raises(MemoryLimitError, match=r"transitions on 1,000,000 items needs .* GiB"):
        rowwise.cells_a_row("transitions", 500, 1_000_000, 2**30)
    assert rowwise.cells_a_row("transitions", 500, 0, limit) == 500
