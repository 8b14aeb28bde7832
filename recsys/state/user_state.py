"""The fold: `UserState = fold(events)`. The same `update` replays history and takes one live event."""

from collections.abc import Iterable
from dataclasses import replace
from functools import reduce

from recsys.events import ACT_OF, REFUSALS, Act, Event, EventName
from recsys.types import Touch, UserState

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
        touch = Touch(event.event_id, event.item_id, act, event.at, event.session_id)
        state = replace(state, touches=(*state.touches, touch), refused=state.refused - {event.item_id})
    elif event.name in REFUSALS and event.item_id is not None:
        state = replace(state, refused=state.refused | {event.item_id})
    elif event.name is EventName.REMOVE_FROM_CART:
        state = replace(state, touches=_without_cart(state.touches, event.item_id))
    elif event.name is EventName.CLEAR_CART:
        state = replace(state, touches=_without_cart(state.touches, None))
    elif event.name in (EventName.FOLLOW, EventName.UNFOLLOW):
        state = _followed(state, event)
    elif event.name is EventName.PREFERENCE:
        told = (str(event.details.get("key", "")), str(event.details.get("value", "")))
        state = replace(state, preferences=(*(p for p in state.preferences if p[0] != told[0]), told))
    return replace(state, last_at=event.at)


def fold(events: Iterable[Event], start: UserState | None = None) -> UserState:
    """The state after all events in (at, arrival) order; a late event means folding again from the start."""
    return reduce(update, events, start or UserState())


def _without_cart(touches: tuple[Touch, ...], item_id: str | None) -> tuple[Touch, ...]:
    """What was taken out of the cart (None: all of it) no longer speaks for the person."""
    return tuple(t for t in touches if t.act != "carted" or (item_id is not None and t.item_id != item_id))


def _followed(state: UserState, event: Event) -> UserState:
    names = {f"{key}:{event.details[key]}" for key in ("creator", "series") if key in event.details}
    if event.name is EventName.FOLLOW:
        return replace(state, follows=state.follows | names)
    return replace(state, follows=state.follows - names)
