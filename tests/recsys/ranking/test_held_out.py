"""What is held out: the last new choice of a person and all after it, and where people return also the last one."""

import numpy as np
import pytest

from recsys.ranking.held_out import HoldOut, hold_out, in_session
from recsys.types import Interactions

RNG = 0


def log_of(*rows: tuple[int, int], times: list[int] | None = None, session: list[int] | None = None) -> Interactions:
    """Rows (user, item) in order."""
    user, item = (np.array(column, dtype=np.int32) for column in zip(*rows, strict=True)) if rows else ([], [])
    n = len(rows)
    return Interactions(
        np.array(user, dtype=np.int32),
        np.array(item, dtype=np.int32),
        np.ones(n, dtype=np.float32),
        np.arange(n) if times is None else np.array(times),
        4,
        10,
        "order" if times is None else "seconds",
        None if session is None else np.array(session, dtype=np.int32),
    )


def held(log: Interactions, **how: float):
    return hold_out(log, HoldOut(**how), np.random.default_rng(RNG))  # type: ignore[arg-type]


def test_the_last_new_choice_is_asked_for_and_nothing_after_it_is_trained_on() -> None:
    log = log_of((0, 1), (1, 5), (0, 2), (0, 1), (0, 2), (1, 6))
    found = held(log)
    assert found.new.tolist() == [2, 5]
    assert list(zip(found.train.user.tolist(), found.train.item.tolist(), strict=True)) == [(0, 1), (1, 5)]


def test_people_who_chose_one_thing_only_are_not_held_out() -> None:
    log = log_of((0, 1), (0, 1), (1, 5), (1, 6), (2, 3))
    assert held(log).new.tolist() == [3]
    assert held(log, cases=0, needed=0).new.tolist() == []
    assert held(log_of()).new.tolist() == []


def test_without_returns_only_new_choices_are_asked_for_among_new_things() -> None:
    found = held(log_of((0, 1), (0, 2), (1, 5), (1, 6)))
    assert not found.seen_return
    assert [(c.item, c.seen_return, c.history.item.tolist()) for c in found.choices()] == [
        (2, False, [1]),
        (6, False, [5]),
    ]


def test_where_people_return_their_last_choices_are_asked_for_too_with_all_they_did_before() -> None:
    found = held(log_of((0, 1), (0, 2), (0, 1), (1, 5), (1, 6)))
    assert found.seen_return
    asked = [(c.item, c.seen_return, c.history.item.tolist()) for c in found.choices()]
    assert asked == [(2, False, [1]), (6, False, [5]), (1, True, [2, 1]), (6, True, [5])]


def test_a_catalogue_too_large_to_look_at_whole_for_everyone_gets_fewer_people() -> None:
    log = log_of(*[(user, item) for user in range(4) for item in (user, user + 4)])
    assert len(held(log, looked_at=20, needed=1).new) == 2
    assert len(held(log, looked_at=20, needed=3).new) == 3


@pytest.mark.parametrize(
    ("session", "times", "expected"),
    [
        ([7, 8, 8], [0, 10_000, 20_000], [False, True]),
        ([-1, -1, -1], [0, 10_000, 20_000], [False, False]),
        (None, [0, 10_000, 10_060], [False, True]),
        (None, [0, 60, 120], [True, True]),
    ],
)
def test_the_session_of_a_choice_is_that_of_the_service(
    session: list[int] | None, times: list[int], expected: list[bool]
) -> None:
    log = log_of((0, 1), (0, 2), (0, 3), times=times, session=session)
    before = log.take(np.arange(2))
    assert in_session(before, log, np.arange(2), 2).tolist() == expected
