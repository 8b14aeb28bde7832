"""What a habit of the hour allows to be said, and what it does not."""

import pytest

from explain.claims import claim_of
from explain.reasons import reasons
from recsys.evidence import AttributeField, TimeHabit
from recsys.types import ItemFacts
from tests.explain.examples import cited, ranked, support

NIGHT_WORDS = ("잠", "밤", "불면", "늦게", "항상", "늘 ", "번 ")


def habit(field: AttributeField = "tag", value: str = "잔잔한", act: str = "played") -> TimeHabit:
    past = (cited("밤편지", act, "track"),)  # type: ignore[arg-type]
    return TimeHabit(support(), field, value, "night", "workday", 7, past)


def test_a_habit_is_spoken_of_as_the_ground_of_the_choice() -> None:
    (told,) = reasons([ranked(habit(), kind="track", tags=("잔잔한",))], timed=True, ordered=True)
    assert told is not None and (told.code, told.strength, told.verified) == ("time_habit", "observed", True)
    assert "이 시간" in told.text and told.evidence[0].facts["tag"] == "잔잔한"


def test_of_ten_reasons_none_counts_or_speaks_of_sleep() -> None:
    tracks = [ranked(habit(), item_id=f"i{n}", kind="track", tags=("잔잔한",)) for n in range(10)]
    told = [reason.text for reason in reasons(tracks, timed=True, ordered=True) if reason]
    assert len(set(told)) > 3
    assert not [text for text in told if any(word in text.replace("「밤편지」", "") for word in NIGHT_WORDS)]


def test_where_the_clock_is_unknown_no_hour_is_named() -> None:
    (told,) = reasons([ranked(habit(), kind="track", tags=("잔잔한",))], timed=False, ordered=True)
    assert told is not None and "이 시간" not in told.text


@pytest.mark.parametrize("tags", [(), ("신나는",)])
def test_nothing_is_said_of_an_item_that_does_not_have_the_value(tags: tuple[str, ...]) -> None:
    assert claim_of(ItemFacts("i", "track", tags=tags), habit()) is None


def test_views_are_not_called_listening() -> None:
    tracks = [ranked(habit(act="viewed"), item_id=f"i{n}", kind="track", tags=("잔잔한",)) for n in range(10)]
    assert not [r for r in reasons(tracks, timed=True, ordered=True) if r and "들으신" in r.text]


def test_a_creator_of_the_hour_is_named_as_one() -> None:
    items = [ranked(habit("creator", "아이유"), item_id=f"i{n}", kind="track", creator="아이유") for n in range(4)]
    assert all(r and "아이유" in r.text for r in reasons(items[:3], timed=True, ordered=True))
