"""Histories against slow oracles, and the same for training arrays and for a person's state."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.events import ACT_STRENGTH
from recsys.state.history import SESSION_GAP, build_history, empty_history, history_of, session_mask
from recsys.types import LONGEST, Moment, Touch, UserState, Vocabulary

NAMES = tuple(f"i{n}" for n in range(6))
ITEMS = Vocabulary(NAMES)
ACTS = tuple(ACT_STRENGTH)
NOW = 1_700_000_000


@dataclass(frozen=True)
class Row:
    item: int
    act: str
    at: int
    session: bool
    kept: bool


rows_of = st.lists(
    st.builds(
        Row,
        st.integers(0, len(NAMES) - 1),
        st.sampled_from(ACTS),
        st.integers(0, 9),
        st.booleans(),
        st.booleans(),
    ),
    max_size=25,
).map(lambda rows: sorted(rows, key=lambda row: row.at))


def built(rows: list[Row], masked: bool = False, limit: int = LONGEST):
    return build_history(
        np.array([r.item for r in rows], dtype=np.int32),
        np.array([ACT_STRENGTH[r.act] for r in rows], dtype=np.float64),  # type: ignore[index]
        np.array([r.at for r in rows], dtype=np.int64),
        np.array([r.session for r in rows], dtype=np.bool_),
        np.array([r.kept for r in rows], dtype=np.bool_) if masked else None,
        limit,
    )


def slowly(rows: list[Row], masked: bool) -> list[tuple[int, int, float, float, int, bool]]:
    """(item, age, strength, kept, last_at, in_session) of every distinct item, most recent first."""
    newest = list(dict.fromkeys(row.item for row in reversed(rows)))
    entries = []
    for age, item in enumerate(newest):
        own = [row for row in rows if row.item == item]
        strengths = [ACT_STRENGTH[row.act] for row in own]  # type: ignore[index]
        left = sum(s for s, row in zip(strengths, own, strict=True) if row.kept or not masked)
        entries.append((item, age, max(strengths), left / sum(strengths), own[-1].at, any(row.session for row in own)))
    return entries


def entries_of(history) -> list[tuple[int, int, float, float, int, bool]]:
    columns = (history.item, history.age, history.strength, history.kept, history.last_at, history.in_session)
    return list(zip(*(column.tolist() for column in columns), strict=True))


@given(rows_of, st.booleans(), st.integers(1, 7))
def test_a_history_is_what_the_slow_way_gives(rows: list[Row], masked: bool, limit: int) -> None:
    expected = slowly(rows, masked)[:limit]
    found = entries_of(built(rows, masked, limit))
    assert [e[:3] + e[4:] for e in found] == [e[:3] + e[4:] for e in expected]
    assert [e[3] for e in found] == pytest.approx([e[3] for e in expected])


@given(rows_of)
def test_masking_changes_nothing_but_the_kept_shares(rows: list[Row]) -> None:
    whole, masked = built(rows), built(rows, masked=True)
    for name in ("item", "age", "strength", "last_at", "in_session"):
        np.testing.assert_array_equal(getattr(whole, name), getattr(masked, name))
    assert (whole.kept == 1.0).all()
    assert ((masked.kept >= 0.0) & (masked.kept <= 1.0)).all()


@given(rows_of)
def test_the_lost_shares_of_single_rows_add_up_to_one(rows: list[Row]) -> None:
    lost: dict[int, float] = {}
    for n in range(len(rows)):
        one_gone = [Row(r.item, r.act, r.at, r.session, m != n) for m, r in enumerate(rows)]
        history = built(one_gone, masked=True)
        for item, share in zip(history.item.tolist(), (1.0 - history.kept).tolist(), strict=True):
            lost[item] = lost.get(item, 0.0) + share
    assert list(lost.values()) == pytest.approx([1.0] * len(lost))


def test_only_the_newest_items_are_kept_of_a_long_life() -> None:
    n = LONGEST + 50
    history = build_history(np.arange(n, dtype=np.int32), np.ones(n), np.arange(n), np.zeros(n, dtype=np.bool_))
    assert history.item.tolist() == list(range(n - 1, n - LONGEST - 1, -1))
    assert history.age.tolist() == list(range(LONGEST))


def test_no_rows_give_the_empty_history_with_the_same_types() -> None:
    empty, one = empty_history(), built([Row(0, "liked", 0, False, True)])
    assert len(empty) == len(built([])) == 0
    for name in ("item", "age", "strength", "kept", "last_at", "in_session"):
        assert getattr(empty, name).dtype == getattr(one, name).dtype


def touches(*times: int, session: str | None = None) -> list[Touch]:
    return [Touch(f"e{n}", "i0", "viewed", at, session) for n, at in enumerate(times)]


@pytest.mark.parametrize(
    ("silence", "unbroken"), [(0, True), (SESSION_GAP - 1, True), (SESSION_GAP, False), (SESSION_GAP + 1, False)]
)
def test_half_an_hour_of_silence_ends_a_session(silence: int, unbroken: bool) -> None:
    assert session_mask(touches(NOW - silence), None, Moment(NOW), timed=True).tolist() == [unbroken]
    between = touches(NOW - 60 - silence, NOW - 60)
    assert session_mask(between, None, Moment(NOW), timed=True).tolist() == [unbroken, True]


def test_a_gap_ends_the_session_for_everything_before_it() -> None:
    found = session_mask(touches(NOW - 7300, NOW - 7200, NOW - 100, NOW - 50), None, Moment(NOW), timed=True)
    assert found.tolist() == [False, False, True, True]


def test_the_same_session_id_joins_across_any_gap() -> None:
    told = [*touches(NOW - 90_000, session="s"), *touches(NOW - 80_000, session="t")]
    assert session_mask(told, "s", Moment(NOW), timed=True).tolist() == [True, False]


def test_without_an_id_only_silence_counts_and_no_id_is_not_a_name() -> None:
    assert session_mask(touches(NOW - 90_000), None, Moment(NOW), timed=True).tolist() == [False]


@pytest.mark.parametrize(("moment", "timed"), [(Moment(NOW), False), (Moment(None), True), (Moment(None), False)])
def test_where_time_is_not_in_seconds_only_the_id_makes_a_session(moment: Moment, timed: bool) -> None:
    told = [*touches(NOW), *touches(NOW, session="s")]
    assert session_mask(told, "s", moment, timed).tolist() == [False, True]
    assert session_mask([], "s", moment, timed).tolist() == []


@given(st.lists(st.integers(0, 4 * SESSION_GAP), max_size=8), st.integers(0, 2 * SESSION_GAP))
def test_a_session_is_found_by_walking_back_from_now(gaps: list[int], last: int) -> None:
    times = (np.cumsum(gaps) + NOW).tolist()
    now = times[-1] + last if times else NOW
    expected, later, unbroken = [], now, True
    for at in reversed(times):
        unbroken = unbroken and later - at < SESSION_GAP
        expected.append(unbroken)
        later = at
    assert session_mask(touches(*times), None, Moment(now), timed=True).tolist() == expected[::-1]


def state_of(rows: list[Row], extra: tuple[Touch, ...] = ()) -> UserState:
    told = tuple(Touch(f"e{n}", NAMES[r.item], r.act, r.at) for n, r in enumerate(rows))  # type: ignore[arg-type]
    return UserState(touches=(*told, *extra))


@given(rows_of, st.data())
def test_a_state_and_the_training_arrays_of_the_same_events_give_one_history(rows: list[Row], data) -> None:
    use = np.array(data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows))), dtype=np.bool_)
    session = np.array([r.session for r in rows], dtype=np.bool_)
    gone = frozenset(f"e{n}" for n, r in enumerate(rows) if not r.kept)
    found, behind = history_of(state_of(rows), ITEMS, session, use, gone)
    used = [r for r, is_used in zip(rows, use, strict=True) if is_used]
    assert entries_of(found) == entries_of(built(used, masked=True))
    for item, told in zip(found.item.tolist(), behind, strict=True):
        own = [f"e{n}" for n, r in enumerate(rows) if use[n] and r.item == item]
        assert [t.event_id for t in told] == own


def test_unknown_and_refused_items_leave_no_trace_in_a_history() -> None:
    rows = [Row(n, "liked", n, False, True) for n in range(3)]
    state = UserState((*state_of(rows).touches, Touch("new", "not known", "liked", 9)), frozenset({"i1"}))
    every = np.ones(4, dtype=np.bool_)
    history, behind = history_of(state, ITEMS, ~every, every)
    assert history.item.tolist() == [2, 0]
    assert history.age.tolist() == [0, 1]
    assert [t.event_id for told in behind for t in told] == ["e2", "e0"]
