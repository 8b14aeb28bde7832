"""What each event may carry beside the common fields, and the check of every field (contract, HTTP)."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from explain.vocabulary import vocabulary
from recsys.context.types import told_as_text
from recsys.events import Detail, EventName
from recsys.mood.types import MoodLabel

MAX_ID, MAX_TEXT, MAX_LIST, MAX_CONTEXT = 200, 2_000, 100, 20

FEELINGS = frozenset({"mood", "emotion", "feeling", "기분", "감정", "마음"})
"""Names that no circumstance of an event may have: they would keep a mood without the consent for it."""

MOOD_LABELS: Mapping[MoodLabel, str] = {
    "calm": "차분함",
    "content": "편안함",
    "happy": "기분 좋음",
    "excited": "신남",
    "focused": "집중",
    "tired": "지침",
    "down": "가라앉음",
    "sad": "슬픔",
    "lonely": "외로움",
    "anxious": "불안함",
    "angry": "화남",
    "blank": "멍하니 있고 싶음",
}
"""Mood labels and their Korean names; either is accepted, the English one is kept."""
_MOODS: Mapping[str, MoodLabel] = {name: e for e, korean in MOOD_LABELS.items() for name in (e, korean)}


class FieldError(ValueError):
    """One value is not what its field takes."""

    def __init__(self, problem: str, allowed: str) -> None:
        self.problem, self.allowed = problem, allowed
        super().__init__(f"{problem}; allowed: {allowed}")


Check = Callable[[object], Detail]


def text(limit: int, *, may_be_empty: bool = False) -> Callable[[object], str]:
    """A check: text of at most `limit` characters that every database can hold (no NUL, no lone surrogate)."""
    allowed = f"text of {0 if may_be_empty else 1} to {limit:,} characters"

    def check(value: object) -> str:
        if not isinstance(value, str):
            raise FieldError(f"is {_kind(value)}", allowed)
        if len(value) > limit or not (value.strip() or may_be_empty):
            raise FieldError(f"has {len(value):,} characters", allowed)
        if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
            raise FieldError("holds a character that is no text (NUL or a lone surrogate)", allowed)
        return value

    return check


def number(low: float = -math.inf, high: float = math.inf) -> Check:
    """A check: a finite number in [low, high]; an int stays an int."""
    allowed = f"a finite number{_range(low, high)}"

    def check(value: object) -> Detail:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise FieldError(f"is {_kind(value)}", allowed)
        if not (-1e308 < value < 1e308 and low <= value <= high):  # NaN fails every comparison
            raise FieldError(f"is {str(value)[:80]}", allowed)
        return value

    return check


def whole(low: int, high: int = 2**53) -> Check:
    """A check: a whole number in [low, high]. 2^53 is the last one every JSON reader keeps exactly."""
    allowed = f"a whole number{_range(low, math.inf if high == 2**53 else high)}"

    def check(value: object) -> Detail:
        if isinstance(value, bool) or not isinstance(value, int):
            raise FieldError(f"is {_kind(value)}", allowed)
        if not low <= value <= high:
            raise FieldError(f"is {str(value)[:80]}", allowed)
        return value

    return check


def _flag(value: object) -> Detail:
    if not isinstance(value, bool):
        raise FieldError(f"is {_kind(value)}", "true, false")
    return value


def _scalar(value: object) -> Detail:
    """What a preference may be set to."""
    if isinstance(value, bool):
        return value
    return number()(value) if isinstance(value, int | float) else label(value)


def _texts(value: object) -> Detail:
    """A list of labels, or an object of them, kept as `name=value`."""
    if isinstance(value, dict):
        value = [f"{name}={entry}" for name, entry in value.items()]
    if not isinstance(value, list) or len(value) > MAX_LIST:
        size = f"has {len(value)} entries" if isinstance(value, list) else f"is {_kind(value)}"
        raise FieldError(size, f"a list (or an object) of at most {MAX_LIST} labels")
    return tuple(label(entry) for entry in value)


def _circumstances(value: object) -> Detail:
    """An object such as {"weather": "rain"}, kept as `name=value`; how somebody felt has an event of its own."""
    allowed = f"an object of at most {MAX_CONTEXT} names without “=”, each with one value"
    if not isinstance(value, dict) or len(value) > MAX_CONTEXT:
        raise FieldError(f"has {len(value)} entries" if isinstance(value, dict) else f"is {_kind(value)}", allowed)
    for name, told in value.items():
        if "=" in label(name) or label(name).strip().casefold() in FEELINGS:
            raise FieldError(f"holds {name!r}", f"{allowed}; a mood is sent as mood_report, under its own consent")
        _scalar(told)
    return tuple(f"{name}={told}" for name, told in told_as_text(value))


def _moment(value: object) -> Detail:
    """A time with an offset, kept as it was written."""
    seconds(value)
    return str(value)


def _zone(value: object) -> Detail:
    if not isinstance(value, str) or not _is_zone(value):
        raise FieldError(f"is {str(value)[:80]!r}", "an IANA zone such as Asia/Seoul")
    return value


def _mood(value: object) -> Detail:
    if not isinstance(value, str) or value.strip() not in _MOODS:
        raise FieldError(f"is {str(value)[:80]!r}", ", ".join(f"{e} {k}" for e, k in MOOD_LABELS.items()))
    return mood_label(value)


def mood_label(name: str) -> MoodLabel:
    """The label of a checked name, English or Korean."""
    return _MOODS[name.strip()]


def seconds(value: object) -> int:
    """UTC seconds of an ISO 8601 time that carries an offset."""
    allowed = "ISO 8601 with an offset, such as 2026-01-31T09:00:00+09:00 or ...Z"
    try:
        time = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        time = None
    if time is None:
        raise FieldError(f"is {str(value)[:80]!r}", allowed)
    if time.tzinfo is None:
        raise FieldError(f"{str(value)[:80]!r} has no offset", allowed)
    return math.floor(time.timestamp())


@lru_cache(maxsize=1_000)
def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return False
    return True


def _kind(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "text", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")


def _range(low: float, high: float) -> str:
    if math.isinf(high):
        return "" if math.isinf(low) else f" >= {low}"
    return f" from {low} to {high}"


def _code(value: object) -> Detail:
    codes = [term.name for term in vocabulary()["codes"]]
    if value not in codes:
        raise FieldError(f"is {str(value)[:80]!r}", ", ".join(codes))
    return str(value)


identifier = text(MAX_ID)
label = text(MAX_ID)
_words = text(MAX_TEXT)

COMMON: Mapping[str, Check] = {
    "tz": _zone,
    "channel": label,
    "surface": label,
    "device": label,
    "request_id": identifier,
    "moment_id": identifier,
    "position": whole(0),
    "context": _circumstances,
}
"""Fields that every event may carry; they are kept among its details."""


@dataclass(frozen=True, slots=True)
class Fields:
    """An event's own fields. `one_of`: at least one of these sets must be complete. `needs` names common fields."""

    required: Mapping[str, Check] = field(default_factory=dict)
    optional: Mapping[str, Check] = field(default_factory=dict)
    one_of: tuple[tuple[str, ...], ...] = ()
    needs: tuple[str, ...] = ()


_ITEM = ("item_id",)
_RATING: Mapping[str, Check] = {"rating": number(0, 100), "rating_max": number(1, 100)}
_SECONDS: Mapping[str, Check] = {"seconds": number(0)}
_FOLLOWED = Fields(optional={"creator": label, "series": label}, one_of=(("creator",), ("series",)))
_LINKED = Fields(needs=("user_id", "session_id"))
_ETA: Mapping[str, Check] = {"eta": _moment}

FIELDS: Mapping[EventName, Fields] = {name: Fields() for name in EventName} | {
    EventName.VIEW_ITEM: Fields(optional={"dwell_seconds": number(0)}, needs=_ITEM),
    EventName.VIEW_ITEM_LIST: Fields(optional={"items": _texts}),
    EventName.SELECT_ITEM: Fields(needs=_ITEM),
    EventName.SEARCH: Fields(required={"query": text(MAX_TEXT, may_be_empty=True)}, optional={"results": whole(0)}),
    EventName.ADD_TO_CART: Fields(optional={"quantity": whole(1)}, needs=_ITEM),
    EventName.REMOVE_FROM_CART: Fields(optional={"quantity": whole(1), "by": label}, needs=_ITEM),
    EventName.CLEAR_CART: Fields(optional={"by": label}),
    EventName.CHECKOUT_STEP: Fields(required={"step": label}),
    EventName.PURCHASE: Fields(optional={"quantity": whole(1)}, needs=_ITEM),
    EventName.ADD_TO_WISHLIST: Fields(needs=_ITEM),
    EventName.PLAY: Fields(optional=_SECONDS, needs=_ITEM),
    EventName.SKIP: Fields(optional=_SECONDS, needs=_ITEM),
    EventName.COMPLETE: Fields(optional=_SECONDS, needs=_ITEM),
    EventName.LIKE: Fields(needs=_ITEM),
    EventName.DISLIKE: Fields(needs=_ITEM),
    EventName.RATE: Fields(required={"rating": _RATING["rating"]}, optional=_RATING, needs=_ITEM),
    EventName.REVIEW: Fields(optional={**_RATING, "text": _words}, one_of=(("rating",), ("text",)), needs=_ITEM),
    EventName.FOLLOW: _FOLLOWED,
    EventName.UNFOLLOW: _FOLLOWED,
    EventName.MOOD_REPORT: Fields(
        optional={"label": _mood, "valence": number(-1, 1), "arousal": number(-1, 1)},
        one_of=(("label",), ("valence", "arousal")),
    ),
    EventName.PREFERENCE: Fields(required={"key": label, "value": _scalar}),
    EventName.INPUT_ERROR: Fields(required={"field": label}),
    EventName.HELP_OPEN: Fields(optional={"topic": label}),
    EventName.INQUIRY: Fields(
        optional={"topic": label, "object": label, "text": _words}, one_of=(("topic",), ("object",), ("text",))
    ),
    EventName.RESOLVED: Fields(optional={"by": label, "topic": label, "object": label}),
    EventName.COMPLAINT: Fields(optional={"text": _words, "topic": label, "object": label}),
    EventName.DELIVERY_DELAY: Fields(optional={"cause": label, **_ETA}),
    EventName.SERVICE_INCIDENT: Fields(optional={"scope": label, **_ETA}),
    EventName.BOT_REPLY: Fields(optional={"answer_id": identifier, "confidence": number(0, 1)}),
    EventName.REFINE: Fields(optional={"filters": _texts}),
    EventName.SCROLL: Fields(optional={"depth": number(0)}),
    EventName.REASON_HELPFUL: Fields(optional={"code": _code}),
    EventName.REASON_WRONG: Fields(optional={"code": _code}, needs=_ITEM),
    EventName.NOT_INTERESTED: Fields(needs=_ITEM),
    EventName.MOMENT_DISMISSED: Fields(needs=("moment_id",)),
    EventName.MOMENT_ACCEPTED: Fields(needs=("moment_id",)),
    EventName.QR_SCAN: Fields(optional={"store": label}, needs=_ITEM),
    EventName.STORE_CHECKIN: Fields(optional={"store": label}),
    EventName.LINK: _LINKED,
    EventName.UNLINK: _LINKED,
    EventName.PROFILE_FLAG: Fields(
        optional={"gift": _flag, "shared_device": _flag, "work_use": _flag},
        one_of=(("gift",), ("shared_device",), ("work_use",)),
    ),
}
"""Every event's own fields. Whatever is not named here or in `COMMON` is refused, never dropped in silence."""
