"""The queue of impressions: a background thread commits them in groups, well within a second.

A request does not wait for the disk; several impressions share one commit. The queue is bounded: when the database
cannot keep up, a request waits for room rather than losing what it showed.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic
from types import SimpleNamespace
from typing import Any

import structlog

from api.store.engine import Database
from api.store.errors import BusyError, StoreError
from api.store.impressions import Impression, impression_row, row_impression, write_impressions
from api.store.sequence import Heads, Life, reserve

log = structlog.get_logger("gonggam.store")


@dataclass(frozen=True, slots=True)
class QueueLimits:
    """`size` impressions wait at most; a group is written `gather` seconds after its first; `patience` in seconds."""

    size: int = 10_000
    group: int = 500
    gather: float = 0.1
    patience: float = 10.0


@dataclass(frozen=True, slots=True)
class _Waiting:
    row: dict[str, Any]
    life: Life | None


class ImpressionQueue:
    """Impressions on their way to the database. Thread-safe; its thread starts with the first impression."""

    def __init__(self, database: Database, heads: Heads, limits: QueueLimits) -> None:
        self._database, self._heads, self._limits = database, heads, limits
        self._waiting: dict[tuple[str, str], _Waiting] = {}
        self._changed = threading.Condition()
        self._writing = threading.Lock()
        self._thread: threading.Thread | None = None
        self._is_closing = False

    def put(self, impression: Impression, life: Life | None = None) -> None:
        """Enqueues; see `put_row`. Raises `StoreError` for what is no JSON."""
        try:
            row = impression_row(impression)
        except (ValueError, TypeError) as error:  # NaN, a value that is no JSON
            raise StoreError(f"the impression cannot be stored: {type(error).__name__}") from error
        self.put_row(row, life)

    def put_row(self, row: dict[str, Any], life: Life | None = None) -> None:
        """Enqueues a finished row; waits for room when the queue is full. Raises `BusyError` after `patience` seconds.

        `life` is the person's at the time of the answer, where the caller knows it: if they were deleted since, nothing
        is written. Raises `StoreError` for one that no database can hold: found later, it would hold up all others.
        """
        self.put_rows([(row, life)])

    def put_rows(self, rows: Sequence[tuple[dict[str, Any], Life | None]]) -> None:
        """As `put_row`, for several at once: the writing thread is woken once."""
        for row, _ in rows:
            _refuse_unwritable(row)
        waiting = {(row["shop"], row["request_id"]): _Waiting(row, life or self._life(row)) for row, life in rows}
        with self._changed:
            has_room = self._changed.wait_for(lambda: len(self._waiting) < self._limits.size, self._limits.patience)
            if not has_room:
                raise BusyError(self._limits.patience)
            for key, entry in waiting.items():
                self._waiting.setdefault(key, entry)
            self._start()
            self._changed.notify_all()

    def _life(self, row: dict[str, Any]) -> Life | None:
        return None if row["user_id"] is None else self._heads.life(row["shop"], row["user_id"])

    def find(self, shop: str, request_id: str) -> Impression | None:
        """An impression that still waits."""
        with self._changed:
            found = self._waiting.get((shop, request_id))
        return None if found is None else row_impression(SimpleNamespace(**found.row))

    def flush(self) -> None:
        """Writes all that waits now; raises what the database raises."""
        while self._write_group():
            pass

    def close(self) -> None:
        """Stops the thread and writes what still waits."""
        with self._changed:
            self._is_closing = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join()
        self.flush()

    def _start(self) -> None:
        if self._thread is None and not self._is_closing:
            self._thread = threading.Thread(target=self._run, name="gonggam-impressions", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: bool(self._waiting) or self._is_closing)
                self._wait_for_group()
                if self._is_closing:
                    return
            try:
                self._write_group()
            except Exception as error:  # any failure of the database: keep what waits and try again
                log.error("impressions_not_written", waiting=len(self._waiting), error=type(error).__name__)
                self._pause()

    def _wait_for_group(self) -> None:
        deadline = monotonic() + self._limits.gather
        self._changed.wait_for(
            lambda: self._is_closing or len(self._waiting) >= self._limits.group, max(0.0, deadline - monotonic())
        )

    def _pause(self) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._is_closing, timeout=1.0)

    def _write_group(self) -> bool:
        """Writes the oldest group; it leaves the queue only when it is stored. False when nothing waits."""
        with self._writing:
            with self._changed:
                group = list(self._waiting.items())[: self._limits.group]
            if not group:
                return False
            self._write([waiting for _, waiting in group])
            with self._changed:
                for key, _ in group:
                    del self._waiting[key]
                self._changed.notify_all()
        return True

    def _write(self, group: Sequence[_Waiting]) -> None:
        with self._database.transaction() as connection:
            # Taking each shop's lock orders this after or before a deletion, never in the middle of one.
            for shop in sorted({waiting.row["shop"] for waiting in group}):
                reserve(connection, shop, 0)
            write_impressions(connection, [waiting.row for waiting in group if not self._is_forgotten(waiting)])

    def _is_forgotten(self, waiting: _Waiting) -> bool:
        """Whether the person was deleted, perhaps by another process, while the impression waited."""
        row = waiting.row
        if waiting.life is None or row["user_id"] is None:
            return False
        return waiting.life.is_over(self._heads.life(row["shop"], row["user_id"]))


def _refuse_unwritable(row: dict[str, Any]) -> None:
    text = "".join(value for value in row.values() if isinstance(value, str))
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise StoreError("the impression cannot be stored: it holds a lone surrogate") from error
    if "\0" in text:
        raise StoreError("the impression cannot be stored: an id holds NUL")
