"""A playlist for a person: start, intent, what may be played, and taste."""

from dataclasses import replace

import numpy as np
import pytest

from recsys.dataset.catalogue import Catalogue
from recsys.errors import QueryError
from recsys.mood.types import MoodCue, MoodReport
from recsys.playlist.ask import Ask
from recsys.playlist.playlist import playlist
from recsys.types import SIGNALS, ItemFacts, Moment, UserState
from tests.recsys.playlist.engines import NOW, engine, listener

MOMENT = Moment(NOW, "Asia/Seoul")
SAID = MoodReport(-0.5, 0.1)
TOLD = MoodCue("m1", NOW - 60, "report", -0.7, -0.3, label="sad")


def ids(made) -> list[str]:
    return [facts.item_id for facts in made.tracks]


def ask(state: UserState = UserState(), **wish):  # noqa: B008  (frozen)
    return playlist(engine(), state, MOMENT, Ask(**wish))


def test_what_was_said_is_the_start_whatever_else_is_known():
    made = ask(listener(1, 2, 3, cues=(TOLD,)), start=SAID, seed_track=None)
    assert (made.start, made.source) == ((-0.5, 0.1), "said")


def test_a_mood_believed_is_the_start_only_where_it_may_be_used():
    state = listener(cues=(TOLD,))
    assert ask(state).source == "believed"
    assert ask(state).start[0] < -0.4
    assert ask(state, use=frozenset(SIGNALS) - {"mood"}).source == "middle"
    assert ask(state, viewer_age="under19").source == "middle"
    assert playlist(engine(), state, Moment(None), Ask()).source == "middle"


def test_a_weak_belief_is_no_start():
    assert ask(listener(cues=(replace(TOLD, kind="finished"),))).source == "middle"


def test_the_recent_plays_are_the_start_where_nothing_else_is():
    made = ask(listener(3, 4), use=frozenset({"history"}))
    facts = engine().catalogue.facts
    assert made.source == "heard"
    assert made.start == pytest.approx(tuple(np.mean([[facts[n].valence, facts[n].arousal] for n in (3, 4)], axis=0)))


def test_who_asks_for_nothing_is_brightened_from_a_low_start_and_left_alone_elsewhere():
    assert ask(start=MoodReport(-0.4, 0.0)).intent == "lift"
    assert ask(start=MoodReport(0.4, 0.0)).intent == "match"
    assert ask(start=MoodReport.of("lonely")).intent == "match"
    assert ask(start=MoodReport.of("lonely"), intent="lift").intent == "lift"


def test_taste_moves_the_list_and_a_mood_said_never_moves_taste():
    fan, other = listener(*range(0, 60, 3)), listener(*range(1, 60, 3))
    one, two = (ask(state, start=SAID) for state in (fan, other))
    assert set(ids(one)) != set(ids(two))
    scores = [made.situation.history.item.tolist() for made in (one, ask(fan, start=MoodReport(0.9, 0.9)))]
    assert scores[0] == scores[1]
    assert one.taste.mean() > 0.7


def test_tracks_skipped_within_a_week_stay_away_and_older_or_played_ones_do_not():
    first = ids(ask(start=SAID))
    last = int(first[0][1:])
    week = 7 * 86_400
    assert first[0] not in ids(ask(listener(skipped=((last, week - 60),)), start=SAID))
    assert ids(ask(listener(skipped=((last, week + 60),)), start=SAID)) == first


def test_a_skipped_track_that_was_played_since_may_come_back():
    from recsys.playlist.listening import listening_of

    state = listener(7, skipped=((7, 1_000_000),))
    state = replace(state, skips=tuple(replace(skip, at=state.touches[0].at - 1) for skip in state.skips))
    made = ask(state, start=SAID)
    assert listening_of(engine(), made.situation, MOMENT, Ask()).allowed[7]


def test_an_artist_skipped_is_tiring_for_all_their_tracks():
    from recsys.playlist.listening import listening_of

    made = ask(listener(skipped=((5, 60),)), start=SAID)
    listening = listening_of(engine(), made.situation, MOMENT, Ask())
    same = engine().tracks.artist == engine().tracks.artist[5]
    assert (listening.tired[same] > 0).all() and (listening.tired[~same] == 0).all()


def test_refused_tracks_and_interests_switched_off_never_come():
    first = ask(start=SAID)
    artist = first.tracks[1].creator
    state = UserState(refused=frozenset({ids(first)[0]}), preferences=(("interest_off", artist),))
    again = ask(state, start=SAID)
    assert ids(first)[0] not in ids(again)
    assert artist not in {facts.creator for facts in again.tracks}


def test_names_to_leave_out_hold_for_ids_and_for_creators_in_any_letter_case():
    first = ask(start=SAID)
    names = (ids(first)[0], first.tracks[1].creator.upper(), "somebody unknown")
    again = ask(start=SAID, leave_out=names)
    assert names[0] not in ids(again)
    assert first.tracks[1].creator not in {facts.creator for facts in again.tracks}


def test_a_list_that_goes_on_repeats_nothing_and_a_said_mood_starts_it_anew():
    first = ask(start=SAID, intent="match")
    second = ask(after=tuple(ids(first)), intent="match")
    assert second.source == "continued"
    assert not set(ids(first)) & set(ids(second))
    said = ask(after=tuple(ids(first)), start=MoodReport(0.6, 0.6))
    assert said.source == "said" and not set(ids(first)) & set(ids(said))


def test_a_seed_track_opens_counts_as_taste_and_not_as_known():
    made = ask(seed_track="t11", new_share=1.0)
    assert ids(made)[0] == "t11" and made.source == "seed_track"
    assert made.is_new[0] and made.situation.strategy == "session"


@pytest.mark.parametrize(
    ("field", "wish"),
    [
        ("minutes", {"minutes": 2.0}), ("minutes", {"minutes": float("nan")}), ("new_share", {"new_share": -0.1}),
        ("seed_track", {"seed_track": "nothing"}),
    ],
)  # fmt: skip
def test_a_senseless_wish_is_refused_by_name(field, wish):
    with pytest.raises(QueryError) as told:
        ask(**wish)
    assert told.value.field == field and told.value.allowed


def test_a_catalogue_without_such_tracks_is_refused_and_says_what_would_do():
    books = replace(engine(), catalogue=Catalogue.of([ItemFacts("b1", "book", valence=0.1, arousal=0.1)]), scorers=())
    with pytest.raises(QueryError, match="no track whose mood is known"):
        playlist(books, UserState(), MOMENT)
