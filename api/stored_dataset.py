"""What the service may learn from: the stored events, through the consent door, perhaps on top of past orders."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from api.consent import Purpose
from api.store.store import Store
from recsys.dataset.catalogue import Catalogue
from recsys.dataset.dataset import Dataset, Meta
from recsys.dataset.states import dataset_of_states
from recsys.errors import DataError
from recsys.events import Event
from recsys.state.user_state import fold
from recsys.types import Kind, UserState

LEARNING = frozenset({Purpose.HISTORY})
"""What a model is learned from: the history of those who allow it."""


def stored_dataset(store: Store, shop: str, base: Dataset | None = None) -> Dataset:
    """The shop's events and items as a data set; `base` holds what was known before (past orders, the catalogue).

    People who were forgotten are left out of `base` too. Raises DataError when there is nothing to learn from.
    """
    catalogue = (base.catalogue if base else Catalogue.of(())).updated(store.items(shop))
    states = _states(store, shop, base)
    if len(catalogue) == 0 and not any(state.touches for state in states.values()):
        raise DataError(
            f"shop {shop!r} has no items and no events yet", advice="PUT /v1/items, or give a dataset folder"
        )
    meta = base.meta if base else Meta(shop, kind=_kind(catalogue), time="seconds", timezone="UTC")
    if meta.time != "seconds":
        raise DataError(f"{meta.name} has no times, stored events have", advice="train on the folder or on --db alone")
    return dataset_of_states(meta, catalogue, states)


def _states(store: Store, shop: str, base: Dataset | None) -> dict[str, UserState]:
    """Every person's state: what the folder says of them, then their stored events, in order."""
    events: dict[str, list[Event]] = defaultdict(list)
    for user, event in store.training_events(shop, LEARNING):
        events[user].append(event)
    known = base.users.ids if base else ()
    people = dict.fromkeys((*known, *events))
    return {user: _state(user, events.get(user, []), base) for user in people if not store.is_forgotten(shop, user)}


def _state(user: str, events: Sequence[Event], base: Dataset | None) -> UserState:
    """The folder's state with the stored events folded on top; an event in both counts once, as stored."""
    before = base.state_of(user) if base else UserState()
    stored = {event.event_id for event in events}
    touches = tuple(touch for touch in before.touches if touch.event_id not in stored)
    return fold(events, replace(before, touches=touches))


def _kind(catalogue: Catalogue) -> Kind:
    kinds = Counter(facts.kind for facts in catalogue.facts)
    return kinds.most_common(1)[0][0] if kinds else "goods"
