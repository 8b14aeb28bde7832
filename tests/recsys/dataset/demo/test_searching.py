import itertools
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from recsys.dataset.demo.choice import Effects, Visit
from recsys.dataset.demo.people import draw_shopper
from recsys.dataset.demo.searching import NEEDS, UNKNOWN, Searcher, need_of, reworded
from recsys.dataset.demo.world import build_world
from tests.recsys.dataset.demo.fixtures import books

WORLD = build_world(books().facts, np.random.default_rng(0))
SHOPPER = draw_shopper(np.random.default_rng(1), WORLD, "s1")
VISIT = Visit("s1-1", datetime(2026, 9, 2, 22, tzinfo=ZoneInfo("Asia/Seoul")), 0.0, 0.0, "")
REAL, NULL = (Searcher(WORLD, SHOPPER, effects, "book") for effects in (Effects(), Effects(0.0, 0.0)))


@pytest.mark.parametrize(
    ("valence", "arousal", "episode", "need"),
    [
        (-0.5, -0.3, "", "comfort"),
        (-0.5, 0.5, "", "calm"),
        (-0.1, 0.5, "break_up", "heartbreak"),
        (0.5, 0.5, "", "energy"),
        (0.5, -0.5, "", "savour"),
        (0.1, 0.9, "", None),
    ],
)
def test_a_mood_has_its_need(valence, arousal, episode, need):
    assert need_of(replace(VISIT, valence=valence, arousal=arousal, episode=episode)) == need


def test_a_search_by_need_finds_items_with_a_tag_of_the_need():
    search = REAL.by_need(np.random.default_rng(0), "comfort")
    assert search.text in NEEDS["comfort"].book
    assert len(search.found)
    assert all(set(WORLD.facts[item].tags) & set(NEEDS["comfort"].tags) for item in search.found)


def asks(searcher, visit, need):
    rng = np.random.default_rng(0)
    return np.mean([searcher.draw(rng, visit).text in NEEDS[need].book for _ in range(500)])


def test_only_in_the_real_world_does_a_search_follow_the_mood():
    low = replace(VISIT, valence=-0.6, arousal=-0.4)
    assert asks(REAL, low, "comfort") > 0.5
    assert asks(REAL, VISIT, "comfort") == 0.0
    assert asks(NULL, low, "comfort") == pytest.approx(asks(NULL, VISIT, "comfort"))
    assert asks(NULL, low, "comfort") > 0.0


def test_a_search_by_taste_finds_what_it_names():
    rng = np.random.default_rng(2)
    searches = [REAL.draw(rng, VISIT) for _ in range(50)]
    assert all(len(search.found) for search in searches)
    assert len({search.text for search in searches}) > 3


def test_some_searches_have_no_answer():
    search = REAL.unknown(np.random.default_rng(0))
    assert search.text in UNKNOWN["book"]
    assert not len(search.found)


def test_rewordings_share_most_of_their_letters():
    text = "잔잔한 소설"
    grams = [{t[i : i + 3] for i in range(len(t) - 2)} for t in (text, *reworded(text))]
    overlaps = [len(a & b) / len(a | b) for a, b in itertools.pairwise(grams)]
    assert min(overlaps) >= 0.4
