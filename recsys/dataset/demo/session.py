"""The notebook of one session: a clock that only moves forward, and the rows written so far."""

from typing import NamedTuple

import numpy as np

from recsys.dataset.demo.choice import Visit
from recsys.dataset.demo.rhythm import LONGEST_VISIT_SECONDS
from recsys.dataset.demo.searching import Search
from recsys.events import EventName

LONGEST_LISTEN_SECONDS = 1_500
"""No track keeps the session silent for as long as the 30 minutes that would end it."""


class Row(NamedTuple):
    """One event. `item` is an index or None; `at` is UTC seconds."""

    at: int
    session_id: str
    event: str
    item: int | None = None
    query: str | None = None
    results: int | None = None
    dwell: int | None = None
    seconds: int | None = None
    rating: int | None = None
    creator: str | None = None
    label: str | None = None


class Session:
    """Writes the rows of one visit in order of time, at least a second apart."""

    def __init__(self, visit: Visit, rng: np.random.Generator) -> None:
        self.visit = visit
        self.rows: list[Row] = []
        self._rng = rng
        self._start = int(visit.starts.timestamp())
        self.clock = self._start

    @property
    def is_full(self) -> bool:
        """Whether the visit has lasted as long as visits do: nothing new is started then."""
        return self.clock - self._start > LONGEST_VISIT_SECONDS - 1_800

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.clock += max(1, int(seconds))

    def pause(self) -> None:
        """A few seconds between two acts."""
        self.wait(2.0 + self._rng.exponential(6.0))

    def act(self, event: EventName, item: int, rating: int | None = None) -> None:
        """An act on an item that takes no time of its own."""
        self.rows.append(Row(self.clock, self.visit.session_id, event.value, item, rating=rating))
        self.pause()

    def search(self, search: Search) -> None:
        """A search and a look at its results."""
        count = len(search.found)
        self.rows.append(
            Row(self.clock, self.visit.session_id, EventName.SEARCH.value, query=search.text, results=count)
        )
        self.pause()

    def view(self, item: int, dwell: int) -> None:
        """A page of an item, open and visible for `dwell` seconds."""
        self.rows.append(Row(self.clock, self.visit.session_id, EventName.VIEW_ITEM.value, item, dwell=dwell))
        self.wait(dwell)
        self.pause()

    def play(self, item: int, seconds: int, is_whole: bool) -> None:
        """A track heard for `seconds`; a whole one is also completed at its end."""
        self.rows.append(Row(self.clock, self.visit.session_id, EventName.PLAY.value, item, seconds=seconds))
        self.wait(min(seconds, LONGEST_LISTEN_SECONDS))
        if is_whole:
            self.rows.append(Row(self.clock, self.visit.session_id, EventName.COMPLETE.value, item))
        self.wait(1)

    def skip(self, item: int, seconds: int) -> None:
        """A track left after a few seconds; the row is written when it is left."""
        self.wait(seconds)
        self.rows.append(Row(self.clock, self.visit.session_id, EventName.SKIP.value, item, seconds=seconds))
        self.wait(1)

    def follow(self, creator: str) -> None:
        """The shopper wants to hear of a creator."""
        self.rows.append(Row(self.clock, self.visit.session_id, EventName.FOLLOW.value, creator=creator))
        self.pause()

    def say_mood(self, label: str) -> None:
        """The shopper says how they are."""
        self.rows.append(Row(self.clock, self.visit.session_id, EventName.MOOD_REPORT.value, label=label))
        self.pause()
