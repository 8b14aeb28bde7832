"""The mood of a request, through the whole engine: consent, exactness, who may be guessed at."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.config import EngineConfig
from recsys.dataset.catalogue import Catalogue
from recsys.engine import Engine, recommend
from recsys.evidence import MoodFit, Ranking
from recsys.mood.reading import read_mood, sessions_of
from recsys.mood.types import MoodCue, MoodReport
from recsys.protocols import TrainingData
from recsys.training import fit_engine
from recsys.types import SIGNALS, Filters, Moment, Query, Skip, Touch, UserState
from tests import worlds

NOW = 1_708_768_000
HOUR = 3_600
TAGS = ("슬픔", "유쾌한", "잔잔한", "긴장감", "경제")


@cache
def engine() -> Engine:
    """The tests' world, its items tagged with moods."""
    facts = [replace(f, tags=(TAGS[n % 5], *f.tags)) for n, f in enumerate(worlds.catalogue().facts)]
    data = TrainingData(worlds.interactions(), Catalogue.of(facts))
    return fit_engine(data, EngineConfig(scorers=("popular", "item_linear", "content", "mood_fit")))


def cue(n: int, hours: float, valence: float = -0.7, kind: str = "search") -> MoodCue:
    return MoodCue(f"c{n}", NOW - int(hours * HOUR), kind, valence, -0.3)  # type: ignore[arg-type]


def person(*cues: MoodCue, n: int = 6) -> UserState:
    return replace(worlds.state(list(range(3, 3 + n)), "viewed", NOW - 90 * HOUR), cues=cues)


SAD = person(cue(0, 50), cue(1, 26), cue(2, 2), cue(3, 27, kind="theme"), cue(4, 3, kind="theme"))


def ask(state: UserState, **told: object) -> Ranking:
    query = Query(state=state, moment=Moment(NOW, "Asia/Seoul"), filters=Filters(drop_seen=False))
    return recommend(engine(), replace(query, **told))  # type: ignore[arg-type]


def served(ranking: Ranking) -> list[tuple[str, float]]:
    return [(item.facts.item_id, item.score) for item in ranking.items]


def moods(ranking: Ranking) -> list[MoodFit]:
    return [e for item in ranking.items for e in item.evidence if isinstance(e, MoodFit)]


def test_cues_move_the_list_and_are_its_evidence() -> None:
    found = ask(SAD)
    assert served(found) != served(ask(SAD, use=frozenset(SIGNALS) - {"mood"}))
    assert "mood" in found.used and found.mood is not None and found.mood.horizon == "lately"
    assert moods(found)
    for evidence in moods(found):
        assert evidence.aim.source == "believed"
        assert {"c0", "c1", "c2", "c3", "c4"} <= set(evidence.support.event_ids)
        assert evidence.support.contribution > 0 and evidence.support.share >= 0.03
        assert evidence.days == 3


def test_on_a_shared_device_half_as_much_is_believed() -> None:
    asked = Query(state=SAD, moment=Moment(NOW, "Asia/Seoul"))
    sure, doubted = (
        read_mood(replace(asked, state=state), engine().moods, engine().catalogue, True)
        for state in (SAD, replace(SAD, flags=frozenset({"shared_device"})))
    )
    assert sure.may_speak and not doubted.may_speak
    assert doubted.confidence == pytest.approx(sure.confidence / 2)


def test_without_the_signal_answers_are_the_same_whatever_was_felt() -> None:
    without = frozenset(SIGNALS) - {"mood"}
    skips = (Skip("s", "b1", NOW - 60, 2.0),)
    told, silent = (ask(state, use=without) for state in (replace(SAD, skips=skips), replace(SAD, cues=())))
    assert told.items == silent.items
    assert told.mood is None and silent.mood is None
    assert (told.used, told.unused) == (silent.used, silent.unused)


@settings(max_examples=15, deadline=None)
@given(gone=st.sets(st.sampled_from([c.event_id for c in SAD.cues])))
def test_masking_cues_refolds_the_belief_without_them(gone: set[str]) -> None:
    masked = ask(SAD, without=frozenset(gone))
    never = ask(replace(SAD, cues=tuple(c for c in SAD.cues if c.event_id not in gone)))
    assert served(masked) == served(never)
    assert masked.mood == never.mood


def test_masking_everything_behind_the_mood_takes_off_exactly_its_term() -> None:
    everything = Filters(drop_seen=False, storefront=False)
    asked = Query(state=SAD, moment=Moment(NOW, "Asia/Seoul"), k=1_000, filters=everything)
    whole = recommend(engine(), replace(asked, k=60))
    behind = next(row for row in whole.ledger.rows(1) if row.cause == "mood").event_ids
    told = frozenset(c.event_id for c in SAD.cues)
    assert told <= set(behind)
    rest = UserState(touches=SAD.touches)
    reading = read_mood(replace(asked, state=rest), engine().moods, engine().catalogue, True)
    assert reading.aim is None
    without = {i.facts.item_id: i.score for i in recommend(engine(), replace(asked, without=told)).items}
    for rank, item in enumerate(whole.items, start=1):
        term = sum(row.contribution for row in whole.ledger.rows(rank) if row.cause == "mood")
        assert item.score - without[item.facts.item_id] == pytest.approx(term, abs=1e-9)


def test_a_mood_in_the_request_is_obeyed_without_consent_and_nothing_is_guessed_beside() -> None:
    found = ask(SAD, mood=MoodReport.of("excited"), use=frozenset({"history"}))
    assert {e.aim.source for e in moods(found)} == {"said"}
    assert found.mood is None and "mood" in found.used
    assert served(found) == served(
        ask(replace(SAD, cues=()), mood=MoodReport.of("excited"), use=frozenset({"history"}))
    )


def test_a_first_visitor_who_says_a_mood_gets_another_list() -> None:
    assert served(ask(UserState(), mood=MoodReport.of("tired"))) != served(ask(UserState()))


@pytest.mark.parametrize("age", ["under14", "under19"])
def test_of_minors_no_mood_is_guessed_and_what_they_say_is_obeyed(age: str) -> None:
    filters = Filters(drop_seen=False, viewer_age=age)  # type: ignore[arg-type]
    assert ask(SAD, filters=filters).mood is None
    assert served(ask(SAD, filters=filters)) == served(ask(replace(SAD, cues=()), filters=filters))
    assert moods(ask(SAD, filters=filters, mood=MoodReport.of("sad")))


def test_three_days_may_be_spoken_of_and_two_say_so_in_days() -> None:
    assert all(e.may_speak and e.days == 3 for e in moods(ask(SAD)))
    two = replace(SAD, cues=tuple(c for c in SAD.cues if c.event_id != "c0"))
    assert {e.days for e in moods(ask(two))} == {2}


def test_without_history_what_was_done_hints_at_nothing() -> None:
    finished = UserState(
        touches=tuple(Touch(f"f{n}", f"b{5 * n}", "finished", NOW - 60 * n) for n in range(6)), last_at=NOW
    )
    assert ask(finished).mood is not None
    assert ask(finished, use=frozenset({"mood", "session"})).mood is None


def test_where_times_are_no_seconds_nothing_is_believed() -> None:
    query = Query(state=SAD, moment=Moment(NOW))
    assert read_mood(query, engine().moods, engine().catalogue, timed=False).aim is None
    assert read_mood(query, None, engine().catalogue, timed=True).aim is None
    assert read_mood(replace(query, moment=Moment(None)), engine().moods, engine().catalogue, True).aim is None


def test_sessions_are_counted_by_name_or_by_silence() -> None:
    named = tuple(Touch(f"e{n}", "b1", "viewed", n, f"s{n // 2}") for n in range(4))
    unnamed = tuple(Touch(f"u{n}", "b1", "viewed", 100 + n * 20 * 60) for n in range(3))
    far = (Touch("x", "b1", "viewed", 10**6),)
    assert sessions_of(UserState(touches=(*named, *unnamed, *far))) == 4
    assert sessions_of(UserState()) == 0


def test_the_mood_never_passes_its_share_of_the_range() -> None:
    weight = engine().weights.of(worlds.history([1, 2, 3]), Moment(NOW))[-1]
    found = ask(SAD, k=60)
    rows = [found.ledger.rows(item.rank) for item in found.items]
    terms = [sum(row.contribution for row in own if row.cause == "mood") for own in rows]
    assert np.ptp(terms) <= weight * 0.75
