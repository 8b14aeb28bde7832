from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.models import session_knn
from recsys.models.session_knn import SessionKnn, SessionKnnConfig
from recsys.protocols import TrainingData
from recsys.types import Interactions, Moment
from tests import worlds

N = 12
CONFIG = SessionKnnConfig(entries=4, sample=5, neighbours=3, window=3)


def log_of(sessions: list[list[int]], seconds: bool = False) -> Interactions:
    """Sessions one after the other, each of a person of its own."""
    user = np.repeat(np.arange(len(sessions)), [len(s) for s in sessions]).astype(np.int32)
    item = np.array([i for s in sessions for i in s], dtype=np.int32)
    time = np.arange(len(item), dtype=np.int64) * (10 if seconds else 1)
    ones = np.ones(len(item), dtype=np.float32)
    return Interactions(user, item, ones, time, len(sessions), N, "seconds" if seconds else "order")


def fitted(sessions: list[list[int]], config: SessionKnnConfig = CONFIG, seconds: bool = False) -> SessionKnn:
    return session_knn.fit(TrainingData(log_of(sessions, seconds), worlds.catalogue(N)), config)


def scores(scorer: SessionKnn, items: list[int], part: int = 0, at: int | None = None):
    out = np.zeros(scorer.n_items)
    scorer.add_scores(worlds.history(items), Moment(at), np.eye(len(scorer.parts))[part], out)
    return out


def oracle(sessions: list[list[int]], items: list[int], q: float, c: SessionKnnConfig):
    """The formula of the module, session by session."""
    entries = list(dict.fromkeys(items[::-1]))[: c.entries]
    holding = {e: [s for s, own in enumerate(sessions) if e in own] for e in entries}
    weight = {e: c.recency**a * np.log((1 + len(sessions)) / (1 + len(holding[e]))) for a, e in enumerate(entries)}
    shared = {s: [e for e in entries if s in holding[e][-c.sample :]] for s in range(len(sessions))}
    similar = {s: sum(weight[e] for e in own) for s, own in shared.items() if own}
    chosen = sorted(similar, key=lambda s: (-round(similar[s], 9), -s))[: c.neighbours]
    total = sum(similar[s] ** q for s in chosen)
    out = np.zeros(N)
    for s in chosen:
        anchor = max(p for p, i in enumerate(sessions[s]) if i == shared[s][0])
        for p, item in enumerate(sessions[s]):
            d = abs(p - anchor)
            if 0 < d <= c.window and item not in items and total > 0:
                reach = c.after ** (d - 1) if p > anchor else c.backward * c.before ** (d - 1)
                out[item] += similar[s] ** q / total * reach
    return out


sequences = st.lists(st.lists(st.integers(0, N - 1), min_size=1, max_size=6), min_size=4, max_size=12)


@settings(max_examples=60, deadline=None)
@given(sessions=sequences, items=st.lists(st.integers(0, N - 1), min_size=1, max_size=6), part=st.integers(0, 2))
def test_it_is_the_vote_of_the_nearest_sessions(sessions: list[list[int]], items: list[int], part: int):
    expected = oracle(sessions, items, CONFIG.sharpness[part], CONFIG)
    np.testing.assert_allclose(scores(fitted(sessions), items, part), expected, rtol=1e-5, atol=1e-7)


def test_items_of_the_history_get_no_vote():
    assert scores(fitted([[1, 2, 3], [2, 3], [4, 5], [6]]), [1, 2])[[1, 2]].tolist() == [0.0, 0.0]


@pytest.mark.parametrize("seconds", [False, True])
def test_only_sessions_that_ended_before_the_moment_vote(seconds: bool):
    scorer = fitted([[1, 2], [1, 3], [4, 5], [6, 7]], seconds=seconds)
    unit = 10 if seconds else 1
    assert (scores(scorer, [1], at=3 * unit) > 0).nonzero()[0].tolist() == [2]
    assert (scores(scorer, [1], at=4 * unit) > 0).nonzero()[0].tolist() == [2, 3]
    assert scores(scorer, [1], at=1 * unit).sum() == 0.0


def test_of_an_item_only_the_newest_sessions_are_looked_at():
    scorer = fitted([[1, 2], [1, 3], [4, 5], [6, 7]], replace(CONFIG, sample=1))
    assert (scores(scorer, [1]) > 0).nonzero()[0].tolist() == [3]


def test_masking_holds_the_neighbours_their_weights_and_their_anchors():
    scorer = fitted([[1, 2, 8], [1, 3], [2, 4], [2, 5], [1, 2, 6], [9]])
    moment, weights = Moment(None), np.ones(len(scorer.parts))
    whole, masked = worlds.history([1, 2]), worlds.history([1, 2], [True, False])
    every = np.arange(N, dtype=np.int32)
    block = scorer.causes(whole, moment, weights, every)
    left = scorer.causes(masked, moment, weights, every)
    kept = block.contributions[whole.item[block.entry] == 1]
    np.testing.assert_allclose(left.contributions.sum(axis=0), kept.sum(axis=0))


def test_a_silence_of_half_an_hour_ends_a_session_and_marked_sessions_stay_whole():
    log = log_of([[1, 2, 3, 4]], seconds=True)
    broken = replace(log, time=np.array([0, 60, 7_200, 7_260], dtype=np.int64))
    assert session_knn.sessions_of(broken)[1].tolist() == [0, 2, 4]
    marked = replace(broken, session=np.zeros(4, dtype=np.int32))
    assert session_knn.sessions_of(marked)[1].tolist() == [0, 4]


def test_sessions_are_numbered_by_their_last_event():
    log = log_of([[1, 2], [3]])
    log = replace(log, time=np.array([0, 9, 5], dtype=np.int64))
    items, starts, last = session_knn.sessions_of(log)
    assert (items.tolist(), starts.tolist(), last.tolist()) == ([3, 1, 2], [0, 1, 3], [5, 9])
