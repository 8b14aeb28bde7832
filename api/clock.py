"""The clock: the only place that reads the time. A test may set it for one request."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime

_SET: ContextVar[int | None] = ContextVar("gonggam_now", default=None)


def now() -> int:
    """UTC seconds, or what `X-Gonggam-Now` says in this request."""
    told = _SET.get()
    return int(time.time()) if told is None else told


def today() -> date:
    """The day in UTC."""
    return datetime.fromtimestamp(now(), UTC).date()


@contextmanager
def clock_at(seconds: int) -> Iterator[None]:
    """Within the block it is `seconds` o'clock (UTC)."""
    token = _SET.set(seconds)
    try:
        yield
    finally:
        _SET.reset(token)
