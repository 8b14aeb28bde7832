"""Small numbers before a counter are native Korean."""

import pytest

from explain.korean.numerals import counted, native


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "한 권"),
        (2, "두 권"),
        (3, "세 권"),
        (4, "네 권"),
        (6, "여섯 권"),
        (10, "열 권"),
        (11, "열한 권"),
        (20, "스무 권"),
        (23, "스물세 권"),
        (99, "아흔아홉 권"),
        (100, "100권"),
    ],
)
def test_counted(number: int, text: str) -> None:
    assert counted(number, "권") == text


def test_every_native_numeral_is_its_own() -> None:
    assert len({native(n) for n in range(1, 100)}) == 99
