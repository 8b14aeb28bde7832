"""The store's face: one object per process, used by every thread."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from api.consent import DEFAULT_PURPOSES, Consents, Purpose
from api.store.door import events_for_training, events_of_session, events_of_user
from api.store.engine import Database
from api.store.events import Appended, append
from api.store.forgotten import is_forgotten, mark_forgotten
from api.store.impressions import Impression, read_impression
from api.store.items import put_items, read_items, read_items_version
from api.store.ledger import read_consents, write_consents
from api.store.migrations import current_version
from api.store.moods import expire_moods, guesses_told
from api.store.playlists import playlist_titles
from api.store.queue import ImpressionQueue, QueueLimits
from api.store.sequence import Heads, Life, Stamp
from api.store.users import delete_person, export_document
from recsys.events import Event
from recsys.types import ItemFacts

EXPIRE_EVERY = 3_600
"""Seconds between looks for what is older than its purpose allows."""


class Store:
    """Events, consents, items and impressions of all shops. Thread-safe; several processes may share a database."""

    def __init__(
        self, database: Database, *, now: Callable[[], int], defaults: frozenset[Purpose], limits: QueueLimits
    ) -> None:
        self._database, self._now, self._defaults = database, now, defaults
        self._heads = Heads(database)
        self._queue = ImpressionQueue(database, self._heads, limits)
        self._expired_at = -EXPIRE_EVERY

    @classmethod
    def open(
        cls,
        url: str,
        *,
        now: Callable[[], int],
        defaults: frozenset[Purpose] = DEFAULT_PURPOSES,
        limits: QueueLimits | None = None,
    ) -> "Store":
        """Opens `sqlite:///path` or `postgresql+psycopg://...` and brings its schema up to date.

        `now` gives UTC seconds; `defaults` hold where a person's ledger says nothing. Raises `StoreError`, and
        `SchemaError` for a database of a newer program.
        """
        return cls(Database.open(url), now=now, defaults=defaults, limits=limits or QueueLimits())

    def close(self) -> None:
        """Writes the impressions that wait and closes every connection."""
        try:
            self._queue.close()
        finally:
            self._database.close()

    def append(self, shop: str, events: Sequence[Event]) -> Appended:
        """Stores admitted events; durable when it returns, all or nothing. Raises `ConflictError`."""
        self._expire()
        return append(self._database, shop, events)

    def _expire(self) -> None:
        """Once an hour: what is older than its purpose allows is deleted, for everybody."""
        now = self._now()
        if now - self._expired_at < EXPIRE_EVERY:
            return
        self._expired_at = now
        with self._database.transaction() as connection:
            is_erased = expire_moods(connection, now) > 0
        if is_erased:
            self._database.scrub(rewrite=False)

    def head(self, shop: str, user_id: str) -> int:
        """Newest sequence number of anything about the person; 0 if never seen or deleted. Never the same twice."""
        return self._heads.head(shop, user_id)

    def stamp(self, shop: str, user_id: str) -> Stamp:
        """What anything remembered of the person is valid for; one look-up."""
        return self._heads.stamp(shop, user_id)

    def events(self, shop: str, user_id: str, purposes: frozenset[Purpose]) -> tuple[Event, ...]:
        """The door: the person's events for the named purposes they consent to, in (at, arrival) order."""
        return events_of_user(self._database, shop, user_id, purposes=purposes, defaults=self._defaults)

    def session_events(self, shop: str, session_id: str, purposes: frozenset[Purpose]) -> tuple[Event, ...]:
        """The door for an anonymous session (events without a person), under the operator's defaults."""
        return events_of_session(self._database, shop, session_id, purposes=purposes, defaults=self._defaults)

    def training_events(self, shop: str, purposes: frozenset[Purpose]) -> Iterator[tuple[str, Event]]:
        """(user id, event) of every person under their own consents, in (at, arrival) order, streamed."""
        return events_for_training(self._database, shop, purposes=purposes, defaults=self._defaults)

    def consents(self, shop: str, user_id: str) -> Consents:
        """What the person consents to now: the ledger over the operator's defaults."""
        return read_consents(self._database.connection(), shop, user_id, self._defaults)

    def put_consents(self, shop: str, user_id: str, changes: Mapping[Purpose, bool], text_version: str) -> Consents:
        """Writes the answers to the ledger; a withdrawal holds at once, in every process. Returns what is on now."""
        is_erased = False
        if changes.get(Purpose.MOOD) is False:
            self._queue.flush()  # what a list told of a mood is erased with the rest
        if changes:
            whose = {"shop": shop, "user_id": user_id, "text_version": text_version}
            with self._database.transaction() as connection:
                is_erased = write_consents(connection, changes, at=self._now(), **whose)
        if is_erased:
            self._database.scrub(rewrite=False)
        return self.consents(shop, user_id)

    def export(self, shop: str, user_id: str) -> dict[str, object]:
        """Everything stored about the person: events, consents, impressions, inferences."""
        self._queue.flush()
        self._expire()
        return export_document(self._database.connection(), shop, user_id, self.consents(shop, user_id))

    def forget(self, shop: str, user_id: str) -> int:
        """Deletes every row of the person, and anonymous sessions joined to them; returns how many rows there were."""
        self._queue.flush()
        with self._database.transaction() as connection:
            count = delete_person(connection, shop, user_id)
            mark_forgotten(connection, shop, user_id)
        self._database.scrub(rewrite=True)
        return count

    def is_forgotten(self, shop: str, user_id: str) -> bool:
        """Whether the person was ever deleted: what a model's snapshot knows of them is then masked."""
        return is_forgotten(self._database.connection(), shop, user_id)

    def put_items(self, shop: str, items: Sequence[ItemFacts]) -> int:
        """Adds or replaces items; returns how many."""
        return put_items(self._database, shop, items)

    def items(self, shop: str) -> tuple[ItemFacts, ...]:
        """All items of the shop, by id."""
        return read_items(self._database.connection(), shop)

    def items_version(self, shop: str) -> int:
        """Grows whenever items are put; 0 while there were none."""
        return read_items_version(self._database.connection(), shop)

    def guesses_told(self, shop: str, user_id: str, since: int) -> frozenset[str]:
        """How far guesses about the person's mood went since then (UTC seconds), waiting lists included."""
        self._queue.flush()
        return guesses_told(self._database.connection(), shop, user_id, since)

    def playlist_titles(self, shop: str, user_id: str, since: int) -> frozenset[str]:
        """Titles of the person's playlists since then (UTC seconds), waiting lists included."""
        self._queue.flush()
        return playlist_titles(self._database.connection(), shop, user_id, since)

    def record_impression(self, impression: Impression, life: Life | None = None) -> None:
        """Enqueues what was shown; it is on the disk within a second. Waits when the queue is full (`BusyError`).

        With `life` (of the person's stamp at the answer) nothing is written for somebody deleted since.
        """
        self._queue.put(impression, life)

    def record_rows(self, rows: Sequence[tuple[dict[str, Any], Life | None]]) -> None:
        """As `record_impression`, for rows made already (`impressions.impression_row` says what is in them)."""
        self._queue.put_rows(rows)

    def impression(self, shop: str, request_id: str) -> Impression | None:
        """What a request was answered with, also while it still waits to be written; None when unknown."""
        waiting = self._queue.find(shop, request_id)
        # It may be written between the two looks, so the database is asked last.
        return waiting or read_impression(self._database.connection(), shop, request_id)

    def flush(self) -> None:
        """Writes the impressions that wait."""
        self._queue.flush()

    def schema_version(self) -> int:
        """Version of the database's schema."""
        return current_version(self._database.connection())
