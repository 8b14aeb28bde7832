"""Habits of the hour: the thresholds at, below and above; who has none; and what the engine makes of one."""

from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from recsys.context.hours import KOREA
from recsys.dataset.catalogue import Catalogue
from recsys.engine import Engine, recommend
from recsys.evidence import Ranking, TimeHabit
from recsys.models import popularity, time_habit
from recsys.protocols import TrainingData
from recsys.ranking.entries import Entries
from recsys.ranking.habit import Habit, habits_of, is_habit
from recsys.ranking.weights import Weights
from recsys.state.history import history_of
from recsys.types import SIGNALS, Interactions, ItemFacts, Moment, Query, Signal, Touch, UserState

N = 40
SHOP = Catalogue.of(
    ItemFacts(f"t{i}", "track", title=f"곡 {i}", creator=f"c{i}", tags=("calm",) if i < 20 else ("loud",))
    for i in range(N)
)
DAY = 86_400


def at(local: str) -> int:
    return int(datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(KOREA)).timestamp())


TUESDAY_EVENING, TUESDAY_MORNING = at("2026-11-03T21:00"), at("2026-11-03T08:00")
NOW = Moment(at("2026-11-20T21:30"), KOREA)  # a Friday


def person(calm_at: list[int], loud_at: list[int]) -> UserState:
    """Calm tracks at some times, loud ones at others, a new track each time."""
    touches = [Touch(f"c{n}", f"t{n}", "played", time) for n, time in enumerate(calm_at)]
    touches += [Touch(f"l{n}", f"t{20 + n}", "played", time) for n, time in enumerate(loud_at)]
    touches.sort(key=lambda touch: touch.at)
    return UserState(touches=tuple(touches), last_at=touches[-1].at)


def evenings(n: int) -> list[int]:
    """Evenings of n workdays."""
    return [TUESDAY_EVENING + d * DAY for d in (0, 1, 2, 3, 6, 7, 8, 9)[:n]]


def mornings(n: int) -> list[int]:
    return [TUESDAY_MORNING + d * DAY for d in (0, 1, 2, 3, 6, 7, 8, 9)[:n]]


def habits(state: UserState, moment: Moment = NOW) -> dict[tuple[str, str], Habit]:
    everything = np.ones(len(state.touches), dtype=np.bool_)
    history, behind = history_of(state, SHOP.items, ~everything, everything)
    return {
        (field, value): habit
        for (field, value), habit in habits_of(Entries(SHOP.facts, history, behind), moment).items()
    }


def test_calm_evenings_and_loud_mornings_are_two_habits() -> None:
    state = person(evenings(6), mornings(6))
    habit = habits(state)["tag", "calm"]
    assert (habit.part, habit.days, habit.n_sessions, len(habit.entries)) == ("evening", "workday", 6, 6)
    assert set(habits(state)) == {("tag", "calm")}
    assert set(habits(state, Moment(at("2026-11-20T08:30"), KOREA))) == {("tag", "loud")}


@pytest.mark.parametrize(("calm", "loud", "has"), [(5, 8, False), (6, 8, True), (8, 0, False)])
def test_six_sessions_must_show_it_and_others_must_not(calm: int, loud: int, has: bool) -> None:
    assert bool(habits(person(evenings(calm), mornings(loud)))) == has


def test_sessions_older_than_four_weeks_are_no_habit_any_more() -> None:
    late = Moment(NOW.at + 21 * DAY, KOREA) if NOW.at else NOW
    assert habits(person(evenings(6), mornings(6))) and not habits(person(evenings(6), mornings(6)), late)


def test_who_plays_the_same_at_every_hour_has_no_habit_and_nobody_has_one_without_a_time() -> None:
    mixed = person(evenings(6) + mornings(6), [time + 600 for time in evenings(6) + mornings(6)])
    assert not habits(mixed)
    assert not habits(person(evenings(6), mornings(6)), Moment(None))


def test_an_habit_of_every_day_is_not_called_one_of_workdays() -> None:
    saturday = at("2026-11-07T21:00")
    every_day = person([*evenings(6), saturday, saturday + DAY, saturday + 7 * DAY], mornings(8))
    assert habits(every_day)["tag", "calm"].days == ""
    loud_weekends = person(evenings(6), [*mornings(6), saturday, saturday + DAY, saturday + 7 * DAY])
    assert habits(loud_weekends)["tag", "calm"].days == "workday"


@pytest.mark.parametrize(
    ("here", "elsewhere", "has"),
    [
        ([0.31] * 200, [0.2] * 200, True),  # lift just above 1.5
        ([0.295] * 200, [0.2] * 200, False),  # just below
        ([0.61] * 2, [0.2] * 2, False),  # three times as often, too few to be sure
        ([1.0] * 6, [1.0] * 6, False),  # always: no more than anyway
        ([0.0] * 6, [0.0] * 6, False),
    ],
)
def test_a_habit_is_a_clear_lift_over_ones_own_share(here: list[float], elsewhere: list[float], has: bool) -> None:
    share = np.array(here + elsewhere)
    assert is_habit(share, np.arange(len(share)) < len(here)) == has


@cache
def engine() -> Engine:
    """Popularity and the hours, by hand."""
    rng = np.random.default_rng(0)
    user, item = rng.integers(0, 50, 1_000), rng.integers(0, N, 1_000)
    time = np.sort(rng.integers(at("2026-09-01T00:00"), at("2026-11-01T00:00"), 1_000))
    log = Interactions(
        user.astype(np.int32), item.astype(np.int32), np.ones(1_000, np.float32), time, 50, N, zone=KOREA
    )
    data = TrainingData(log, SHOP)
    hours = time_habit.fit(data, time_habit.TimeHabitConfig(widest=1.0))
    return Engine(SHOP, (popularity.fit(data), hours), Weights.even([1.0, *[1.0] * len(hours.parts)]))


def asked(state: UserState, use: frozenset[Signal] = frozenset(SIGNALS)) -> Ranking:
    return recommend(engine(), Query(state=state, moment=NOW, k=10, use=use))


def habit_of(ranking: Ranking) -> list[TimeHabit]:
    return [e for item in ranking.items for e in item.evidence if isinstance(e, TimeHabit)]


def test_an_item_carried_by_a_habit_says_so_with_the_entries_that_carry_it() -> None:
    ranking = asked(person(evenings(6), mornings(6)))
    found = habit_of(ranking)
    assert "time" in ranking.used and found
    for item, told in ((i, e) for i in ranking.items for e in i.evidence if isinstance(e, TimeHabit)):
        assert told.value == "calm" and "calm" in item.facts.tags
        assert told.support.contribution > 0.0 and 1 <= len(told.items) <= 2
        assert all("calm" in cited.facts.tags for cited in told.items)
        assert set(told.support.event_ids) <= {f"c{n}" for n in range(6)}
    assert any(told.support.necessary for told in found)


def test_somebody_without_the_habit_hears_nothing_of_one() -> None:
    other = person(mornings(6), evenings(6)[:2] + mornings(6))
    assert not [told for told in habit_of(asked(other)) if told.value == "calm"]
    few = asked(person(evenings(3), mornings(2)))
    assert not habit_of(few) and dict(few.unused)["time"] == "too_few_sessions"


def test_without_time_in_use_the_list_is_as_if_nobody_had_a_clock() -> None:
    state = person(evenings(6), mornings(6))
    silent = asked(state, frozenset({"history", "session", "context", "mood"}))
    timeless = recommend(engine(), Query(state=state, moment=Moment(None, KOREA), k=10))
    assert [(i.facts.item_id, i.score) for i in silent.items] == [(i.facts.item_id, i.score) for i in timeless.items]
    assert not habit_of(silent) and dict(silent.unused)["time"] == "not_allowed"


def test_of_a_hundred_people_whose_hours_mean_nothing_hardly_anybody_has_a_habit() -> None:
    rng = np.random.default_rng(0)
    found = 0
    for _ in range(100):
        times = at("2026-10-24T06:00") + 3_600 * np.sort(rng.choice(27 * 24, size=24, replace=False))
        items = rng.permutation(N)[:24].tolist()
        touches = [Touch(f"e{n}", f"t{i}", "played", int(t)) for n, (i, t) in enumerate(zip(items, times, strict=True))]
        found += bool(habits(UserState(touches=tuple(touches), last_at=touches[-1].at)))
    assert found <= 2
