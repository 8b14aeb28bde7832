"""Cold start: nothing of whom and what is new is trained on, and only what a visit shows is told."""

import numpy as np
import pytest

from recsys.errors import QueryError
from recsys.evaluation.cases import ProtocolSettings
from recsys.evaluation.cold import VISIT, cold_both, cold_items, cold_users, shuffled
from recsys.evaluation.run import Settings, evaluate_models
from recsys.evaluation.segments import case_table
from tests.recsys.evaluation.tables import dataset_of, fit_popular

HOUR = 3600
# 12 people choose 8 of 10 items, an hour apart but for the last two, which are of one visit
ROWS = sorted(
    (
        (user, (user + step) % 10, 10 * HOUR * user + HOUR * min(step, 6) + step)
        for user in range(12)
        for step in range(8)
    ),
    key=lambda row: row[2],
)
SETTINGS = ProtocolSettings(min_events=2, folds=3)
EVERY = pytest.mark.parametrize("protocol", [cold_users, cold_items, cold_both])


def last_of(user):
    return (user + 7) % 10


def test_every_person_is_new_once_and_nothing_of_them_is_trained_on():
    dataset = dataset_of(ROWS)
    splits = cold_users(dataset, SETTINGS)
    asked = [[case.unit for case in split.cases()] for split in splits]
    assert sorted(user for own in asked for user in own) == list(range(12))
    assert [len(own) for own in asked] == [4, 4, 4]
    for split, own in zip(splits, asked, strict=True):
        assert set(split.train.user.tolist()) == set(range(12)) - set(own)


def test_of_a_new_person_this_visit_is_told_and_the_last_choice_asked():
    for split in cold_users(dataset_of(ROWS), SETTINGS):
        for case in split.cases():
            assert (case.user, case.targets.tolist()) == (-1, [last_of(case.unit)])
            assert case.items.tolist() == [(case.unit + 6) % 10]
            assert case.in_session.all()
            assert set(case.seen.tolist()) == {(case.unit + step) % 10 for step in range(7)}


def test_without_sessions_and_seconds_the_last_choices_stand_for_the_visit():
    for split in cold_users(dataset_of(ROWS, "order"), SETTINGS):
        for case in split.cases():
            assert case.items.tolist() == [(case.unit + step) % 10 for step in (4, 5, 6)]
            assert case.in_session.tolist() == [True] * VISIT


def test_a_new_person_without_a_visit_is_asked_too_and_called_cold():
    alone = [(user, (user + step) % 10, HOUR * (10 * user + step)) for user in range(12) for step in range(8)]
    splits = cold_users(dataset_of(sorted(alone, key=lambda row: row[2])), SETTINGS)
    assert all(len(case.items) == 0 for split in splits for case in split.cases())
    assert case_table(splits, timed=True).segments()["strategy cold"].all()


def test_a_visit_is_called_a_session_and_a_known_person_personal():
    named = {
        protocol: case_table(protocol(dataset_of(ROWS), SETTINGS), timed=True).segments()
        for protocol in (cold_users, cold_items)
    }
    assert named[cold_users]["strategy session"].all()
    assert named[cold_items]["strategy personal"].any()


def test_every_item_is_new_once_and_nothing_of_it_is_trained_on():
    new = []
    for split in cold_items(dataset_of(ROWS), SETTINGS):
        touched = set(split.train.item.tolist())
        targets = {int(case.targets[0]) for case in split.cases()}
        assert targets.isdisjoint(touched)
        new += [frozenset(range(10)) - touched]
    assert frozenset().union(*new) == frozenset(range(10))
    assert sum(map(len, new)) == 10


def test_only_new_items_are_ranked_and_only_known_ones_are_told():
    for split in cold_items(dataset_of(ROWS), SETTINGS):
        known = set(split.train.item.tolist())
        for case in split.cases():
            assert set(case.items.tolist()) <= known <= set(case.seen.tolist())
            assert case.targets[0] not in case.seen


def test_of_those_asked_nothing_later_than_the_case_is_trained_on():
    for split in cold_items(dataset_of(ROWS), SETTINGS):
        until = {case.unit: case.moment.at for case in split.cases()}
        for user, time in zip(split.train.user.tolist(), split.train.time.tolist(), strict=True):
            assert time < until.get(user, 10**9)


def test_new_people_choose_new_items_after_a_visit_among_known_ones():
    for split in cold_both(dataset_of(ROWS), SETTINGS):
        known = set(split.train.item.tolist())
        for case in split.cases():
            assert case.unit not in split.train.user
            assert set(case.items.tolist()) <= known
            assert case.targets[0] not in known


def test_new_items_stand_in_random_order_and_the_data_stays_the_same():
    dataset = dataset_of(ROWS)
    other = shuffled(dataset, np.random.default_rng(0))
    ids, moved = dataset.catalogue.items.ids, other.catalogue.items.ids
    assert ids != moved
    assert [ids[i] for i in dataset.interactions.item] == [moved[i] for i in other.interactions.item]


@EVERY
def test_the_seed_decides_who_and_what_is_new(protocol):
    def told(seed):
        splits = protocol(dataset_of(ROWS), ProtocolSettings(min_events=2, folds=3, seed=seed))
        return [(case.unit, case.items.tolist(), case.targets.tolist()) for split in splits for case in split.cases()]

    assert told(0) == told(0) != told(1)


@EVERY
def test_every_case_is_counted(protocol):
    for split in protocol(dataset_of(ROWS), SETTINGS):
        assert len(list(split.cases())) == split.n_cases


@EVERY
def test_data_without_an_order_and_a_single_group_are_refused(protocol):
    with pytest.raises(QueryError, match="a cold start needs an order of events"):
        protocol(dataset_of(ROWS, "none"), SETTINGS)
    with pytest.raises(QueryError, match="1 folds leave nothing to train on"):
        protocol(dataset_of(ROWS), ProtocolSettings(folds=1))


@pytest.mark.parametrize("name", ["cold-users", "cold-items", "cold-both"])
def test_no_event_at_all_leaves_no_case(name):
    with pytest.raises(QueryError, match="leaves no test case"):
        evaluate_models(dataset_of([]), name, {"popular": fit_popular})


def test_it_is_a_protocol_like_the_others():
    settings = Settings(SETTINGS, ks=(3,), resamples=5)
    report = evaluate_models(dataset_of(ROWS), "cold-users", {"popular": fit_popular}, settings)
    assert report.n_test_cases == 12
    assert {f.segment for f in report.figures} >= {"all", "strategy session"}
