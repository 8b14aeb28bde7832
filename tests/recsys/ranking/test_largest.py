"""What is kept of an answer's causes, against sorting and adding up by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.ranking.largest import largest, summed_up

cells = st.sampled_from([-2.0, -0.5, 0.0, 0.0, 0.25, 0.5, 3.0])


@st.composite
def tables(draw):
    """(causes x items, the scorer of each cause)."""
    c, k = draw(st.integers(1, 8)), draw(st.integers(1, 3))
    values = np.array(draw(st.lists(st.lists(cells, min_size=k, max_size=k), min_size=c, max_size=c)))
    return values, np.array(sorted(draw(st.lists(st.integers(0, 2), min_size=c, max_size=c))))


@settings(max_examples=200, deadline=None)
@given(tables(), st.integers(1, 4))
def test_the_largest_are_those_of_a_stable_sort_by_size(table, most: int) -> None:
    values, _ = table
    found = largest(values, most)
    for i in range(values.shape[1]):
        sizes = np.abs(values[:, i]).tolist()
        best = [c for c in sorted(range(len(sizes)), key=lambda c: -sizes[c])[:most] if sizes[c] > 0.0]
        assert found[i].tolist() == best + [-1] * (most - len(best))


@settings(max_examples=200, deadline=None)
@given(tables(), st.integers(1, 4))
def test_what_is_kept_by_name_and_what_is_left_add_up_to_all(table, most: int) -> None:
    values, scorer = table
    rows, kept, left = summed_up(values, scorer, 3, most, 10)
    for i in range(values.shape[1]):
        total = np.maximum(values[:, i], 0.0).sum()
        named = [c for c in rows[i].tolist() if c >= 0]
        assert kept[0, i, : len(named)].tolist() == [values[c, i] for c in named]
        for s in range(3):
            others = [c for c in range(len(values)) if scorer[c] == s and c not in named]
            assert left[0, i, s] == pytest.approx(values[others, i].sum())
        assert kept[1, i].sum() + left[1, i].sum() == pytest.approx(1.0 if total > 0.0 else 0.0)


def test_numbers_are_rounded() -> None:
    _, kept, left = summed_up(np.array([[1 / 3], [0.2], [-1e-9]]), np.array([0, 1, 1]), 2, 1, 3)
    assert kept[0].tolist() == [[0.333]]
    assert left[0].tolist() == [[0.0, 0.2]]
