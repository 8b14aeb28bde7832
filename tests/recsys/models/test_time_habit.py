"""Hours: exact sums and masks, the slow formula, no habit where hours are alike, and nothing without a time."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.context.hours import KOREA, slot_at
from recsys.dataset.catalogue import Catalogue
from recsys.models.time_habit import FEWEST_SESSIONS, FIELDS, TimeHabit, TimeHabitConfig, fit, likeness, load
from recsys.protocols import TrainingData
from recsys.state.history import build_history
from recsys.types import Float64, History, Interactions, ItemFacts, Moment
from tests import worlds

N = 12
SHOP = Catalogue.of(ItemFacts(f"t{i}", "track", tags=("calm",) if i % 2 else ("loud",)) for i in range(N))
ITEMS = np.arange(N, dtype=np.int32)
CONFIG = TimeHabitConfig(widest=1.0)


def at(local: str) -> int:
    return int(datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(KOREA)).timestamp())


EVENING, MORNING = at("2024-05-14T20:00"), at("2024-05-14T08:00")
DAY = 86_400


def evenings_are_calm(follow: bool = True) -> Interactions:
    """60 people choose calm tracks (odd) four evenings in five, and loud ones in the mornings; or as it comes."""
    rng = np.random.default_rng(1)
    user, evening = np.repeat(np.arange(60), 40), rng.random(2_400) < 0.5
    calm = rng.random(2_400) < np.where(evening, 0.8, 0.2) if follow else rng.random(2_400) < 0.5
    item = 2 * rng.integers(0, N // 2, 2_400) + calm
    time = np.where(evening, EVENING, MORNING) + DAY * np.tile(np.arange(40), 60)
    order = np.argsort(time, kind="stable")
    return Interactions(
        user[order].astype(np.int32), item[order].astype(np.int32), np.ones(2_400, np.float32), time[order],
        60, N, zone=KOREA,
    )  # fmt: skip


MODEL = fit(TrainingData(evenings_are_calm(follow=False), SHOP), CONFIG)


def history(items: list[int], times: list[int], kept: list[bool] | None = None) -> History:
    mask = None if kept is None else np.array(kept, dtype=np.bool_)
    n = len(items)
    return build_history(np.array(items, np.int32), np.ones(n), np.array(times), np.zeros(n, np.bool_), mask)


def calm_evenings(n: int = 6) -> History:
    """Calm tracks in the evenings, loud ones in the mornings, one of each a day."""
    days = [(2 * d + 1, EVENING + d * DAY) for d in range(n)] + [(2 * d, MORNING + d * DAY) for d in range(n)]
    days.sort(key=lambda row: row[1])
    return history([item for item, _ in days], [time for _, time in days])


def scores(person: History, now: int | None, model: TimeHabit = MODEL) -> Float64:
    out = np.zeros(model.n_items)
    model.add_scores(person, Moment(now, KOREA), np.ones(len(model.parts)), out)
    return out


rows = st.lists(st.tuples(st.integers(0, N - 1), st.integers(0, 14 * 24), st.booleans()), min_size=1, max_size=30)


@settings(max_examples=60, deadline=None)
@given(rows=rows, hour=st.integers(0, 7 * 24))
def test_causes_sum_to_the_score_and_masking_takes_off_exactly_theirs(
    rows: list[tuple[int, int, bool]], hour: int
) -> None:
    rows = sorted(rows, key=lambda row: row[1])
    items, hours, kept = (list(column) for column in zip(*rows, strict=True))
    times, now = [EVENING + 3_600 * h for h in hours], EVENING + 14 * DAY + 3_600 * hour
    whole, masked = history(items, times), history(items, times, kept)
    block = MODEL.causes(whole, Moment(now, KOREA), np.ones(len(MODEL.parts)), ITEMS)
    np.testing.assert_allclose(block.contributions.sum(axis=0), scores(whole, now), atol=1e-6)
    backed = block.entry >= 0
    lost = (1.0 - masked.kept[block.entry[backed]])[:, None] * block.contributions[backed]
    np.testing.assert_allclose(scores(whole, now) - scores(masked, now), lost.sum(axis=0), atol=1e-6)


def test_the_score_is_that_of_the_slow_formula() -> None:
    person, now = calm_evenings(), EVENING + 20 * DAY
    like = likeness(CONFIG)
    expected = np.zeros(N)
    near = [like[slot_at(now, KOREA), slot_at(int(t), KOREA)] for t in person.last_at]
    for entry, item in enumerate(person.item):
        share = near[entry] / (sum(near) + CONFIG.prior) - sum(near) / (sum(near) + CONFIG.prior) / len(person)
        expected += share * (np.arange(N) % 2 == item % 2)  # one tag an item: the cosine is 1 or 0
    np.testing.assert_allclose(scores(person, now), expected, atol=1e-6)


def test_calm_evenings_lift_what_is_calm_in_the_evening_and_not_in_the_morning() -> None:
    person = calm_evenings()
    evening, morning = scores(person, EVENING + 20 * DAY), scores(person, MORNING + 20 * DAY)
    assert evening[1] > 0.0 > evening[0]
    assert morning[0] > 0.0 > morning[1]


def test_who_chooses_alike_at_every_hour_has_no_habit() -> None:
    times = [EVENING + d * DAY for d in range(6)] + [MORNING + d * DAY for d in range(6)]
    person = history(list(range(12)), sorted(times))
    same = replace(person, item=person.item * 0 + 1)
    assert np.abs(scores(same, EVENING + 20 * DAY)).max() < 1e-9


def test_below_six_sessions_a_person_has_no_hours() -> None:
    few = history([1, 3, 0, 2, 5], [EVENING, EVENING + DAY, MORNING, MORNING + DAY, EVENING + 2 * DAY])
    now = Moment(EVENING + 20 * DAY, KOREA)
    assert len(few) == FEWEST_SESSIONS - 1 and not scores(few, now.at).any()
    assert MODEL.unread(few, now) == "too_few_sessions"
    assert MODEL.unread(calm_evenings(), now) == ""
    assert MODEL.unread(calm_evenings(), Moment(None)) == "not_given"


def test_without_a_time_it_says_nothing() -> None:
    assert not scores(calm_evenings(), None).any()
    untimed = fit(worlds.training("order"))
    assert untimed.parts == ()


def test_what_people_do_at_an_hour_counts_for_somebody_new() -> None:
    model = fit(TrainingData(evenings_are_calm(), SHOP), CONFIG)
    evening, morning = scores(history([], []), EVENING, model), scores(history([], []), MORNING, model)
    assert evening[1::2].min() > 0.0 > evening[0::2].max()
    assert morning[0::2].min() > 0.0 > morning[1::2].max()
    block = model.causes(history([], []), Moment(EVENING, KOREA), np.ones(len(model.parts)), ITEMS)
    assert block.names == ("hour",) and block.entry.tolist() == [-1]


def test_where_hours_change_nothing_people_have_no_hours() -> None:
    assert not scores(history([], []), EVENING).any()


def test_a_new_event_moves_the_score_at_once() -> None:
    person, now = calm_evenings(6), EVENING + 20 * DAY
    assert not np.allclose(scores(calm_evenings(5), now), scores(person, now))


def test_a_new_item_is_placed_by_its_attributes() -> None:
    grown = MODEL.extended(SHOP.updated([ItemFacts("new", "track", tags=("calm",))]))
    after, before = (scores(calm_evenings(), EVENING + 20 * DAY, model) for model in (grown, MODEL))
    assert after[-1] == pytest.approx(before[1], abs=1e-6)
    np.testing.assert_array_equal(after[:-1], before)


def test_it_survives_being_written_as_arrays() -> None:
    again = load(MODEL.arrays())
    np.testing.assert_array_equal(scores(calm_evenings(), EVENING, again), scores(calm_evenings(), EVENING))
    assert again.parts == (*FIELDS, "hour item", "hour attribute")
