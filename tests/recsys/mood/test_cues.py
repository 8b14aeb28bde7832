"""Cues from what was done with items: kinds, visits, themes, skips, and a person's own offset."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.dataset.catalogue import Catalogue
from recsys.mood.belief import believe
from recsys.mood.config import HOUR, BeliefConfig
from recsys.mood.cues import cues_of, offset_of, recent, without_events
from recsys.mood.hints import cue_of, hint_of, hint_of_search
from recsys.mood.items import item_moods
from recsys.mood.policy import need_of
from recsys.mood.types import MoodCue
from recsys.types import ItemFacts, Skip, Touch, UserState

NOON = 1_700_000_000
SHOP = Catalogue.of(
    [
        ItemFacts("parting", "book", tags=("이별",)),
        ItemFacts("parted", "book", tags=("이별", "슬픔")),
        ItemFacts("bright", "book", tags=("유쾌한",)),
        ItemFacts("plain", "book", tags=("경제",)),
        ItemFacts("comfort", "book", tags=("위로", "따뜻한")),
        ItemFacts("sad song", "track", valence=-0.7, arousal=-0.4, duration_seconds=200.0),
        ItemFacts("glad song", "track", valence=0.8, arousal=0.6, duration_seconds=200.0),
    ]
)
MOODS = replace(item_moods(SHOP), usual=(0.0, 0.0))


def touch(item: str, act: str = "viewed", at: float = 0, seconds: float | None = 60.0) -> Touch:
    return Touch(f"{item}-{act}-{at}", item, act, NOON + int(at * HOUR), seconds=seconds)  # type: ignore[arg-type]


def cues(*touches: Touch, **state: object) -> tuple[MoodCue, ...]:
    return cues_of(UserState(touches=touches, **state), MOODS, SHOP)  # type: ignore[arg-type]


def kinds(*touches: Touch) -> list[str]:
    return [cue.kind for cue in cues(*touches)]


@pytest.mark.parametrize(("seconds", "expected"), [(29.0, []), (30.0, ["satisfied"]), (None, [])])
def test_a_look_counts_from_thirty_seconds(seconds: float | None, expected: list[str]) -> None:
    assert kinds(touch("parting", seconds=seconds)) == expected


@pytest.mark.parametrize(("seconds", "expected"), [(99.0, []), (100.0, ["satisfied"])])
def test_a_play_counts_from_half_of_the_track(seconds: float, expected: list[str]) -> None:
    assert kinds(touch("sad song", "played", seconds=seconds)) == expected


def test_a_track_heard_to_the_end_is_finished_and_what_plays_by_itself_is_nothing() -> None:
    assert kinds(touch("sad song", "finished", seconds=None)) == ["finished"]
    assert kinds(touch("sad song", "finished", seconds=0.0)) == []


def test_one_visit_to_an_item_is_one_cue_of_its_most_telling_kind() -> None:
    found = cues(touch("sad song", "played", 0, 200.0), touch("sad song", "finished", 0.06, None))
    assert [(cue.kind, cue.event_id) for cue in found] == [("finished", "sad song-finished-0.06")]
    assert len(cues(touch("parting"), touch("parting", "carted", 0.1), touch("parting", "bought", 0.2))) == 1
    assert len(cues(touch("parting"), touch("parting", at=2))) == 2


def test_an_item_hints_by_its_distance_from_what_people_usually_choose() -> None:
    usual = replace(MOODS, usual=(-0.3, 0.1))
    (cue,) = cues_of(UserState(touches=(touch("sad song", "liked"),)), usual, SHOP)
    assert (cue.valence, cue.arousal) == (pytest.approx(-0.4), pytest.approx(-0.5))


def test_an_item_without_a_mood_or_near_the_usual_hints_at_nothing() -> None:
    assert cues(touch("plain")) == ()
    near = replace(MOODS, usual=(-0.65, -0.35))
    assert cues_of(UserState(touches=(touch("sad song", "liked"),)), near, SHOP) == ()


def test_who_takes_up_a_work_of_comfort_wishes_for_it_and_is_not_called_bright() -> None:
    (found,) = cues(touch("comfort"))
    searched = hint_of("위로가 되는 책")
    assert searched is not None and MOODS.valence[SHOP.items.index("comfort")] > 0
    assert (found.valence, found.arousal, found.need) == (searched.valence, searched.arousal, "comfort")
    assert found.kind == "satisfied" and found.weight < 1.0


def test_a_told_wish_and_the_work_that_answers_it_agree() -> None:
    hint = hint_of_search("위로가 되는 책")
    assert hint is not None
    told = (cue_of(hint, "s", NOON),)
    alone, both = (
        believe(found, NOON + HOUR, "UTC", "now") for found in (told, cues(touch("comfort", at=0.2), cues=told))
    )
    assert both.confidence > alone.confidence
    assert (both.valence < 0) and need_of(both) == "comfort"


def test_two_items_of_one_tag_within_three_days_are_a_theme_of_loss() -> None:
    themed = cues(touch("parting"), touch("parted", at=70))
    assert [(cue.kind, cue.theme) for cue in themed] == [("theme", "loss")] * 2
    assert [cue.kind for cue in cues(touch("parting"), touch("parted", at=73))] == ["satisfied"] * 2
    assert [cue.kind for cue in cues(touch("parting"), touch("bright", at=1))] == ["satisfied"] * 2


def test_one_item_looked_at_twice_is_no_theme() -> None:
    assert kinds(touch("parting"), touch("parting", at=5)) == ["satisfied"] * 2


def test_what_everyone_reads_makes_no_theme() -> None:
    everyone = replace(MOODS, everyones=np.arange(len(SHOP)) == 0)
    found = cues_of(UserState(touches=(touch("parting"), touch("parted", at=1))), everyone, SHOP)
    assert [cue.kind for cue in found] == ["satisfied", "satisfied"]


def test_a_track_left_early_points_away_from_itself() -> None:
    (cue,) = cues(skips=(Skip("s", "glad song", NOON, 5.0),))
    assert (cue.kind, cue.valence, cue.arousal) == ("skipped", -0.8, -0.6)
    assert cues(skips=(Skip("s", "glad song", NOON, 20.0),)) == ()


def test_refused_items_and_unknown_ones_hint_at_nothing() -> None:
    assert cues(touch("parting"), refused=frozenset({"parting"})) == ()
    assert cues(touch("nobody's")) == ()


def test_what_was_told_stays_as_told() -> None:
    told = MoodCue("r", NOON, "report", -0.6, -0.5, label="tired")
    assert cues(cues=(told,)) == (told,)


def keeps_sad(n: int) -> UserState:
    kept = tuple(touch("sad song", "finished", 2 * i, None) for i in range(n))
    return UserState(touches=kept, skips=tuple(Skip(f"s{i}", "glad song", NOON + i, 3.0) for i in range(n)))


def test_who_keeps_to_sad_songs_is_believed_less_sad_for_it() -> None:
    few, many = (offset_of(keeps_sad(n), MOODS, SHOP, BeliefConfig()) for n in (1, 200))
    assert 0.0 < few[0] < many[0] <= BeliefConfig().offset_most
    assert offset_of(UserState(touches=keeps_sad(9).touches), MOODS, SHOP, BeliefConfig()) == (0.0, 0.0)
    sad = [cue.valence for cue in cues_of(keeps_sad(200), MOODS, SHOP) if cue.kind == "finished"]
    assert sad[0] == pytest.approx(-0.7 + many[0])


def test_what_has_faded_from_every_belief_is_not_looked_at() -> None:
    old, new = touch("parting", at=-24 * 11), touch("parted", at=-24 * 9)
    state = UserState(touches=(old, new), cues=(MoodCue("c", NOON - 40 * 24 * HOUR, "report", 0.1, 0.1),))
    assert recent(state, NOON) == UserState(touches=(new,))


acts = st.sampled_from(["viewed", "played", "finished", "liked", "bought"])
touches = st.lists(
    st.tuples(st.sampled_from(SHOP.items.ids), acts, st.integers(0, 100), st.sampled_from([None, 5.0, 60.0, 150.0])),
    max_size=12,
)


@given(told=touches, data=st.data())
def test_deleting_an_event_equals_never_having_had_it(
    told: list[tuple[str, str, int, float | None]], data: st.DataObject
) -> None:
    all_ = tuple(replace(touch(i, act, at, s), event_id=f"e{n}") for n, (i, act, at, s) in enumerate(told))
    gone = frozenset(data.draw(st.sets(st.sampled_from([t.event_id for t in all_])))) if all_ else frozenset()
    state = UserState(touches=tuple(sorted(all_, key=lambda t: t.at)))
    never = UserState(touches=tuple(t for t in state.touches if t.event_id not in gone))
    assert cues_of(without_events(state, gone), MOODS, SHOP) == cues_of(never, MOODS, SHOP)


@given(told=touches, data=st.data())
def test_the_order_of_arrival_does_not_matter(
    told: list[tuple[str, str, int, float | None]], data: st.DataObject
) -> None:
    all_ = [replace(touch(i, act, at, s), event_id=f"e{n}") for n, (i, act, at, s) in enumerate(told)]
    shuffled = data.draw(st.permutations(all_))
    assert cues(*shuffled) == cues(*all_)
