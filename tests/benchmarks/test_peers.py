import numpy as np
import pytest

from benchmarks.peers import libraries
from benchmarks.peers.lambdamart import Candidates, columns_of, is_candidate
from benchmarks.peers.people import People
from benchmarks.peers.registry import Peer
from benchmarks.peers.validation import Inner, best_of
from benchmarks.readme import WORDS, tables
from recsys.protocols import TrainingData
from recsys.ranking.likelihood import Case
from recsys.state.history import build_history
from recsys.types import Moment
from tests import worlds

NOW = Moment(None)


def data() -> TrainingData:
    return worlds.training("order")


def history_of(log, user):
    rows = np.flatnonzero(log.user == user)
    none = np.zeros(len(rows), dtype=np.bool_)
    return build_history(log.item[rows], log.weight[rows].astype(np.float64), log.time[rows], none)


def test_a_person_is_found_by_their_history_and_a_stranger_by_the_items_alone():
    log = data().interactions
    people = People.of(log)
    for user in np.unique(log.user).tolist():
        assert people.row(history_of(log, user)).indices.tolist() == sorted(set(log.item[log.user == user].tolist()))
    stranger = worlds.history([0, 7])
    assert people.find(stranger) is None
    assert people.row(stranger).indices.tolist() == [0, 7]


def test_the_inner_split_shows_no_choice_that_it_asks_for():
    whole = data()
    inner = Inner.of(whole, people=20)
    kept = inner.data.interactions
    assert 20 <= len(inner.held) <= 40
    assert len(kept) <= len(whole.interactions) - 20
    assert all(choice.seen_return or choice.item not in choice.history.item for choice in inner.held)


def test_the_best_of_a_grid_is_the_one_the_inner_split_prefers():
    class Knowing:
        def __init__(self, right):
            self.right = right

        def scores(self, history, moment):
            scores = np.zeros(worlds.N_ITEMS)
            scores[answers[history.item.tobytes()]] = 1.0 if self.right else -1.0
            return scores

    whole = data()
    answers = {choice.history.item.tobytes(): choice.item for choice in Inner.of(whole).held}
    found = best_of(whole, [False, True, False], lambda _, right: Knowing(right))
    assert found.settings == "True"
    assert found.tried == 3


def test_ease_is_the_regression_it_is_defined_by():
    whole = data()
    log = whole.interactions
    x = np.zeros((log.n_users, log.n_items))
    x[log.user, log.item] = 1.0
    person = int(log.user[0])
    chosen = libraries.ease(whole)
    ridge = float(chosen.settings)
    p = np.linalg.inv(x.T @ x + ridge * np.eye(log.n_items))
    b = -p / np.diag(p)
    np.fill_diagonal(b, 0.0)
    b[:, x.sum(axis=0) == 0] = 0.0
    np.testing.assert_allclose(chosen.scores(history_of(log, person), NOW), x[person] @ b, atol=1e-4)


def test_a_peer_says_why_it_does_not_take_part():
    absent = Peer("x", "a_module_that_is_not_there", "x", libraries.als)
    settled = Peer("x", "numpy", "x", libraries.als, newcomers=False)
    assert absent.trouble((), "leave-last-out").startswith("not installed")
    assert "session" in settled.trouble((), "next-item")
    assert settled.trouble((), "leave-last-out") == ""
    assert "GiB" in libraries.ease_trouble(1_000_000, 8 * 2**30)
    assert libraries.ease_trouble(1_000, 8 * 2**30) == ""


def test_candidates_are_the_best_of_each_part_that_may_be_served():
    values = np.array([[5.0, 4.0, 3.0, 0.0, 0.0], [0.0, 0.0, 1.0, 2.0, 9.0]])
    seen = worlds.history([0])
    assert Candidates(1, seen_return=False).of(values, seen).tolist() == [1, 4]
    assert Candidates(1, seen_return=True).of(values, seen).tolist() == [0, 4]
    assert Candidates(9, seen_return=False).of(values, seen).tolist() == [1, 2, 3, 4]


@pytest.mark.parametrize(("each", "reached"), [(1, False), (2, True)])
def test_a_choice_is_a_candidate_where_some_part_ranks_it_high_enough(each: int, reached: bool):
    case = Case(np.array([[2.0, 3.0, 1.0], [0.0, 0.0, 0.0]]), np.zeros(3), np.ones(3))
    assert is_candidate(case, each) is reached


def test_the_trees_see_the_values_the_situation_and_perhaps_the_values_standardised():
    values, features = np.array([[1.0, 3.0], [5.0, 5.0]]), np.array([1.0, 0.2, 0.4])
    plain = [[1.0, 5.0, 0.2, 0.4], [3.0, 5.0, 0.2, 0.4]]
    np.testing.assert_allclose(columns_of(values, features, False), plain, rtol=1e-6)
    assert columns_of(values, features, True)[:, 4:].tolist() == [[-1.0, 0.0], [1.0, 0.0]]


def test_a_record_of_sessions_has_a_table_of_its_own_and_names_who_is_missing():
    figures = {"recall@10": 0.1, "ndcg@10": 0.2, "recall@20": 0.3, "mrr@20": 0.4}
    record = {"min_events": 5, "seed": 0, "n_test_cases": 10, "of_cases": 30, "comparisons": []}
    record |= {"models": {"gonggam": figures, "x": figures}, "left_out": {"EASE": "too large"}}
    found = {"a": record | {"protocol": "leave-last-out"}, "b": record | {"protocol": "next-item"}}
    text = tables({"datasets": found}, WORDS[0])
    assert text.count("| model |") == 2
    assert "| `gonggam` | 0.3000 / 0.4000 |" in text
    assert "10 / 30" in text
    assert "`EASE`: too large" in text
