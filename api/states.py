"""States of people, folded once and remembered until something about the person changes, in any process.

A state is the model's snapshot of the person's history, overlaid by the store's events. Both are read only under the
person's consent, and the snapshot never for somebody who was deleted.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from api.consent import Consents, Purpose
from api.metrics import Metrics
from api.objections import Find, with_codes
from api.quiet import Quiet, quiet_of
from api.shops import Model
from api.store.sequence import Stamp
from api.store.store import Store
from recsys.events import Event
from recsys.state.user_state import fold, update
from recsys.types import Touch, UserState

PROFILE = frozenset({Purpose.HISTORY, Purpose.SESSION, Purpose.LINK, Purpose.STORE, Purpose.MOOD})
"""What a list may be made from today; nothing is read for any other purpose."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a person now, as far as they consent, and the stamp under which that holds.

    `quiet` is what their events ask for before a mood is guessed aloud.
    """

    stamp: Stamp
    consents: Consents
    state: UserState
    quiet: Quiet = field(default_factory=Quiet)


@dataclass(frozen=True, slots=True)
class _Entry:
    model: Model
    known: Known


class States:
    """A bounded memory of `Known`, the longest unused leaving first. Thread-safe."""

    def __init__(self, store: Store, metrics: Metrics, size: int, find: Find) -> None:
        self._store, self._size, self._find = store, size, find
        self._remembered, self._folded = metrics.states.labels("remembered"), metrics.states.labels("folded")
        self._entries: OrderedDict[tuple[str, str], _Entry] = OrderedDict()
        self._guard = threading.Lock()

    def known(self, shop: str, user_id: str, model: Model) -> Known:
        """What is known of the person. One look-up; more only when something changed."""
        # The stamp is read first: what is stored while the rest is read makes the next request read again.
        stamp = self._store.stamp(shop, user_id)
        key = (shop, user_id)
        with self._guard:
            entry = self._entries.get(key)
            if entry is not None and entry.model is model and entry.known.stamp.holds(stamp):
                self._entries.move_to_end(key)
                self._remembered.inc()
                return entry.known
        return self._remember(key, _Entry(model, self._read(shop, user_id, stamp, model)))

    def of_session(self, shop: str, session_id: str, defaults: frozenset[Purpose]) -> UserState:
        """An anonymous session's state, read anew: nobody is behind it whose changes a stamp could tell."""
        named = PROFILE & defaults
        events = self._store.session_events(shop, session_id, named) if named else ()
        return fold(with_codes(shop, events, self._find))

    def _read(self, shop: str, user_id: str, stamp: Stamp, model: Model) -> Known:
        consents = self._store.consents(shop, user_id)
        named = consents.among(PROFILE)
        events = self._store.events(shop, user_id, named) if named and not stamp.is_unseen else ()
        base = UserState()
        if Purpose.HISTORY in named:
            base = model.histories.state_of(user_id)
            if base != UserState() and self._store.is_forgotten(shop, user_id):
                base = UserState()
        self._folded.inc()
        told = with_codes(shop, events, self._find)
        return Known(stamp, consents, overlay(base, told, is_timed=model.is_timed), quiet_of(told))

    def _remember(self, key: tuple[str, str], entry: _Entry) -> Known:
        with self._guard:
            self._entries[key] = entry
            self._entries.move_to_end(key)
            if len(self._entries) > self._size:
                self._entries.popitem(last=False)
        return entry.known


def overlay(base: UserState, events: Iterable[Event], *, is_timed: bool = True) -> UserState:
    """The snapshot's state with the store's events over it: same ids are the store's, order is (at, arrival).

    Without clock times in the snapshot the store's events all come after it.
    """
    events = tuple(events)
    if not events:
        return base
    ids = {event.event_id for event in events}
    kept = tuple(touch for touch in base.touches if touch.event_id not in ids)
    base = replace(base, touches=kept)
    if not is_timed or not kept or kept[-1].at <= events[0].at:
        return fold(events, base)
    state = replace(base, touches=())
    for fact in _merged(kept, events):
        state = update(state, fact) if isinstance(fact, Event) else replace(state, touches=(*state.touches, fact))
    return state


def _merged(touches: tuple[Touch, ...], events: tuple[Event, ...]) -> Iterator[Touch | Event]:
    """Both in time order; at the same second the snapshot's, which arrived earlier, comes first."""
    facts: list[Touch | Event] = [*touches, *events]
    return iter(sorted(facts, key=lambda fact: fact.at))
