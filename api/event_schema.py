"""Reads raw events (parsed JSON) into `Event`s; refuses what it does not understand, naming index and field."""

from collections.abc import Mapping, Sequence

from api.event_fields import COMMON, FIELDS, Check, FieldError, Fields, identifier, seconds
from api.redact import looks_like_personal_id
from recsys.errors import GonggamError, nearest
from recsys.events import Detail, Event, EventName

MAX_AHEAD = 300
"""Seconds an event's time may lie in the future: clocks differ a little, more is a mistake."""

_IDS = ("user_id", "session_id", "item_id")
_ENVELOPE = ("event_id", "event", "at", *_IDS)


class EventError(GonggamError):
    """One event of a batch cannot be read: the whole batch is refused and nothing of it stored."""

    def __init__(self, index: int, field: str, problem: str, allowed: str | None = None) -> None:
        self.index, self.field, self.problem, self.allowed = index, field, problem, allowed
        super().__init__(f"events[{index}].{field}: {problem}" + (f"; allowed: {allowed}" if allowed else ""))


def parse_events(raw: Sequence[object], *, now: int) -> tuple[Event, ...]:
    """The batch as events. `now` is UTC seconds. Raises `EventError` at the first bad one."""
    return tuple(parse_event(entry, index, now=now) for index, entry in enumerate(raw))


def parse_event(raw: object, index: int = 0, *, now: int) -> Event:
    """One raw event, the `index`-th of its batch, as `Event`; a null field counts as absent. Raises `EventError`."""
    if not isinstance(raw, Mapping):
        raise EventError(index, "event", "is not an object", "an object with event_id, event, at and user_id")
    given = {str(name): value for name, value in raw.items() if value is not None}
    name = _name(given, index)
    fields = FIELDS[name]
    _refuse_unknown(given, name, fields, index)
    ids = {part: _checked(part, identifier, given, index) for part in _IDS if part in given}
    _refuse_missing(given, name, fields, index)
    _refuse_personal_id(given.get("user_id"), index)
    details = _details(given, fields, index)
    _refuse_rating_above_top(details, index)
    return Event(
        event_id=str(_checked("event_id", identifier, given, index)),
        name=name,
        at=_time(given, index, now),
        user_id=_optional(ids, "user_id"),
        session_id=_optional(ids, "session_id"),
        item_id=_optional(ids, "item_id"),
        details=details,
    )


def _name(given: Mapping[str, object], index: int) -> EventName:
    """The event's name; `event_id` and `event` are looked at first, since all else depends on them."""
    name = given.get("event")
    try:
        return EventName(str(name))
    except ValueError:
        problem = "is missing" if name is None else f"unknown event {str(name)[:80]!r}"
        raise EventError(index, "event", problem, nearest(str(name), [e.value for e in EventName])) from None


def _refuse_unknown(given: Mapping[str, object], name: EventName, fields: Fields, index: int) -> None:
    known = [*_ENVELOPE, *COMMON, *fields.required, *fields.optional]
    for field in given:
        if field not in known:
            raise EventError(index, field[:80], f"is not a field of {name}", nearest(field, known))


def _refuse_missing(given: Mapping[str, object], name: EventName, fields: Fields, index: int) -> None:
    for field in ("event_id", "at", *fields.needs, *fields.required):
        if field not in given:
            raise EventError(index, field, f"is missing; {name} needs it")
    if "user_id" not in given and "session_id" not in given:
        raise EventError(index, "user_id", "neither user_id nor session_id is given", "at least one of them")
    if fields.one_of and not any(all(field in given for field in choice) for choice in fields.one_of):
        choices = " or ".join(" and ".join(choice) for choice in fields.one_of)
        raise EventError(index, fields.one_of[0][0], f"{name} needs {choices}")


def _refuse_personal_id(user_id: object, index: int) -> None:
    """The id itself is not repeated: the refusal may be logged."""
    found = looks_like_personal_id(user_id) if isinstance(user_id, str) else None
    if found:
        raise EventError(index, "user_id", f"looks like {found}", "an id that says nothing of the person; send a hash")


def _time(given: Mapping[str, object], index: int, now: int) -> int:
    try:
        at = seconds(given["at"])
    except FieldError as error:
        raise EventError(index, "at", error.problem, error.allowed) from None
    if at > now + MAX_AHEAD:
        raise EventError(index, "at", f"is {at - now} seconds ahead", f"at most {MAX_AHEAD} seconds ahead")
    return at


def _details(given: Mapping[str, object], fields: Fields, index: int) -> dict[str, Detail]:
    checks: dict[str, Check] = {**COMMON, **fields.optional, **fields.required}
    return {field: _checked(field, checks[field], given, index) for field in given if field in checks}


def _refuse_rating_above_top(details: Mapping[str, Detail], index: int) -> None:
    """8 out of an unstated 5 is a shop that rates to 10 and did not say so."""
    rating, top = details.get("rating", 0), details.get("rating_max", 5)
    if isinstance(rating, int | float) and isinstance(top, int | float) and rating > top:
        raise EventError(index, "rating", f"is {rating} of {top}", "0 to rating_max, which is 5 unless given")


def _checked(field: str, check: Check, given: Mapping[str, object], index: int) -> Detail:
    try:
        return check(given[field])
    except FieldError as error:
        raise EventError(index, field, error.problem, error.allowed) from None


def _optional(ids: Mapping[str, Detail], part: str) -> str | None:
    return str(ids[part]) if part in ids else None
