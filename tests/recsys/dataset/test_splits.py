"""Row arithmetic on tables small enough to read."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.dataset.splits import (
    after_cut,
    by_first_appearance,
    first_occurrences,
    folds_within_users,
    grouped,
    rows_of_frequent_users,
    session_codes,
)
from recsys.types import as_int32
from tests.recsys.evaluation.tables import log_of

ROWS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 5), st.integers(0, 20)), max_size=40)


def test_repeats_collapse_to_the_first_by_time_then_by_row():
    log = log_of([(0, 7, 5), (0, 7, 5), (0, 7, 3), (1, 7, 4)])
    assert log.time[first_occurrences(log)].tolist() == [3, 4]


@given(ROWS)
def test_collapsing_equals_remembering_what_was_seen(rows):
    log = log_of(rows)
    seen: set[tuple[int, int]] = set()
    expected = [r for r, p in enumerate(zip(log.user, log.item, strict=True)) if not (p in seen or seen.add(p))]
    assert first_occurrences(log).tolist() == expected


def test_users_with_too_few_events_leave():
    log = log_of([(0, 1, 0), (0, 2, 1), (1, 1, 2)])
    assert rows_of_frequent_users(log, np.arange(3), 2).tolist() == [0, 1]


@given(ROWS)
def test_events_after_the_cut_are_the_last_fifth_and_never_share_a_second_with_those_before(rows):
    log = log_of(rows)
    late = after_cut(log)
    assert late.sum() >= len(log) // 5
    assert not set(log.time[late].tolist()) & set(log.time[~late].tolist())


def test_the_cut_of_ten_events_leaves_two_after_it():
    assert after_cut(log_of([(0, 0, t) for t in range(10)])).tolist() == [False] * 8 + [True] * 2


@given(st.lists(st.integers(0, 4), max_size=40), st.integers(2, 6), st.integers(0, 3))
def test_folds_are_even_within_each_user_and_the_seed_decides(users, n_folds, seed):
    user = as_int32(users)
    fold = folds_within_users(user, n_folds, np.random.default_rng(seed))
    assert fold.tolist() == folds_within_users(user, n_folds, np.random.default_rng(seed)).tolist()
    for one in set(users):
        sizes = np.bincount(fold[user == one], minlength=n_folds)
        assert sizes.max() - sizes.min() <= 1


def test_small_users_do_not_all_fall_into_the_first_folds():
    fold = folds_within_users(np.arange(500, dtype=np.int32), 5, np.random.default_rng(0))
    assert np.bincount(fold, minlength=5).min() > 60


def test_groups_keep_positions_in_order_and_know_empty_groups():
    groups = grouped(as_int32([2, 0, 2]), 4)
    assert [groups.of(g).tolist() for g in range(4)] == [[1], [], [0, 2], []]
    assert groups.sizes().tolist() == [1, 0, 2, 0]


def test_named_sessions_are_themselves_numbered_by_first_event():
    log = log_of([(0, 1, 0), (1, 1, 1), (0, 2, 2), (1, 2, 9999)], session=[7, 3, 7, 3])
    assert session_codes(log).tolist() == [0, 1, 0, 1]


def test_unnamed_sessions_break_where_half_an_hour_passes():
    log = log_of([(0, 1, 0), (0, 2, 1799), (0, 3, 3599), (1, 1, 3600)])
    assert session_codes(log).tolist() == [0, 0, 1, 2]


def test_without_seconds_a_user_is_one_session():
    log = log_of([(0, 1, 0), (1, 2, 5000), (0, 3, 9000)], unit="order")
    assert session_codes(log).tolist() == [0, 1, 0]


def test_codes_are_renumbered_by_first_appearance():
    assert by_first_appearance(as_int32([5, 2, 5, 9])).tolist() == [0, 1, 0, 2]


@pytest.mark.parametrize("unit", ["seconds", "order", "none"])
def test_empty_interactions_have_empty_answers(unit):
    log = log_of([], unit=unit)
    assert len(first_occurrences(log)) == len(after_cut(log)) == len(session_codes(log)) == 0
    assert len(folds_within_users(log.user, 3, np.random.default_rng(0))) == 0
