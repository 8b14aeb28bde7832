"""Numbers: how digits are read (일, 이, 삼) and how things are counted (한 권, 두 곡)."""

import re
from typing import Literal

TRAILING = re.compile(r"[0-9０-９][0-9０-９,]*(?:\.[0-9０-９]+)?$")
"""A number at the end of a word, with thousands commas or a decimal part."""

_DIGITS: dict[str, Literal["vowel", "rieul", "consonant"]] = {
    "0": "consonant",  # 영
    "1": "rieul",  # 일
    "2": "vowel",
    "3": "consonant",  # 삼
    "4": "vowel",
    "5": "vowel",
    "6": "consonant",  # 육
    "7": "rieul",  # 칠
    "8": "rieul",  # 팔
    "9": "vowel",
}
_ONES = ("", "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉")
_TENS = ("", "열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔")
_TRILLION = range(12, 16)
"""Numbers of closing zeros whose last word is 조, the only one of 십 백 천 만 억 조 that ends in a vowel."""


def final_sound(number: str) -> Literal["vowel", "rieul", "consonant"]:
    """Final sound of digits read in Sino-Korean; decimals and ids are read digit by digit."""
    digits = number.replace(",", "").translate({0xFF10 + d: str(d) for d in range(10)})
    significant = digits.rstrip("0")
    if "." in digits or not significant or significant == digits or digits.startswith("0"):
        return _DIGITS[digits[-1]]
    return "vowel" if len(digits) - len(significant) in _TRILLION else "consonant"


def native(number: int) -> str:
    """The native numeral before a counter, 1 to 99: 한, 두, 스무, 스물세; other numbers as digits."""
    if not 1 <= number <= 99:
        return str(number)
    if number == 20:
        return "스무"
    return _TENS[number // 10] + _ONES[number % 10]


def counted(number: int, counter: str) -> str:
    """A number with its counter: 여섯 권; from 100 on 100권."""
    return f"{native(number)} {counter}" if 1 <= number <= 99 else f"{number}{counter}"
