"""What was shown, kept light while a request is answered, and made into rows by a thread beside it.

A row of an impression names the causes of every item. Making it takes about as long as the answer itself, so it is
not done on the way of the answer; `why` finds an impression also while it still waits here.
"""

import threading
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
import structlog
from pydantic_core import to_json

from api.metrics import Metrics
from api.schemas.recommendations import ItemOut
from api.store.errors import BusyError, StoreError
from api.store.impressions import Impression, row_impression
from api.store.sequence import Life
from api.store.store import Store
from recsys.dataset.catalogue import Catalogue
from recsys.evidence import CauseBlock, Ranking
from recsys.ranking.largest import largest, summed_up
from recsys.ranking.removal import add_by_entry

log = structlog.get_logger("gonggam.impressions")

POLICY = "ranked-1"
"""Version of what turns scores into a list. It shows the best k, so every propensity is 1."""

PROPENSITY = 1.0
Cause = tuple[str, str, float, float, tuple[str, ...]]
"""Scorer, name, contribution, share, events: the order in which the store packs a `ContributionRow`."""

Change = tuple[str, tuple[str, ...], float]
"""An item of the past, the events behind it, what they add to a score."""

MOST_CAUSES = 6
"""Causes kept by name for each item; the others are summed scorer by scorer, so that all still add up."""

DECIMALS = 10
"""Of contributions and shares: far below what the sum is exact to, and a third of a row's length."""

MOST_CHANGES = 3
"""Entries of the past whose removal `why` tells of."""

MOST_WAITING = 2_000
PATIENCE = 1.0
GATHER = 0.2
"""Seconds of answers handed over together: the store's thread is woken once for all of them."""

REST = "rest"
"""Cause name of a scorer's summed small causes."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One answer as it was given. `blocks` hold the served items' columns only: the rest of the pool is let go."""

    request_id: str
    shop: str
    at: int
    model_id: str
    strategy: str
    surface: str
    user_id: str | None
    session_id: str | None
    life: Life | None
    items: Sequence[ItemOut]
    catalogue: Catalogue
    blocks: tuple[CauseBlock, ...]
    entry_items: tuple[str, ...]
    entry_events: tuple[tuple[str, ...], ...]
    extra: Mapping[str, Any] = field(default_factory=dict)

    def row(self) -> dict[str, Any]:
        """The same as the store keeps it: a row of the impressions table (`api.store.impressions.row_impression`).

        The JSON is made in one go from plain values; going through `Impression` would double the time.
        """
        causes, cited = _causes(self)
        without = self._without()
        items = [
            (told["item_id"], told["rank"], told["score"], PROPENSITY, told["reason"], rows)
            for told, rows in zip(self.items, causes, strict=True)
        ]
        cited |= {item_id for changes in without for item_id, _, _ in changes}
        body = {
            "model": self.model_id,
            "policy": POLICY,
            "surface": self.surface,
            "strategy": self.strategy,
            "items": items,
            "extra": {**self.extra, "titles": self._titles(cited), "without": without},
        }
        ids = {"shop": self.shop, "request_id": self.request_id, "user_id": self.user_id, "session_id": self.session_id}
        return {**ids, "at": self.at, "body": to_json(body).decode()}

    def _without(self) -> list[list[Change]]:
        """Of each item the entries of the past that move it most, and what all their causes add together."""
        sums = np.zeros((len(self.entry_items), len(self.items)))
        for block in self.blocks:
            add_by_entry(sums, block.entry, block.contributions)
        return [
            [(self.entry_items[e], self.entry_events[e], float(sums[e, item])) for e in entries if e >= 0]
            for item, entries in enumerate(largest(sums, MOST_CHANGES).tolist())
        ]

    def _titles(self, cited: AbstractSet[str]) -> dict[str, str]:
        """Titles of the items shown and cited: the next model may not know them any more."""
        ids = sorted(cited | {told["item_id"] for told in self.items})
        places = zip(ids, self.catalogue.items.indices(ids).tolist(), strict=True)
        return {item_id: self.catalogue.facts[at].title for item_id, at in places if at >= 0}


def served_blocks(ranking: Ranking) -> tuple[CauseBlock, ...]:
    """The ledger's blocks cut down to the served items."""
    columns = ranking.ledger.column
    return tuple(
        CauseBlock(block.scorer, block.names, block.entry, block.contributions.take(columns, axis=1))
        for block in ranking.ledger.blocks
        if len(block.names)
    )


def _causes(shown: Shown) -> tuple[list[list[Cause]], set[str]]:
    """For each item its largest causes, largest first, and of each scorer the rest in one row; the items cited."""
    blocks = shown.blocks
    if not blocks or not shown.items:
        return [[] for _ in shown.items], set()
    table = np.concatenate([block.contributions for block in blocks])
    scorer = np.repeat(np.arange(len(blocks)), [len(block.names) for block in blocks])
    rows, kept, left = summed_up(table, scorer, len(blocks), MOST_CAUSES, DECIMALS)
    names = [(block.scorer, name) for block in blocks for name in block.names]
    entries = [entry for block in blocks for entry in block.entry.tolist()]
    told = [
        [_named(shown, names[at], entries[at], value, share) for at, value, share in zip(*own, strict=True) if at >= 0]
        for own in zip(rows.tolist(), *kept.tolist(), strict=True)
    ]
    for causes, values, shares in zip(told, *left.tolist(), strict=True):
        causes += [
            (b.scorer, REST, value, share, ()) for b, value, share in zip(blocks, values, shares, strict=True) if value
        ]
    return told, {shown.entry_items[e] for at in set(rows.ravel().tolist()) if at >= 0 and (e := entries[at]) >= 0}


def _named(shown: Shown, name: tuple[str, str], entry: int, value: float, share: float) -> Cause:
    """A cause by name (`item:b12`), what it adds and its share, and the events behind it."""
    if entry < 0:
        return *name, value, share, ()
    return name[0], f"{name[1]}:{shown.entry_items[entry]}", value, share, shown.entry_events[entry]


class Impressions:
    """Impressions on their way to the store. Thread-safe; its thread starts with the first."""

    def __init__(self, store: Store, metrics: Metrics) -> None:
        self._store, self._lost = store, metrics.impressions_lost
        self._waiting: dict[tuple[str, str], Shown] = {}
        self._changed = threading.Condition()
        self._writing = threading.Lock()
        self._thread: threading.Thread | None = None
        self._is_closing = False

    def put(self, shown: Shown) -> None:
        """Take one answer; waits a moment when too many wait already, then raises `BusyError`."""
        with self._changed:
            if len(self._waiting) >= MOST_WAITING:
                self._wait_for_room()
            self._waiting[shown.shop, shown.request_id] = shown
            if len(self._waiting) == 1:
                self._start()
                self._changed.notify_all()

    def find(self, shop: str, request_id: str) -> Impression | None:
        """The impression of a request, waiting or written; None when unknown."""
        with self._changed:
            waiting = self._waiting.get((shop, request_id))
        if waiting is not None:
            return row_impression(SimpleNamespace(**waiting.row()))
        return self._store.impression(shop, request_id)

    def flush(self) -> None:
        """Hand all that waits to the store."""
        while self._write_all():
            pass

    def close(self) -> None:
        """Stop the thread and hand over what waits."""
        with self._changed:
            self._is_closing = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join()
        self.flush()

    def _wait_for_room(self) -> None:
        if not self._changed.wait_for(lambda: len(self._waiting) < MOST_WAITING, PATIENCE):
            raise BusyError(PATIENCE)

    def _start(self) -> None:
        if self._thread is None and not self._is_closing:
            self._thread = threading.Thread(target=self._run, name="gonggam-shown", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: bool(self._waiting) or self._is_closing)
                if self._is_closing:
                    return
                self._changed.wait_for(lambda: self._is_closing, GATHER)
            self._write_all()

    def _write_all(self) -> bool:
        """Hand over what waits now; one leaves only when the store has it. False when nothing waits."""
        with self._writing:
            with self._changed:
                group = list(self._waiting.items())
            self._write([shown for _, shown in group])
            with self._changed:
                for key, _ in group:
                    del self._waiting[key]
                self._changed.notify_all()
        return bool(group)

    def _write(self, group: Sequence[Shown]) -> None:
        """A row that cannot be made is lost alone; it was shown already, so nothing but the record can be."""
        rows = [(row, shown.life) for shown in group if (row := self._row(shown)) is not None]
        try:
            self._store.record_rows(rows)
        except StoreError as error:
            self._lose(len(rows), error)

    def _row(self, shown: Shown) -> dict[str, Any] | None:
        try:
            return shown.row()
        except Exception as error:  # the thread must live on, whatever one answer holds
            self._lose(1, error)
            return None

    def _lose(self, count: int, error: Exception) -> None:
        self._lost.inc(count)
        log.error("impressions_lost", count=count, because=type(error).__name__)
