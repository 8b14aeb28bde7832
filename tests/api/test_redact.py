import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.redact import looks_like_personal_id, mask_details, redact
from recsys.events import Detail

MASKED = [
    ("연락은 010-1234-5678 로 주세요", "연락은 [phone] 로 주세요"),
    ("전화01012345678입니다", "전화[phone]입니다"),
    ("010 1234 5678", "[phone]"),
    ("010 - 1234 - 5678", "[phone]"),
    ("０１０−１２３４−５６７８", "[phone]"),
    ("011.123.4567", "[phone]"),
    ("사무실 02-312-4567, 031-123-4567", "사무실 [phone], [phone]"),
    ("+82 10-1234-5678", "[phone]"),
    ("+82-(0)10-1234-5678", "[phone]"),
    ("call +1 (415) 555 2671 now", "call [phone] now"),
    ("공일공 일이삼사 오육칠팔", "[phone]"),
    ("메일은hong.gildong+book@example.co.kr으로", "메일은[email]으로"),
    ("주민번호 900101-1234567", "주민번호 [resident number]"),
    ("900101-1******", "[resident number]"),
    ("0001013234567", "[resident number]"),
    ("카드 4111-1111-1111-1111 로", "카드 [card] 로"),
    ("5500 0000 0000 0004", "[card]"),
    ("378282246310005", "[card]"),
]
KEPT = [
    "2024년 11월 22일 23:41 주문",
    "주문번호 2024-1122-0001-2345",
    "ISBN 9788936434120",
    "1984, 82년생 김지영, 13.67",
    "가격 12,000원 3권",
    "999999-1234567",
    "4111-1111-1111-1112",
    "0000000000000000",
    "일이삼사오",
    "",
]


@pytest.mark.parametrize(("text", "masked"), MASKED)
def test_what_identifies_a_person_is_masked(text: str, masked: str) -> None:
    assert redact(text) == masked


@pytest.mark.parametrize("text", KEPT)
def test_ordinary_numbers_are_kept(text: str) -> None:
    assert redact(text) == text


@given(st.text(alphabet="0123456789- +@.a가₂²*", max_size=60))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    assert redact(redact(text)) == redact(text)


def test_details_lose_identifiers_in_text_only() -> None:
    details: dict[str, Detail] = {
        "query": "010-1234-5678",
        "value": "a@b.kr",
        "context": ("place=010-1234-5678", "weather=rain"),
        "rating": 4.0,
        "eta": "2026-01-01T09:00:00+09:00",
    }
    assert mask_details(details) == {
        "query": "[phone]",
        "value": "[email]",
        "context": ("place=[phone]", "weather=rain"),
        "rating": 4.0,
        "eta": "2026-01-01T09:00:00+09:00",
    }


@pytest.mark.parametrize(
    ("user_id", "found"),
    [
        ("hong@example.com", "an e-mail address"),
        ("010-1234-5678", "a phone number"),
        ("01012345678", "a phone number"),
        ("+821012345678", "a phone number"),
        ("900101-1234567", "a resident number"),
        ("9001011234568", "a resident number"),
    ],
)
def test_an_id_that_names_a_person_is_recognised(user_id: str, found: str) -> None:
    assert looks_like_personal_id(user_id) == found


@pytest.mark.parametrize(
    "user_id",
    [
        "u1",
        "1732262400000",
        "0012345678",
        "7c9e6679-7425-40de-944b-e07fc1f90ae7",
        "김민지",
        "1012345678",
        "171231200000",
    ],
)
def test_an_ordinary_id_passes(user_id: str) -> None:
    assert looks_like_personal_id(user_id) is None
