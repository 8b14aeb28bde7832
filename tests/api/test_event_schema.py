import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.event_fields import FIELDS
from api.event_schema import EventError, parse_event, parse_events
from recsys.events import Event, EventName

NOW = 1_764_000_000


def raw(event: str | None = "view_item", **fields: object) -> dict[str, object]:
    base = {"event_id": "e1", "event": event, "user_id": "u1", "item_id": "i1", "at": "2025-11-01T09:00:00+09:00"}
    return {**base, **fields}


def refusal(entry: object, index: int = 0) -> EventError:
    with pytest.raises(EventError) as caught:
        parse_event(entry, index, now=NOW)
    return caught.value


def test_a_full_event_is_read() -> None:
    event = parse_event(raw("play", session_id="s1", seconds=31.5, tz="Asia/Seoul", position=0, channel=None), now=NOW)
    assert event == Event(
        "e1",
        EventName.PLAY,
        at=1_761_955_200,
        user_id="u1",
        session_id="s1",
        item_id="i1",
        details={"seconds": 31.5, "tz": "Asia/Seoul", "position": 0},
    )


EXAMPLES: dict[str, dict[str, object]] = {
    "search": {"query": "위로", "results": 0},
    "purchase": {"quantity": 2},
    "clear_cart": {"by": "user"},
    "checkout_step": {"step": "payment"},
    "rate": {"rating": 9, "rating_max": 10},
    "review": {"rating": 4.5, "text": "좋아요"},
    "follow": {"creator": "한강"},
    "unfollow": {"series": "해리 포터"},
    "mood_report": {"valence": -0.4, "arousal": 0.1},
    "preference": {"key": "length", "value": "short"},
    "input_error": {"field": "card"},
    "inquiry": {"topic": "delivery", "object": "o-1", "text": "언제 오나요"},
    "delivery_delay": {"cause": "weather", "eta": "2026-01-31T09:00:00+09:00"},
    "bot_reply": {"answer_id": "a1", "confidence": 0.4},
    "refine": {"filters": ["kind=book", "price_max=9000"]},
    "moment_dismissed": {"moment_id": "m1"},
    "moment_accepted": {"moment_id": "m1"},
    "link": {"session_id": "s1"},
    "unlink": {"session_id": "s1"},
    "profile_flag": {"gift": True},
}


@pytest.mark.parametrize("name", list(EventName))
def test_every_event_of_the_contract_is_read(name: EventName) -> None:
    given_fields = EXAMPLES.get(name, {})
    event = parse_event(raw(name, **given_fields), now=NOW)
    expected = {k: tuple(v) if isinstance(v, list) else v for k, v in given_fields.items() if k != "session_id"}
    assert event.details == expected
    assert name in FIELDS


def test_mood_labels_are_read_in_both_languages_and_kept_in_english() -> None:
    for label in ("tired", "지침"):
        assert parse_event(raw("mood_report", label=label), now=NOW).details == {"label": "tired"}


def test_filters_may_be_an_object() -> None:
    assert parse_event(raw("refine", filters={"kind": "book"}), now=NOW).details == {"filters": ("kind=book",)}


BAD: list[tuple[dict[str, object], str, str]] = [
    (raw("view_itme"), "event", "did you mean 'view_item'"),
    (raw(event=None), "event", "is missing"),
    (raw(sesion_id="s"), "sesion_id", "did you mean 'session_id'"),
    (raw("play", secnds=3), "secnds", "did you mean 'seconds'"),
    (raw("search", query="a", rating=3), "rating", "is not a field of search"),
    (raw(item_id=None), "item_id", "is missing; view_item needs it"),
    (raw(user_id=None), "user_id", "neither user_id nor session_id"),
    (raw(user_id="hong@example.com"), "user_id", "send a hash"),
    (raw(event_id=""), "event_id", "text of 1 to 200"),
    (raw(event_id=7), "event_id", "is a number"),
    (raw(item_id="x" * 201), "item_id", "has 201 characters"),
    (raw(item_id="a\x00b"), "item_id", "NUL"),
    (raw(item_id="\ud800"), "item_id", "surrogate"),
    (raw(at=None), "at", "is missing"),
    (raw(at="2025-11-01T09:00:00"), "at", "no offset"),
    (raw(at=1761955200), "at", "ISO 8601"),
    (raw(at="yesterday"), "at", "ISO 8601"),
    (raw(at="2025-11-24T16:05:01Z"), "at", "301 seconds ahead"),
    (raw(tz="Asia/Soul"), "tz", "IANA zone"),
    (raw(tz="../../etc/passwd"), "tz", "IANA zone"),
    (raw("rate", rating=float("nan")), "rating", "finite"),
    (raw("rate", rating=float("inf")), "rating", "finite"),
    (raw("rate", rating=10**400), "rating", "finite"),
    (raw("rate", rating=8), "rating", "is 8 of 5"),
    (raw("rate"), "rating", "is missing"),
    (raw("review"), "rating", "rating or text"),
    (raw("review", text="가" * 2_001), "text", "2,001"),
    (raw("purchase", quantity=0), "quantity", ">= 1"),
    (raw("purchase", quantity=1.5), "quantity", "whole number"),
    (raw("purchase", quantity=True), "quantity", "true or false"),
    (raw("mood_report"), "label", "label or valence and arousal"),
    (raw("mood_report", valence=0.1), "label", "valence and arousal"),
    (raw("mood_report", valence=1.1, arousal=0), "valence", "from -1 to 1"),
    (raw("mood_report", label="hungry"), "label", "차분함"),
    (raw("preference", key="k", value={}), "value", "is an object"),
    (raw("follow"), "creator", "creator or series"),
    (raw("profile_flag", gift="yes"), "gift", "true, false"),
    (raw("link"), "session_id", "is missing"),
    (raw("refine", filters=["a"] * 101), "filters", "101 entries"),
    (raw("delivery_delay", eta="soon"), "eta", "ISO 8601"),
]


@pytest.mark.parametrize(("entry", "field", "says"), BAD)
def test_a_bad_field_is_named_with_what_is_allowed(entry: dict[str, object], field: str, says: str) -> None:
    error = refusal(entry)
    assert error.field == field
    assert says in str(error)


def test_five_minutes_ahead_are_tolerated() -> None:
    assert parse_event(raw(at="2025-11-24T16:05:00Z"), now=NOW).at == NOW + 300


def test_a_refusal_does_not_repeat_a_personal_id() -> None:
    assert "hong" not in str(refusal(raw(user_id="hong@example.com")))


def test_the_error_names_the_index_within_the_batch() -> None:
    with pytest.raises(EventError) as caught:
        parse_events([raw(), raw(at="x")], now=NOW)
    assert (caught.value.index, caught.value.field) == (1, "at")
    assert str(caught.value).startswith("events[1].at: ")
    assert parse_events([], now=NOW) == ()


SCALAR: Any = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4)
JSON: Any = SCALAR | st.lists(SCALAR, max_size=2) | st.dictionaries(st.text(max_size=2), SCALAR, max_size=2)
FIELD_NAMES = sorted({name for fields in FIELDS.values() for name in (*fields.required, *fields.optional)})


@given(st.sampled_from(EventName), st.dictionaries(st.sampled_from([*FIELD_NAMES, "at", "tz"]), JSON, max_size=4))
def test_whatever_is_sent_is_read_or_refused_with_a_reason(name: EventName, fields: dict[str, object]) -> None:
    try:
        event = parse_event(raw(name, session_id="s1", moment_id="m1", **fields), now=NOW)
    except EventError:
        return
    json.dumps(dict(event.details), allow_nan=False, ensure_ascii=False).encode()


@given(JSON)
def test_an_entry_of_any_shape_is_refused_with_a_reason(entry: object) -> None:
    refusal(entry, 3)


def test_circumstances_are_kept_as_a_data_set_writes_them() -> None:
    told = parse_event(raw(context={"weather": "비", "weekend": True, "degrees": 21}), now=NOW)
    assert told.details["context"] == ("weather=비", "weekend=true", "degrees=21")


@pytest.mark.parametrize(
    "context",
    [
        "rain",
        {"Mood": "sad"},
        {"기분": "슬픔"},
        {"a=b": "c"},
        {"weather": ["rain"]},
        {"": "x"},
        {f"c{n}": "x" for n in range(21)},
    ],
)
def test_circumstances_are_names_with_a_value_and_no_mood(context: object) -> None:
    error = refusal(raw(context=context))
    assert error.field == "context"
    assert error.allowed
