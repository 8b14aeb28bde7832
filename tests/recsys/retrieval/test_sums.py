import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from recsys.models.linear import SparseRows
from recsys.retrieval.sums import heaviest, sharing, sums_at

N = 40
SEEDS = st.integers(0, 10_000)


def world(seed: int):
    """Sparse rows, some of them with weights, and the dense sum."""
    rng = np.random.default_rng(seed)
    dense = np.where(rng.random((N, N)) < 0.2, rng.normal(size=(N, N)), 0.0).astype(np.float32)
    rows = rng.permutation(N)[: rng.integers(0, 12)].astype(np.int32)
    weights = rng.random(len(rows))
    return SparseRows.of(sparse.csr_array(dense)).csr, rows, weights, weights @ dense[rows].astype(np.float64)


@given(seed=SEEDS, count=st.integers(0, N))
def test_sums_at_some_columns_are_those_of_the_dense_product(seed: int, count: int):
    csr, rows, weights, total = world(seed)
    columns = np.random.default_rng(seed).permutation(N)[:count].astype(np.int32)
    np.testing.assert_allclose(sums_at(csr, rows, weights, columns), total[columns], atol=1e-9)


@given(seed=SEEDS, k=st.integers(1, N))
def test_the_heaviest_columns_are_the_largest_of_the_allowed_ones_the_rows_hold(seed: int, k: int):
    csr, rows, weights, total = world(seed)
    allowed = np.random.default_rng(seed + 1).random(N) < 0.7
    found = heaviest(csr, rows, weights, allowed, k)
    indptr, indices, _ = csr
    held = np.unique(np.concatenate([np.zeros(0, np.int32), *(indices[indptr[r] : indptr[r + 1]] for r in rows)]))
    best = np.sort(total[held[allowed[held]]])[::-1][:k]
    assert len(set(found.tolist())) == len(found) == len(best)
    assert allowed[found].all()
    np.testing.assert_allclose(np.sort(total[found])[::-1], best, atol=1e-9)


def test_no_rows_hold_nothing_and_numbers_far_apart_do_not_meet():
    csr, *_ = world(0)
    none, nothing = np.zeros(0, dtype=np.int32), np.zeros(0)
    assert len(heaviest(csr, none, nothing, np.ones(N, dtype=np.bool_), 5)) == 0
    assert sums_at(csr, none, nothing, np.arange(3, dtype=np.int32)).tolist() == [0.0, 0.0, 0.0]
    wide = SparseRows.of(sparse.csr_array(([1.0, 2.0], ([0, 0], [3, 999_999])), shape=(1, 1_000_000))).csr
    row, one = np.zeros(1, dtype=np.int32), np.ones(1)
    assert sums_at(wide, row, one, np.array([999_999, 5, 3], dtype=np.int32)).tolist() == [2.0, 0.0, 1.0]


@given(seed=SEEDS, widest=st.integers(0, 12), most=st.integers(0, 60))
def test_items_that_share_an_attribute_are_found_entry_by_entry_until_there_are_enough(
    seed: int, widest: int, most: int
):
    rng = np.random.default_rng(seed)
    fields = [(rng.random((N, width)) < 0.1).astype(np.float32) for width in (5, 9)]
    entries = rng.permutation(N)[: rng.integers(0, 8)].astype(np.int32)
    there = tuple(SparseRows.of(sparse.csr_array(field)).csr for field in fields)
    back = tuple(SparseRows.of(sparse.csr_array(field.T)).csr for field in fields)
    expected: list[int] = []
    for entry in entries.tolist():
        if len(expected) > most:
            break
        for field in fields:
            for attribute in np.flatnonzero(field[entry]):
                sharers = np.flatnonzero(field[:, attribute])
                expected += sharers.tolist() if len(sharers) <= widest else []
    assert sharing(there, back, entries, widest, most).tolist() == expected
