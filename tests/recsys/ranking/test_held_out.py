"""What is held out: the last new choice of a person and all after it, and where people return others' last ones."""

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


def world(n_people: int, back: float, marked: bool = False, seed: int = 1) -> Interactions:
    """Sessions of three, one a person: two different things, or the same thing twice, then a return or a third."""
    rng, rows = np.random.default_rng(seed), []
    for person in range(n_people):
        a, b, c = rng.permutation(10)[:3].tolist()
        b = a if rng.random() < back else b
        rows += [(person, a), (person, b), (person, a if rng.random() < back else c)]
    user, item = np.array(rows, dtype=np.int32).T
    order = rng.permutation(n_people).argsort()[user].argsort(kind="stable")
    session = user[order] if marked else None
    n = len(user)
    return Interactions(user[order], item[order], np.ones(n, np.float32), np.arange(n), n_people, 10, "order", session)


def test_the_last_new_choice_is_asked_for_and_nothing_after_it_is_trained_on() -> None:
    log = log_of((0, 1), (1, 5), (0, 2), (1, 6), (0, 2))
    found = held(log, returns=1.0)
    assert found.new.tolist() == [2, 3]
    assert list(zip(found.train.user.tolist(), found.train.item.tolist(), strict=True)) == [(0, 1), (1, 5)]


def test_people_who_chose_one_thing_only_have_no_new_choice() -> None:
    log = log_of((0, 1), (0, 1), (1, 5), (1, 6), (2, 3))
    assert held(log, returns=1.0).new.tolist() == [3]
    assert held(log, returns=1.0, cases=0, needed=0).new.tolist() == []
    assert held(log_of()).new.tolist() == []


def test_without_returns_only_new_choices_are_asked_for_among_new_things() -> None:
    found = held(log_of((0, 1), (0, 2), (1, 5), (1, 6)))
    assert not found.seen_return
    assert [(c.item, c.seen_return, c.history.item.tolist()) for c in found.choices()] == [
        (2, False, [1]),
        (6, False, [5]),
    ]


def test_where_people_return_the_last_choices_of_others_are_asked_for_with_all_they_did_before() -> None:
    rows = [(person, item) for person in range(4) for item in (1, 2 + person, 1)]
    found = held(log_of(*rows), needed=0)
    assert len(found.new) == 1
    assert len(found.last) == 3
    new, *last = found.choices()
    person = found.log.user[found.new[0]]
    assert (new.item, new.seen_return, new.history.item.tolist()) == (2 + person, False, [1])
    for row, choice in zip(found.last, last, strict=True):
        assert (choice.item, choice.seen_return) == (1, True)
        assert choice.history.item.tolist() == [2 + found.log.user[row], 1]


def test_where_few_people_return_everybody_is_asked_both_and_a_fit_sees_what_was_before_the_first_question() -> None:
    found = held(log_of((0, 1), (0, 2), (0, 1), (1, 5), (1, 6), (2, 7), (2, 7)))
    asked = [(c.item, c.seen_return, c.history.item.tolist()) for c in found.choices()]
    new = [(2, False, [1]), (6, False, [5])]
    assert asked == [*new, (1, True, [2, 1]), (6, True, [5]), (7, True, [7])]
    assert found.train.item.tolist() == [1, 5, 7]


def test_nobody_is_asked_twice_and_a_fit_sees_what_they_did_before_and_nothing_after() -> None:
    found = held(world(60, 0.4), cases=20, needed=0)
    asked = np.concatenate((found.new, found.last))
    log, train = found.log, found.train
    assert len(set(log.user[asked].tolist())) == len(asked) == 40
    for person in range(60):
        held_rows = asked[log.user[asked] == person]
        before = np.arange(len(log)) < (held_rows[0] if len(held_rows) else len(log))
        assert train.item[train.user == person].tolist() == log.item[before & (log.user == person)].tolist()


def test_last_choices_are_returns_as_often_as_everybody_s_are() -> None:
    log = world(4_000, 0.3)
    found = held(log, cases=1_500, needed=0)
    last = np.array([np.flatnonzero(log.user == person)[-1] for person in range(4_000)])
    back = np.array([log.item[row] in log.item[:row][log.user[:row] == log.user[row]] for row in last])
    asked = np.isin(last, found.last)
    assert asked.sum() == 2_250
    assert back[asked].mean() == pytest.approx(back.mean(), abs=4 * np.sqrt(back.var() / asked.sum()))


def test_a_fit_does_not_see_the_marked_session_of_a_choice_where_sessions_are_plenty() -> None:
    found = held(world(60, 0.4, marked=True), cases=4, needed=0)
    asked = found.log.user[np.concatenate((found.new, found.last))]
    assert not np.isin(asked, found.train.user).any()
    assert len(found.train) == 3 * (60 - len(asked))
    assert all(len(choice.history) for choice in found.choices())
    few = held(world(6, 0.4, marked=True), cases=4, needed=0)
    assert np.isin(few.log.user[few.last], few.train.user).all()


def test_of_earlier_sessions_a_fit_sees_everything() -> None:
    rows = [(person, item) for person in range(4) for item in (1, 2, 3)] + [(4, 5)] * 9
    log = log_of(*rows, session=[10, 11, 11, 12, 13, 13, 14, 14, 15, -1, -1, -1, *[20] * 9])
    log = Interactions(log.user, log.item, log.weight, log.time, 5, 10, "order", log.session)
    found = held(log, cases=4, needed=0, returns=1.0)
    seen = [found.train.item[found.train.user == person].tolist() for person in range(4)]
    assert seen == [[1], [1], [1, 2], [1, 2]]


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
    assert in_session(log, np.arange(2), 2).tolist() == expected
