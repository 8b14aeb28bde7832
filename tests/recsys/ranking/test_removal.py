"""The compiled kernels against slow oracles, ties and signs included."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.ranking.removal import (
    PAIRS,
    add_by_entry,
    add_positive,
    all_fall_behind,
    alone_and_in_pairs,
    falls_behind,
    necessary_sets,
    strongest,
)

tied = st.integers(-3, 3).map(float)
"""Few values, so that ties are common and sums exact."""


def matrices(rows: st.SearchStrategy[int], columns: int, values: st.SearchStrategy[float] = tied):
    row = st.lists(values, min_size=columns, max_size=columns)
    return rows.flatmap(lambda n: st.lists(row, min_size=n, max_size=n)).map(
        lambda cells: np.array(cells, dtype=np.float64).reshape(-1, columns)
    )


@st.composite
def removals(draw):
    """(scores best first, contributions of entries to each candidate, a place)."""
    m = draw(st.integers(1, 7))
    scores = np.array(sorted(draw(st.lists(tied, min_size=m, max_size=m)), reverse=True))
    by_entry = draw(matrices(st.integers(1, 6), m))
    return scores, by_entry, draw(st.integers(0, m - 1))


def place_of(scores: list[float], order: list[int], at: int) -> int:
    """How many stand before `at`: higher scores, and equal ones earlier in `order`."""
    return sum(
        scores[j] > scores[at] or (scores[j] == scores[at] and order.index(j) < order.index(at))
        for j in range(len(scores))
    )


@settings(max_examples=300, deadline=None)
@given(removals())
def test_an_item_falls_behind_when_more_candidates_surely_stand_before_it(case) -> None:
    scores, by_entry, at = case
    left = (scores - by_entry[0]).tolist()
    before = place_of(scores.tolist(), list(range(len(scores))), at)
    assert falls_behind(scores, by_entry[0], at) == (sum(x > left[at] for x in left) > before)


@settings(max_examples=300, deadline=None)
@given(removals(), st.randoms(use_true_random=False))
def test_what_is_called_a_fall_is_one_whatever_breaks_the_ties(case, random) -> None:
    """`order` is a catalogue's: candidates arrive best first, ties in its order; a re-rank uses it again."""
    scores, by_entry, _ = case
    catalogue = random.sample(range(len(scores)), len(scores))
    arrived = sorted(range(len(scores)), key=lambda j: (-scores[j], catalogue.index(j)))
    scores, removed = scores[arrived], by_entry[0]
    order = sorted(range(len(scores)), key=lambda j: catalogue.index(arrived[j]))
    for at in range(len(scores)):
        if falls_behind(scores, removed, at):
            left = (scores - removed).tolist()
            assert place_of(left, order, at) > place_of(scores.tolist(), order, at)


def test_a_difference_that_is_only_rounding_is_no_fall() -> None:
    third = 0.1 + 0.2  # 0.30000000000000004
    assert not falls_behind(np.array([1.0, third]), np.array([1.0 - 0.3, third - 0.3 + 1e-16]), 0)
    assert falls_behind(np.array([1.0, 0.9]), np.array([0.2, 0.0]), 0)


def test_removing_nothing_or_the_same_of_everyone_is_no_fall() -> None:
    scores = np.array([2.0, 1.0, 1.0, 0.5])
    for removed in (np.zeros(4), np.full(4, 0.75)):
        assert not any(falls_behind(scores, removed, at) for at in range(4))


def test_a_rival_that_loses_more_is_no_reason_to_fall() -> None:
    assert not falls_behind(np.array([2.0, 1.5]), np.array([0.1, 1.0]), 1)
    assert falls_behind(np.array([2.0, 1.5]), np.array([1.0, 0.1]), 0)


@settings(max_examples=100, deadline=None)
@given(removals(), st.data())
def test_several_items_fall_as_each_of_them_alone(case, data) -> None:
    scores, by_entry, _ = case
    columns = data.draw(st.lists(st.integers(0, len(scores) - 1), max_size=4))
    found = all_fall_behind(scores, by_entry[0], np.array(columns, dtype=np.int32))
    assert found.tolist() == [falls_behind(scores, by_entry[0], at) for at in columns]


@settings(max_examples=200, deadline=None)
@given(matrices(st.integers(0, 9), 4), st.integers(1, 5), st.randoms(use_true_random=False))
def test_the_strongest_rows_are_those_of_a_stable_sort_named_by_the_entries_behind_them(rows, most, random) -> None:
    columns = np.array([3, 0, 2], dtype=np.int32)
    entry = np.array(random.sample(range(20), len(rows)), dtype=np.int32)
    entries, values = strongest(rows, entry, columns, most)
    for i, column in enumerate(columns.tolist()):
        cells = rows[:, column].tolist()
        best = [c for c in sorted(range(len(cells)), key=lambda c: -cells[c])[:most] if cells[c] > 0.0]
        assert entries[i].tolist() == [entry[c] for c in best] + [-1] * (most - len(best))
        assert values[i].tolist() == [cells[c] for c in best] + [0.0] * (most - len(best))


@pytest.mark.parametrize(
    ("entries", "sets"),
    [
        ([7, 4, 2, 5], [(7, -1), (4, -1), (2, -1), (5, -1), (7, 4), (7, 2), (4, 2)]),
        ([7, 4, -1, -1], [(7, -1), (4, -1), (-1, -1), (-1, -1), (7, 4), (-1, -1), (-1, -1)]),
        ([7, 4], [(7, -1), (4, -1), (7, 4), (-1, -1), (-1, -1)]),
        ([-1, -1], [(-1, -1)] * 5),
    ],
)
def test_entries_are_taken_alone_and_the_first_three_in_pairs(entries, sets) -> None:
    assert alone_and_in_pairs(np.array([entries], dtype=np.int32))[0].tolist() == [list(s) for s in sets]


@settings(max_examples=200, deadline=None)
@given(removals(), st.data())
def test_sets_are_tried_one_after_the_other_each_from_the_whole_score(case, data) -> None:
    scores, by_entry, _ = case
    entry = st.integers(0, len(by_entry) - 1)
    one = st.one_of(st.tuples(entry, st.just(-1)), st.tuples(entry, entry).filter(lambda pair: pair[0] != pair[1]))
    columns = np.array(data.draw(st.lists(st.integers(0, len(scores) - 1), min_size=1, max_size=3)), dtype=np.int32)
    tries = st.lists(st.one_of(one, st.just((-1, -1))), min_size=3, max_size=3)
    sets = np.array([data.draw(tries) for _ in columns], dtype=np.int32)
    gone, needed = necessary_sets(scores, by_entry, columns, sets)
    for i, column in enumerate(columns.tolist()):
        for s, members in enumerate(sets[i].tolist()):
            removed = sum((by_entry[e] for e in members if e >= 0 and members[0] >= 0), np.zeros(len(scores)))
            assert gone[i, s] == removed[column]
            assert needed[i, s] == (members[0] >= 0 and falls_behind(scores, removed, column))


@settings(max_examples=200, deadline=None)
@given(matrices(st.integers(0, 8), 3, st.floats(-10, 10)), st.data())
def test_contributions_are_added_to_the_entry_behind_them(contributions, data) -> None:
    n = len(contributions)
    entry = np.array(data.draw(st.lists(st.integers(-1, 3), min_size=n, max_size=n)), dtype=np.int32)
    total = np.ones((4, 3))
    add_by_entry(total, entry, contributions)
    for e in range(4):
        expected = 1.0 + sum((contributions[c] for c in range(n) if entry[c] == e), np.zeros(3))
        assert total[e] == pytest.approx(expected)


@settings(max_examples=200, deadline=None)
@given(matrices(st.integers(0, 8), 3, st.floats(-10, 10)))
def test_positive_parts_are_summed_and_negative_ones_left_out(contributions) -> None:
    parts = np.ones(3)
    add_positive(parts, contributions)
    assert parts == pytest.approx(1.0 + np.maximum(contributions, 0.0).sum(axis=0))


def test_pairs_are_all_pairs_of_the_strongest_three() -> None:
    assert {frozenset(pair) for pair in PAIRS} == {frozenset(p) for p in ((0, 1), (0, 2), (1, 2))}
