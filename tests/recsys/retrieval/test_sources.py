"""What sources name: the best in the circumstances of now, of habits, of what shares attributes, of lists."""

from dataclasses import replace

import numpy as np
import pytest

from recsys.context.types import ContextColumn
from recsys.models import affinity, context, mood_fit, time_habit
from recsys.mood.types import MoodAim
from recsys.protocols import Scorer, TrainingData
from recsys.registry import MODELS
from recsys.retrieval.candidates import Retrieval, RetrievalConfig, source_of
from recsys.retrieval.scores import sums_of
from recsys.retrieval.sources import Asked, Everything
from recsys.state.history import build_history
from recsys.types import Bool, Float64, History, Interactions, Moment
from tests import worlds

N = worlds.N_ITEMS
EVERY = np.ones(N, dtype=np.bool_)
SMALL = RetrievalConfig(few=0)
EVENING, DAY = 1_708_700_000, 86_400
WEATHERS = ("rain", "sun")


def log_of_circumstances() -> Interactions:
    """Half of the rows are made in the evening and in rain, with items of their own."""
    log, rng = worlds.interactions(), np.random.default_rng(5)
    evening = rng.random(len(log)) < 0.5
    item = (log.item % (N // 2) + N // 2 * evening).astype(np.int32)
    time = EVENING + DAY * np.sort(rng.integers(0, 90, len(log))) - 43_200 * ~evening
    order = np.argsort(time, kind="stable")
    column = ContextColumn("weather", WEATHERS, np.where(evening, 0, 1).astype(np.int32))
    return replace(log, item=item, time=time, context=(column,)).take(order)


DATA = TrainingData(log_of_circumstances(), worlds.catalogue())
HABIT, WEATHER = time_habit.fit(DATA), context.fit(DATA)
NOW = Moment(EVENING + 91 * DAY, context=(("weather", "rain"),))


def person(days: int) -> History:
    """Items chosen a day apart."""
    items = np.arange(days, dtype=np.int32)
    return build_history(items, np.ones(days), EVENING + DAY * items.astype(np.int64), np.zeros(days, np.bool_))


def scores(scorer: Scorer, weights: Float64, history: History, moment: Moment) -> Float64:
    out = np.zeros(scorer.n_items)
    scorer.add_scores(history, moment, weights, out)
    return out


def some(seed: int) -> Bool:
    return np.random.default_rng(seed).random(N) < 0.6


@pytest.mark.parametrize("scorer", [HABIT, WEATHER, affinity.fit(DATA)], ids=lambda scorer: scorer.name)
@pytest.mark.parametrize("days", [0, 3, 9])
def test_circumstances_and_habits_name_the_items_that_score_highest(scorer: Scorer, days: int) -> None:
    weights, history = np.linspace(0.5, 1.5, len(scorer.parts)), person(days)
    found = source_of(scorer, SMALL).best((scorer, weights), Asked(history, NOW, some(days), 5))
    all_scores = scores(scorer, weights, history, NOW)
    open_ = all_scores[some(days) & (all_scores != 0.0)]
    assert some(days)[found].all()
    np.testing.assert_allclose(all_scores[found], np.sort(open_)[::-1][:5])


def test_the_lists_of_circumstances_hold_what_people_choose_in_them() -> None:
    for scorer in (HABIT, WEATHER):
        source, ones = source_of(scorer, SMALL), np.ones(len(scorer.parts))
        found = source.best((scorer, ones), Asked(person(0), NOW, EVERY, 5))
        assert (found >= N // 2).all()
        assert len(found) == 5


def test_circumstances_that_are_not_told_or_not_known_name_nothing() -> None:
    for moment in (Moment(None), Moment(None, context=(("weather", "fog"),)), Moment(None, context=(("place", "x"),))):
        for scorer in (HABIT, WEATHER):
            weighed = scorer, np.ones(len(scorer.parts))
            assert len(source_of(scorer, SMALL).best(weighed, Asked(person(0), moment, EVERY, 5))) == 0


@pytest.mark.parametrize("days", [0, 3, 9])
def test_sums_of_habits_are_the_scores_and_nothing_for_items_that_came_later(days: int) -> None:
    weights, items = np.linspace(0.5, 1.5, len(HABIT.parts)), np.array([50, 2, 31, N + 3], dtype=np.int32)
    found = sums_of((HABIT, weights), person(days), NOW, items)
    expected = scores(HABIT, weights, person(days), NOW)[items[:3]]
    assert expected.any()
    np.testing.assert_allclose(found, [*expected, 0.0], atol=1e-12)


def test_trend_is_a_list_now_and_read_whole_in_the_past() -> None:
    trend = MODELS["trend"].fit(DATA, MODELS["trend"].config())
    for at in (NOW.at, EVENING + 40 * DAY):
        weighed, asked = (trend, np.array([0.3, 1.0])), Asked(person(2), Moment(at), some(1), 6)
        assert source_of(trend, SMALL).best(weighed, asked).tolist() == Everything().best(weighed, asked).tolist()


def test_a_mood_asks_the_others_for_more() -> None:
    popular = MODELS["popular"].fit(DATA, MODELS["popular"].config())
    moods = mood_fit.fit(DATA)
    retrieval = Retrieval.of((popular, moods), RetrievalConfig(few=0, moved=3))
    weighed = [(popular, np.ones(1)), (moods, np.ones(1))]
    asked = Asked(person(0), NOW, EVERY, 5)
    aim = MoodAim(0.5, 0.5, 1.0, "said")
    assert len(retrieval.candidates(weighed, asked)) == 5
    assert len(retrieval.candidates(weighed, replace(asked, moment=replace(NOW, mood=aim)))) == 15


def test_where_scorers_name_too_few_everything_is_a_candidate() -> None:
    repeat = MODELS["repeat"].fit(DATA, MODELS["repeat"].config())
    retrieval, weighed = Retrieval.of((repeat,), SMALL), [(repeat, np.ones(len(repeat.parts)))]
    assert len(retrieval.candidates(weighed, Asked(person(3), NOW, EVERY, 3))) == 3
    assert len(retrieval.candidates(weighed, Asked(person(3), NOW, EVERY, 4))) == N
