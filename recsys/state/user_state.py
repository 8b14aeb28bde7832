"""The fold: `UserState = fold(events)`. The same `update` replays history and takes one live event."""

from collections.abc import Iterable
from dataclasses import replace
from functools import reduce

from recsys.context.types import Told
from recsys.events import ACT_OF, PROFILE_FLAGS, REFUSALS, WANTING, Act, Event, EventName
from recsys.mood.told import told_cue
from recsys.types import INTEREST_OFF, LONGEST, Skip, Touch, UserState

INTEREST_ON = "interest_on"
"""Key of a preference that takes an `interest_off` of the same value back."""

HIGH_RATING = 0.8
"""Share of the rating scale from which a rating says that the person liked the item."""


def act_of(event: Event) -> Act | None:
    """What the event says of the person and its item; None when it does not enter the history."""
    if event.item_id is None:
        return None
    act = ACT_OF.get(event.name)
    if act != "rated":
        return act
    rating, top = event.details.get("rating"), event.details.get("rating_max", 5.0)
    liked = isinstance(rating, float | int) and isinstance(top, float | int) and rating >= HIGH_RATING * top
    return "rated_high" if liked else "rated"


def update(state: UserState, event: Event) -> UserState:
    """The state after one more event, which must not be older than those before it."""
    act = act_of(event)
    if act is not None and event.item_id is not None:
        touch = Touch(
            event.event_id, event.item_id, act, event.at, event.session_id,
            seconds=_seconds(event), context=_circumstances(event),
        )  # fmt: skip
        refused = state.refused - {event.item_id} if act in WANTING else state.refused
        state = replace(state, touches=(*state.touches, touch), refused=refused)
    elif event.name in REFUSALS and event.item_id is not None:
        state = replace(state, refused=state.refused | {event.item_id})
    elif event.name is EventName.REMOVE_FROM_CART:
        state = replace(state, touches=_without_cart(state.touches, event.item_id))
    elif event.name is EventName.CLEAR_CART:
        state = replace(state, touches=_without_cart(state.touches, None))
    elif event.name in (EventName.FOLLOW, EventName.UNFOLLOW):
        state = _followed(state, event)
    elif event.name is EventName.PREFERENCE:
        state = replace(state, preferences=_preferred(state.preferences, event))
    elif event.name is EventName.REASON_WRONG and event.item_id is not None:
        wrong = (event.item_id, str(event.details.get("code", "")))
        state = replace(state, wrong_reasons=(*(w for w in state.wrong_reasons if w != wrong), wrong))
    elif event.name is EventName.SKIP and event.item_id is not None and event.details.get("autoplay") is not True:
        skip = Skip(event.event_id, event.item_id, event.at, _seconds(event) or 0.0)
        state = replace(state, skips=(*state.skips, skip)[-LONGEST:])
    elif event.name is EventName.PROFILE_FLAG:
        state = replace(state, flags=_flagged(state.flags, event))
    cue = told_cue(event)
    if cue is not None:
        state = replace(state, cues=(*state.cues, cue))
    return replace(state, last_at=event.at)


def fold(events: Iterable[Event], start: UserState | None = None) -> UserState:
    """The state after all events in (at, arrival) order; a late event means folding again from the start."""
    return reduce(update, events, start or UserState())


def _seconds(event: Event) -> float | None:
    """Visible or heard seconds, where the event counted them; none of what plays by itself was chosen."""
    if event.details.get("autoplay") is True:
        return 0.0
    told = event.details.get("dwell_seconds", event.details.get("seconds"))
    return float(told) if isinstance(told, float | int) and not isinstance(told, bool) else None


def _circumstances(event: Event) -> Told:
    """What the event tells of the weather, the place or the company it happened in."""
    told = event.details.get("context", ())
    pairs = (text.partition("=") for text in told) if isinstance(told, tuple) else ()
    return tuple((name, value) for name, _, value in pairs)


def _without_cart(touches: tuple[Touch, ...], item_id: str | None) -> tuple[Touch, ...]:
    """What was taken out of the cart (None: all of it) no longer speaks for the person."""
    return tuple(t for t in touches if t.act != "carted" or (item_id is not None and t.item_id != item_id))


def _preferred(preferences: tuple[tuple[str, str], ...], event: Event) -> tuple[tuple[str, str], ...]:
    """A later value replaces an earlier one; `interest_off` adds to the others, `interest_on` takes one back."""
    key, value = str(event.details.get("key", "")), str(event.details.get("value", ""))
    if key not in (INTEREST_OFF, INTEREST_ON):
        return (*(told for told in preferences if told[0] != key), (key, value))
    folded = value.strip().casefold()
    kept = tuple(told for told in preferences if (told[0], told[1].casefold()) != (INTEREST_OFF, folded))
    return (*kept, (INTEREST_OFF, value.strip())) if key == INTEREST_OFF else kept


def _flagged(flags: frozenset[str], event: Event) -> frozenset[str]:
    """The flags after an event that sets some of them or takes them back."""
    told = {name: bool(event.details[name]) for name in PROFILE_FLAGS if name in event.details}
    return (flags | {name for name, is_on in told.items() if is_on}) - {n for n, is_on in told.items() if not is_on}


def _followed(state: UserState, event: Event) -> UserState:
    names = {f"{key}:{event.details[key]}" for key in ("creator", "series") if key in event.details}
    if event.name is EventName.FOLLOW:
        return replace(state, follows=state.follows | names)
    return replace(state, follows=state.follows - names)
