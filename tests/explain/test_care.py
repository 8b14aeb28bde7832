"""The help card is exact, knows no number of another country, and says when nobody has checked it for long."""

from datetime import date, timedelta

import pytest

from explain.care import care_card, stale
from recsys.errors import QueryError

KOREAN = (
    "지금 많이 힘드시다면 혼자 견디지 않으셔도 돼요. 자살예방 상담전화 109에서 24시간 이야기를 들어 드려요. "
    "말로 하기 어려우면 문자 109나 카카오톡 ‘마들랜’도 있어요. 급할 때는 112·119로 연락해 주세요. "
    "방금 적으신 내용은 저장하지 않아요."
)


def test_the_korean_card_is_word_for_word_what_people_wrote() -> None:
    card = care_card("ko-KR")
    assert card.text == KOREAN
    assert card.lines == ("정신건강 위기상담 1577-0199", "청소년 상담 1388")
    assert care_card("ko", "kr") == card


def test_the_english_card_for_korea_gives_the_number() -> None:
    card = care_card("en-US")
    assert card.text.startswith(
        "If you’re having a hard time, you don’t have to go through it alone. In Korea, call 109 (24 h)."
    )


@pytest.mark.parametrize("country", ["US", "JP", "DE", "ZZ", ""])
@pytest.mark.parametrize("locale", ["ko-KR", "en-US"])
def test_abroad_no_number_is_given(country: str, locale: str) -> None:
    card = care_card(locale, country)
    assert card.text and card.lines
    assert not any(letter.isdigit() for letter in card.text + "".join(card.lines))


def test_a_locale_without_a_card_is_refused_by_name() -> None:
    with pytest.raises(QueryError, match="locale"):
        care_card("xx")


def test_lines_are_stale_after_half_a_year_and_not_before() -> None:
    verified = date(2025, 10, 31)
    assert stale(verified) == stale(verified + timedelta(days=180)) == ()
    (warning,) = stale(verified + timedelta(days=181))
    assert "KR" in warning and "2025-10-31" in warning and "180" in warning
