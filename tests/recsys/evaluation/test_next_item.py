"""The next-item protocol on sessions that can be checked by hand."""

from recsys.evaluation.cases import ProtocolSettings
from recsys.evaluation.next_item import next_item
from recsys.evaluation.run import Settings, evaluate_models
from tests.recsys.evaluation.tables import dataset_of, fit_popular

TRAIN = dataset_of(
    [(0, 0, 0), (0, 1, 1), (1, 1, 2), (1, 2, 3), (1, 1, 4)], "order", session=[0, 0, 1, 1, 1], items=["a", "b", "c"]
)


def asked(split):
    return [(case.unit, case.items.tolist(), case.targets.tolist(), case.moment.at) for case in split.cases()]


def split_with(rows, session, items, **more):
    test = dataset_of(rows, "order", session=session, items=items, **more)
    (split,) = next_item(TRAIN, ProtocolSettings(test=test))
    return split


def test_a_session_gives_one_case_for_each_prefix_in_the_training_items_indices():
    split = split_with([(0, 0, 0), (0, 1, 1), (0, 0, 2), (1, 1, 3)], [0, 0, 0, 1], ["b", "a"])
    assert asked(split) == [(0, [1], [0], 6), (0, [1, 0], [1], 7)]
    assert split.n_cases == 2


def test_a_single_case_session_asks_only_for_its_last_item():
    split = split_with([(0, 0, 0), (0, 1, 1), (0, 0, 2)], [0] * 3, ["b", "a"], single=True)
    assert asked(split) == [(0, [1, 0], [1], 7)]


def test_the_whole_history_is_in_the_session_and_seen_items_may_be_served():
    case = next(split_with([(0, 0, 0), (0, 0, 1)], [0, 0], ["b"]).cases())
    assert case.in_session.all()
    assert len(case.seen) == 0


def test_unknown_items_are_skipped_in_a_history_and_missed_as_a_target():
    split = split_with([(0, 0, 0), (0, 1, 1), (0, 1, 2)], [0] * 3, ["a", "new"])
    assert asked(split) == [(0, [0], [-1], 6), (0, [0], [-1], 7)]
    test = dataset_of([(0, 0, 0), (0, 1, 1)], "order", session=[0, 0], items=["a", "new"])
    report = evaluate_models(
        TRAIN, "next-item", {"popular": fit_popular}, Settings(ProtocolSettings(test=test), resamples=10)
    )
    assert report.of("popular")["recall@10"] == 0.0


def test_models_train_with_a_session_as_the_user():
    split = split_with([(0, 0, 0), (0, 0, 1)], [0, 0], ["a"])
    assert split.train.user.tolist() == [0, 0, 1, 1, 1]
    assert split.train.n_users == 2


def test_without_a_test_data_set_the_last_fifth_of_the_sessions_by_start_is_the_test():
    rows = [(s, item, 10 * s + item) for s in range(10) for item in range(3)]
    (split,) = next_item(dataset_of(rows, session=[row[0] for row in rows]), ProtocolSettings())
    assert sorted(set(split.train.user.tolist())) == list(range(8))
    assert asked(split) == [(0, [0], [1], 81), (0, [0, 1], [2], 82), (1, [0], [1], 91), (1, [0, 1], [2], 92)]


def test_sessions_without_names_are_broken_by_gaps():
    rows = [(0, 0, 0), (0, 1, 60), (0, 0, 9000), (0, 1, 9060), (0, 0, 20000), (0, 1, 20010)]
    (split,) = next_item(dataset_of(rows), ProtocolSettings())
    assert split.train.n_users == 2
    assert asked(split) == [(0, [0], [1], 20010)]


def test_a_test_data_set_without_events_gives_no_case():
    assert split_with([], [], ["a"]).n_cases == 0
