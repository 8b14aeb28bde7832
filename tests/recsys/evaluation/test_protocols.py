"""The protocols on tables of five people that can be checked by hand."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.context.types import told_of
from recsys.dataset.dataset import Dataset
from recsys.dataset.frames import dataset_from_frames
from recsys.errors import QueryError
from recsys.evaluation.answers import Asking, answers
from recsys.evaluation.cases import ProtocolSettings
from recsys.evaluation.protocols import PROTOCOLS, folds, leave_last_out, protocol_named, time_split
from recsys.protocols import silent
from tests.recsys.evaluation.tables import Spy, dataset_of

# (user, item, time): user 0 repeats item 0, user 3 has one item, user 4 repeats only
FIVE = [
    (0, 0, 10),
    (1, 1, 11),
    (0, 1, 12),
    (2, 2, 13),
    (3, 0, 14),
    (4, 3, 15),
    (4, 3, 16),
    (0, 0, 17),
    (1, 2, 18),
    (2, 3, 19),
    (0, 4, 20),
    (1, 4, 21),
    (2, 3, 22),
]
TWO = ProtocolSettings(min_events=2)


def events_of(log):
    return list(zip(log.user.tolist(), log.item.tolist(), log.time.tolist(), strict=True))


def asked(split):
    return [(case.user, case.items.tolist(), case.targets.tolist(), case.moment.at) for case in split.cases()]


def test_leave_last_out_asks_for_the_last_first_occurrence_of_each_frequent_user():
    (split,) = leave_last_out(dataset_of(FIVE), TWO)
    assert asked(split) == [(0, [0, 1], [4], 20), (1, [1, 2], [4], 21), (2, [2], [3], 19)]
    assert split.n_cases == 3


def test_leave_last_out_trains_on_what_stands_before_and_on_no_infrequent_user():
    (split,) = leave_last_out(dataset_of(FIVE), TWO)
    assert events_of(split.train) == [(0, 0, 10), (1, 1, 11), (0, 1, 12), (2, 2, 13), (1, 2, 18)]
    assert split.train.n_items == len(split.catalogue) == 5


def test_leave_last_out_never_serves_what_the_history_holds():
    (split,) = leave_last_out(dataset_of(FIVE), TWO)
    assert [case.seen.tolist() for case in split.cases()] == [[0, 1], [1, 2], [2]]


def test_leave_last_out_keeps_the_order_of_the_rows_within_a_second():
    (split,) = leave_last_out(dataset_of([(0, 2, 5), (0, 0, 5), (0, 1, 5)]), TWO)
    assert asked(split) == [(0, [2, 0], [1], 5)]


def test_leave_last_out_drops_users_below_five_items_unless_told_otherwise():
    (split,) = leave_last_out(dataset_of([(0, item, item) for item in range(4)] + FIVE[:0]), ProtocolSettings())
    assert (split.n_cases, len(split.train)) == (0, 0)


@pytest.mark.parametrize("name", ["leave-last-out", "time-split", "next-item"])
def test_a_protocol_that_needs_an_order_is_refused_where_time_means_nothing(name):
    with pytest.raises(QueryError, match=f"{name} needs an order of events, and 'tiny' has time = \"none\""):
        PROTOCOLS[name](dataset_of(FIVE, "none"), ProtocolSettings())


def test_time_split_asks_each_known_user_for_all_their_new_items_after_the_cut():
    (split,) = time_split(dataset_of(FIVE), ProtocolSettings())
    # 13 events: the cut stands before the 12th, at time 21; user 2's late event repeats item 3, so it is no target
    assert asked(split) == [(1, [1, 2], [4], 21)]
    assert len(split.train) == 11


def test_time_split_gathers_several_targets_and_leaves_out_users_without_a_past():
    rows = [(0, item, item) for item in range(8)] + [(0, 8, 8), (1, 0, 8), (0, 9, 9)]
    (split,) = time_split(dataset_of(rows), ProtocolSettings())
    assert asked(split) == [(0, list(range(8)), [8, 9], 8)]
    assert next(split.cases()).seen.tolist() == list(range(8))


RATED = [(0, 0, 1), (0, 1, 2), (0, 0, 3), (0, 2, 4), (1, 0, 5), (1, 1, 6)]


def test_folds_ask_for_every_good_rating_once_and_keep_repeats():
    ratings = [5, 3, 4, 4, 2, 5]
    splits = folds(dataset_of(RATED, "none", ratings=ratings, rating_max=5), ProtocolSettings(folds=2, seed=3))
    targets = sorted((case.user, *case.targets.tolist()) for split in splits for case in split.cases())
    assert targets == [(0, 0), (0, 0), (0, 2), (1, 1)]
    assert sum(len(split.train) for split in splits) == len(RATED)


def test_folds_exclude_nothing_and_carry_the_context_of_the_target():
    told = {"mood": ("sad", "", "happy", "sad", "happy", "")}
    splits = folds(dataset_of(RATED, "none", context=told), ProtocolSettings(folds=2))
    cases = [case for split in splits for case in split.cases()]
    assert all(len(case.seen) == 0 and case.moment.at is None for case in cases)
    assert sorted(case.context.get("mood", "") for case in cases) == sorted(told["mood"])


def test_folds_take_four_fifths_of_whatever_scale_the_data_has():
    rated = dataset_of(RATED, "none", ratings=[10, 8, 7, np.nan, 1, 1], rating_max=10)
    assert sum(split.n_cases for split in folds(rated, ProtocolSettings(folds=2))) == 3


def test_one_fold_is_refused():
    with pytest.raises(QueryError, match="1 folds leave nothing to train on"):
        folds(dataset_of(RATED), ProtocolSettings(folds=1))


def test_a_case_is_in_session_with_what_no_gap_parts_from_it():
    (split,) = leave_last_out(dataset_of([(0, 0, 0), (0, 1, 5000), (0, 2, 5100)]), TWO)
    assert next(split.cases()).in_session.tolist() == [False, True]


def test_a_case_is_in_session_with_what_has_its_session_name():
    (split,) = leave_last_out(dataset_of([(0, 0, 0), (0, 1, 1), (0, 2, 2)], "order", session=[0, 1, 0]), TWO)
    assert next(split.cases()).in_session.tolist() == [True, False]


def test_an_unknown_protocol_is_refused_with_the_nearest_name():
    with pytest.raises(QueryError, match="did you mean 'leave-last-out'"):
        protocol_named("leave-one-out")


EVENTS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 6), st.integers(0, 9)), min_size=4, max_size=40)


@pytest.mark.parametrize("name", list(PROTOCOLS))
@given(rows=EVENTS)
def test_no_ranker_is_ever_shown_an_event_at_or_after_the_target(name, rows):
    """Times are made distinct here, so "before" is strict; within a second the order of rows decides (above)."""
    ordered = [(user, item, time) for time, (user, item, _) in enumerate(rows)]
    dataset = dataset_of(ordered)
    for split in PROTOCOLS[name](dataset, ProtocolSettings(min_events=1, folds=2)):
        spy = Spy(len(split.catalogue))
        answers(spy, split, Asking("spy", 3, frozenset(), silent, lambda: 0.0))
        assert len(spy.asked) == split.n_cases
        for history, moment in spy.asked:
            assert (history.last_at < moment.at).all()


@given(rows=EVENTS)
def test_no_target_of_leave_last_out_or_time_split_is_a_training_event(rows):
    for name in ("leave-last-out", "time-split"):
        for split in PROTOCOLS[name](dataset_of(sorted(rows, key=lambda row: row[2])), TWO):
            trained = set(zip(split.train.user.tolist(), split.train.item.tolist(), strict=True))
            assert not trained & {(case.user, target) for case in split.cases() for target in case.targets.tolist()}


def rated_in_weather() -> Dataset:
    """Two people, three rows each, in weather that only some rows tell."""
    frame = pl.DataFrame(
        {
            "user_id": ["a", "a", "a", "b", "b", "b"],
            "item_id": ["x", "y", "z", "x", "z", "y"],
            "datetime": [1, 2, 3, 4, 5, 6],
            "context_weather": ["rain", None, "sun", "sun", "rain", "rain"],
        }
    )
    return dataset_from_frames(frame)


def test_circumstances_stand_beside_the_rows_of_the_past_and_of_the_case() -> None:
    (split,) = leave_last_out(rated_in_weather(), ProtocolSettings(min_events=1))
    told = [([told_of(c.past_context, row) for row in range(2)], c.context) for c in split.cases()]
    assert told == [
        ([(("weather", "rain"),), ()], {"weather": "sun"}),
        ([(("weather", "sun"),), (("weather", "rain"),)], {"weather": "rain"}),
    ]
    assert [told_of(split.train.context, row) for row in range(4)] == told[0][0] + told[1][0]
    assert split.train.zone == "UTC"


@pytest.mark.parametrize(("withheld", "told"), [((), ["sun", "rain"]), (("context",), [None, None])])
def test_a_ranker_is_told_the_circumstances_of_the_case_unless_they_are_withheld(withheld, told) -> None:
    heard: list[tuple[str | None, int]] = []

    class Listening:
        def scores(self, history, moment):
            heard.append((dict(moment.context).get("weather"), len(history.entry_of)))
            return np.zeros(3)

    (split,) = leave_last_out(rated_in_weather(), ProtocolSettings(min_events=1))
    answers(Listening(), split, Asking("listening", 3, frozenset(withheld), silent, lambda: 0.0))
    assert heard == [(weather, 2) for weather in told]
