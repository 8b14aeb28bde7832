"""Errors of the store.

StoreError
├── SchemaError    the database was written by a newer program
├── ConflictError  an event id was used before with another body
└── BusyError      impressions come faster than the database takes them
"""

from recsys.errors import GonggamError


class StoreError(GonggamError):
    """The database cannot be used as asked; the text says why and what to do."""


class SchemaError(StoreError):
    """The database was written by a newer program."""

    def __init__(self, found: int, known: int) -> None:
        self.found, self.known = found, known
        super().__init__(
            f"the database has schema version {found}, this program knows up to {known}; "
            "update gonggam, or name another database with --db"
        )


class ConflictError(StoreError):
    """A repeated `event_id` has another body: one of the two is wrong, so nothing of the batch was stored."""

    def __init__(self, event_id: str) -> None:
        self.event_id = event_id
        super().__init__(
            f"event_id {event_id[:80]!r} was used before with another body; "
            "send the same body again, or a new event_id for another fact"
        )


class BusyError(StoreError):
    """The queue of impressions stayed full: the database is too slow or cannot be written."""

    def __init__(self, waited: float) -> None:
        super().__init__(f"the queue of impressions stayed full for {waited:g} s; is the database writable?")
