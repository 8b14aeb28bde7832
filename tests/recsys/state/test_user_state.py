"""The fold: replaying all events and taking them one by one are the same function."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.events import ACT_OF, REFUSALS, WANTING, Event, EventName
from recsys.state.user_state import act_of, fold, update
from recsys.types import UserState

ITEMS = ("a", "b", "c")
SPOKEN = (*ACT_OF, *REFUSALS, EventName.REMOVE_FROM_CART, EventName.CLEAR_CART, EventName.SCROLL)

events = st.builds(
    lambda name, item, at, rating: Event(
        "", name, at, user_id="u", item_id=None if name is EventName.CLEAR_CART else item, details={"rating": rating}
    ),
    st.sampled_from(SPOKEN),
    st.sampled_from(ITEMS),
    st.integers(0, 6),
    st.integers(0, 5).map(float),
)
arrivals = st.lists(events, max_size=14).map(lambda told: [replace(e, event_id=f"e{n}") for n, e in enumerate(told)])


def event(name: EventName, item: str | None = "a", at: int = 0, **details: float | str) -> Event:
    return Event(f"{name}-{item}-{at}", name, at, "u", None, item, details)


def acts(state: UserState) -> list[tuple[str, str]]:
    return [(touch.item_id, touch.act) for touch in state.touches]


def slowly(told: list[Event]) -> tuple[list[str], set[str]]:
    """Event ids that count and items refused, by looking ahead from every event: no state is carried along."""
    counted, refused = [], set()
    for n, e in enumerate(told):
        later = told[n + 1 :]
        taken = any(
            x.name is EventName.CLEAR_CART or (x.name is EventName.REMOVE_FROM_CART and x.item_id == e.item_id)
            for x in later
        )
        if e.name in ACT_OF and not (e.name is EventName.ADD_TO_CART and taken):
            counted.append(e.event_id)
        if e.name in REFUSALS and not any(x.item_id == e.item_id and act_of(x) in WANTING for x in later):
            refused.add(str(e.item_id))
    return counted, refused


@given(arrivals, st.integers(0, 14))
def test_folding_again_from_any_point_is_taking_the_events_live(told: list[Event], cut: int) -> None:
    live = UserState()
    for e in told:
        live = update(live, e)
    assert fold(told) == live
    assert fold(told[cut:], fold(told[:cut])) == live


@given(arrivals)
def test_the_fold_keeps_what_looking_ahead_from_every_event_keeps(told: list[Event]) -> None:
    counted, refused = slowly(told)
    state = fold(told)
    assert [t.event_id for t in state.touches] == counted
    assert state.refused == refused
    assert state.last_at == (told[-1].at if told else None)


@given(arrivals, st.integers(0, 13))
def test_after_a_late_event_the_refold_is_the_state_of_events_that_came_in_order(told: list[Event], late: int) -> None:
    """Order is (at, arrival): folding on from before the late event gives what it would have given in time."""
    in_time = sorted(told, key=lambda e: e.at)
    if not told:
        return
    kept_back = in_time.pop(late % len(told))
    place = sum(e.at <= kept_back.at for e in in_time)
    refolded = fold(in_time[place:], update(fold(in_time[:place]), kept_back))
    counted, refused = slowly(sorted([*in_time, kept_back], key=lambda e: e.at))
    assert ([t.event_id for t in refolded.touches], refolded.refused) == (counted, refused)


@pytest.mark.parametrize("refusal", sorted(REFUSALS))
def test_a_like_after_a_refusal_lifts_it(refusal: EventName) -> None:
    refused = fold([event(EventName.LIKE), event(refusal, at=1)])
    assert refused.refused == {"a"}
    again = update(refused, event(EventName.LIKE, at=2))
    assert again.refused == frozenset()
    assert acts(again) == [("a", "liked"), ("a", "liked")]


@pytest.mark.parametrize("name", [EventName.VIEW_ITEM, EventName.SELECT_ITEM, EventName.PLAY, EventName.COMPLETE])
def test_to_look_at_a_refused_thing_or_let_it_play_is_not_to_want_it(name: EventName) -> None:
    seen = fold([event(EventName.NOT_INTERESTED), event(name, at=1)])
    assert seen.refused == {"a"}
    assert update(seen, event(EventName.ADD_TO_CART, at=2)).refused == frozenset()


def test_a_low_rating_takes_no_refusal_back_and_a_high_one_does() -> None:
    refused = fold([event(EventName.DISLIKE)])
    assert update(refused, event(EventName.RATE, at=1, rating=2.0)).refused == {"a"}
    assert update(refused, event(EventName.RATE, at=1, rating=5.0)).refused == frozenset()


def test_a_like_of_another_item_lifts_nothing() -> None:
    assert fold([event(EventName.DISLIKE), event(EventName.LIKE, "b", 1)]).refused == {"a"}


def test_what_left_the_cart_no_longer_speaks_but_what_was_bought_does() -> None:
    filled = [event(EventName.ADD_TO_CART, "a"), event(EventName.ADD_TO_CART, "b"), event(EventName.PURCHASE, "c")]
    assert acts(fold([*filled, event(EventName.REMOVE_FROM_CART, "a")])) == [("b", "carted"), ("c", "bought")]
    assert acts(fold([*filled, event(EventName.CLEAR_CART, None)])) == [("c", "bought")]


@pytest.mark.parametrize(
    ("rating", "top", "act"),
    [
        (4.0, None, "rated_high"),
        (3.9, None, "rated"),
        (8.0, 10.0, "rated_high"),
        (7.9, 10.0, "rated"),
        (5.0, 10.0, "rated"),
        (80, 100, "rated_high"),
        (5, 5, "rated_high"),
        (0.0, None, "rated"),
    ],
)
@pytest.mark.parametrize("name", [EventName.RATE, EventName.REVIEW])
def test_a_rating_is_high_from_four_fifths_of_its_scale(
    name: EventName, rating: float, top: float | None, act: str
) -> None:
    details = {"rating": rating} if top is None else {"rating": rating, "rating_max": top}
    assert act_of(event(name, **details)) == act


def test_a_review_without_a_rating_says_only_that_it_was_rated() -> None:
    assert act_of(event(EventName.REVIEW, text="좋았다")) == "rated"


def test_an_event_without_an_item_is_no_act() -> None:
    assert act_of(event(EventName.LIKE, None)) is None
    assert fold([event(EventName.LIKE, None, 7)]) == UserState(last_at=7)


def test_creators_and_series_are_followed_and_left() -> None:
    followed = fold([event(EventName.FOLLOW, None, creator="한강"), event(EventName.FOLLOW, None, series="토지")])
    assert followed.follows == {"creator:한강", "series:토지"}
    assert update(followed, event(EventName.UNFOLLOW, None, creator="한강")).follows == {"series:토지"}


def test_of_a_preference_the_last_word_counts() -> None:
    told = [("언어", "ko"), ("형식", "paper"), ("언어", "en")]
    state = fold(event(EventName.PREFERENCE, None, key=key, value=value) for key, value in told)
    assert state.preferences == (("형식", "paper"), ("언어", "en"))


def test_interests_switched_off_add_up_and_can_be_taken_back() -> None:
    told = [("off", "공포"), ("off", "Crime"), ("off", "공포"), ("on", "crime"), ("off", "전쟁"), ("on", "없는 것")]
    state = fold(event(EventName.PREFERENCE, None, key=f"interest_{way}", value=value) for way, value in told)
    assert state.interests_off == ("공포", "전쟁")
    state = update(state, event(EventName.PREFERENCE, None, key="언어", value="ko"))
    assert state.interests_off == ("공포", "전쟁")


def test_a_wrong_reason_is_about_the_reason_and_not_about_the_item() -> None:
    told = [("a", "popular"), ("b", "liked_before"), ("a", "popular")]
    state = fold(event(EventName.REASON_WRONG, item, code=code) for item, code in told)
    assert state.wrong_reasons == (("b", "liked_before"), ("a", "popular"))
    assert update(state, event(EventName.REASON_WRONG, "c")).wrong_reasons[-1] == ("c", "")
    assert (state.touches, state.refused) == ((), frozenset())


def test_an_update_leaves_the_state_it_was_given_as_it_was() -> None:
    before = fold([event(EventName.ADD_TO_CART), event(EventName.DISLIKE, "b")])
    copy = replace(before)
    update(before, event(EventName.CLEAR_CART, None, 5))
    assert before == copy


def test_a_mood_report_and_a_scored_text_are_kept_as_cues() -> None:
    scored = event(EventName.SEARCH, None, 2, cue_kind="search", cue_valence=-0.5, cue_arousal=-0.2, cue_weight=0.5)
    state = fold([event(EventName.MOOD_REPORT, None, 1, label="tired"), scored])
    assert [(cue.kind, cue.at, cue.weight) for cue in state.cues] == [("report", 1, 1.0), ("search", 2, 0.5)]


def test_a_skip_is_kept_unless_the_track_played_by_itself() -> None:
    state = fold([event(EventName.SKIP, "a", 1, seconds=4.0), event(EventName.SKIP, "b", 2, autoplay=True)])
    assert [(skip.item_id, skip.seconds) for skip in state.skips] == [("a", 4.0)]
    assert state.touches == ()


def test_seconds_of_reading_and_listening_are_kept_and_autoplay_spent_none() -> None:
    looked = event(EventName.VIEW_ITEM, "a", 1, dwell_seconds=31.0)
    played = event(EventName.PLAY, "b", 2, seconds=90.0, autoplay=True)
    assert [touch.seconds for touch in fold([looked, played, event(EventName.LIKE, "c", 3)]).touches] == [
        31.0,
        0.0,
        None,
    ]


def test_flags_of_the_profile_are_kept_until_they_are_taken_back() -> None:
    gift = event(EventName.PROFILE_FLAG, None, 1, gift=True)
    shared = event(EventName.PROFILE_FLAG, None, 2, shared_device=True)
    back = event(EventName.PROFILE_FLAG, None, 3, gift=False)
    assert fold([gift, shared]).flags == {"gift", "shared_device"}
    assert fold([gift, shared, back]).flags == {"shared_device"}
