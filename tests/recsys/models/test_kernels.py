"""The compiled loops against matrices written out."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from recsys.models.kernels import add_through, decayed, dense_cells, field_products, weighty
from recsys.models.linear import SparseRows

N, WIDTHS = 6, np.array([3, 5])
cells = st.sampled_from([0.0, 0.0, 0.0, -1.0, 0.5, 2.0])


def matrices(width: int):
    return st.lists(st.lists(cells, min_size=width, max_size=width), min_size=N, max_size=N).map(np.array)


fields = st.tuples(*(matrices(int(width)) for width in WIDTHS))
items = st.lists(st.integers(0, N + 1), max_size=5).map(lambda drawn: np.array(drawn, dtype=np.int32))


def weights_of(drawn, item):
    return drawn.draw(
        st.lists(
            st.lists(st.sampled_from([0.0, 1.0, 3.0]), min_size=len(item), max_size=len(item)), min_size=2, max_size=2
        ).map(lambda rows: np.array(rows, dtype=np.float64).reshape(2, len(item)))
    )


def csr(matrix) -> tuple:
    return SparseRows.of(sparse.csr_array(matrix)).csr


def padded(matrix):
    """With rows of nothing for items that came after the fit."""
    return np.vstack((matrix, np.zeros((2, matrix.shape[1]))))


@settings(max_examples=200, deadline=None)
@given(fields, items, st.data())
def test_scores_go_through_the_attributes_of_every_field(given_fields, item, data) -> None:
    weights = weights_of(data, item)
    out = np.ones(N)
    back = tuple(csr(matrix.T) for matrix in given_fields)
    add_through(tuple(map(csr, given_fields)), back, WIDTHS, item, weights, out)
    expected = 1.0 + sum(w @ padded(m)[item] @ m.T for w, m in zip(weights, given_fields, strict=True))
    np.testing.assert_allclose(out, expected, atol=1e-12)


@settings(max_examples=200, deadline=None)
@given(fields, items, st.lists(st.integers(-1, N - 1), max_size=4, unique=True), st.data())
def test_products_have_a_line_for_each_item_and_field_that_share_something(given_fields, item, right, data) -> None:
    weights = weights_of(data, item)
    field, place, products = field_products(
        tuple(map(csr, given_fields)), WIDTHS, item, weights, np.array(right, dtype=np.int32)
    )
    lines = list(zip(field.tolist(), place.tolist(), strict=True))
    assert lines == sorted(set(lines))
    for f, matrix in enumerate(given_fields):
        columns = np.vstack((matrix, np.zeros(matrix.shape[1])))[right]
        whole = weights[f][:, None] * (padded(matrix)[item] @ columns.T)
        told = np.zeros_like(whole)
        for (_, p), line in zip(lines, products, strict=True):
            told[p] += line if _ == f else 0.0
        np.testing.assert_allclose(told, whole, atol=1e-12)


def test_entries_without_weight_or_beyond_the_fit_are_left_out() -> None:
    place, item, value = weighty(np.array([4, 1, 9, 2], dtype=np.int32), 5, np.array([1.0, 0.0, 2.0, 3.0]))
    assert (place.tolist(), item.tolist(), value.tolist()) == ([0, 3], [4, 2], [1.0, 3.0])


def test_a_curve_is_the_weighed_sum_of_decays_and_its_thin_end_is_cut() -> None:
    curves = np.array([[1.0, 0.1, 1e-6], [0.0, 0.0, 0.0]])
    age, strength, kept = np.array([0, 1, 2]), np.array([1.0, 0.5, 1.0]), np.array([1.0, 1.0, 1.0])
    assert decayed(curves, np.array([2.0, 7.0]), age, strength, kept, 1e-4).tolist() == pytest.approx([2.0, 0.1, 0.0])
    assert decayed(curves, np.array([2.0, 7.0]), age, strength, np.zeros(3), 1e-4).tolist() == [0.0, 0.0, 0.0]


def test_cells_of_rows_and_columns_that_are_not_there_are_nought() -> None:
    matrix = np.arange(9, dtype=np.float32).reshape(3, 3)
    found = dense_cells(matrix, np.array([2, -1]), np.array([-1, 0, 1]))
    assert found.tolist() == [[0.0, 6.0, 7.0], [0.0, 0.0, 0.0]]
