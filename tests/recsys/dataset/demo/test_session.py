from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from recsys.dataset.demo.choice import Visit
from recsys.dataset.demo.searching import Search
from recsys.dataset.demo.session import LONGEST_LISTEN_SECONDS, Session
from recsys.events import EventName

START = datetime(2026, 9, 2, 22, tzinfo=ZoneInfo("Asia/Seoul"))


@pytest.fixture
def session():
    return Session(Visit("s1-1", START, 0.0, 0.0, ""), np.random.default_rng(0))


def test_time_only_moves_forward(session):
    session.search(Search("시", np.arange(3)))
    session.view(1, 40)
    session.act(EventName.ADD_TO_CART, 1)
    session.skip(2, 5)
    session.play(3, 200, is_whole=True)
    session.follow("음악가")
    session.say_mood("calm")
    times = [row.at for row in session.rows]
    assert times[0] == int(START.timestamp())
    assert min(np.diff(times)) >= 1
    assert times[2] - times[1] > 40


def test_a_search_keeps_its_words_and_how_many_it_found(session):
    session.search(Search("시", np.arange(3)))
    assert (session.rows[0].event, session.rows[0].query, session.rows[0].results) == ("search", "시", 3)


def test_a_track_is_complete_only_when_heard_to_the_end(session):
    session.play(3, 100, is_whole=False)
    session.play(3, 200, is_whole=True)
    assert [row.event for row in session.rows] == ["play", "play", "complete"]
    assert session.rows[2].at - session.rows[1].at == 200


def test_no_track_is_longer_than_a_session_may_be_silent(session):
    session.play(3, 9_000, is_whole=True)
    assert session.rows[1].at - session.rows[0].at == LONGEST_LISTEN_SECONDS


def test_a_long_visit_is_full(session):
    assert not session.is_full
    session.wait(3_400)
    assert session.is_full
