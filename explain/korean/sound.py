"""The final sound of a word as it is read aloud in Korean: it decides the particle that follows."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from explain.korean import latin, numerals

Sound = Literal["vowel", "rieul", "consonant"]


@dataclass(frozen=True, slots=True)
class Ending:
    """How a word ends. `is_sure` is false for guesses (Latin words): a sentence then avoids the particle."""

    sound: Sound
    is_sure: bool = True


_ASIDE = re.compile(r"[(\[（［【][^()\[\]（）［］【】]*[)\]）］】]$")
_CLOSING = "』」》〉’”\"'`)]）］】}>"
_PUNCTUATION = ".,!?…·~‥。、:;—–-_*/|！？～ㆍ・"
_SPOKEN_SYMBOLS: dict[str, Sound] = {
    "%": "vowel",  # 퍼센트
    "％": "vowel",
    "℃": "vowel",  # 도
    "°": "vowel",
    "+": "vowel",  # 플러스
    "#": "consonant",  # 샵
}
_UNITS: dict[str, Sound] = {
    "km": "vowel",
    "cm": "vowel",
    "mm": "vowel",
    "ml": "vowel",
    "kb": "vowel",
    "mb": "vowel",
    "gb": "vowel",
    "tb": "vowel",
    "kg": "consonant",
    "g": "consonant",
    "m": "vowel",
    "l": "vowel",
}
_UNIT = re.compile(r"\d\s?((?i:km|kg|cm|mm|gb|mb|kb|tb|ml)|g|m|[lL])$")


@lru_cache(maxsize=65536)
def ending(text: str, reading: str = "") -> Ending | None:
    """The final sound of `text`, or None where it cannot be told (kana, Chinese characters, nothing at all).

    An explicit `reading` always wins. Order of the rules: /design, Korean particles.
    """
    word = strip_unspoken(unicodedata.normalize("NFC", reading or text))
    if not word:
        return None
    return _symbol(word) or _unit(word) or _hangul(word[-1]) or numerals_ending(word) or latin_ending(word)


def strip_unspoken(word: str) -> str:
    """The word without what is not read at its end: spaces, closing marks, a closing aside, emoji."""
    while word:
        shorter = _ASIDE.sub("", word).rstrip() or word.rstrip(_CLOSING)
        if shorter == word:
            shorter = word.rstrip(_PUNCTUATION + _CLOSING + " \t\n\u3000")
        if shorter == word and _is_ornament(word[-1]):
            shorter = word[:-1]
        if shorter == word:
            return word
        word = shorter
    return word


def _is_ornament(character: str) -> bool:
    """Whether a character is an emoji, a symbol or a mark that nobody reads aloud."""
    if character in _SPOKEN_SYMBOLS:
        return False
    return unicodedata.category(character) in {"So", "Sk", "Cf", "Cc", "Mn", "Me", "Zs", "Cn", "Co", "Pf", "Pe"}


def _symbol(word: str) -> Ending | None:
    sound = _SPOKEN_SYMBOLS.get(word[-1])
    return Ending(sound) if sound else None


def _unit(word: str) -> Ending | None:
    found = _UNIT.search(word)
    return Ending(_UNITS[found.group(1).lower()]) if found else None


def _hangul(character: str) -> Ending | None:
    if "가" <= character <= "힣":
        tail = (ord(character) - 0xAC00) % 28
        return Ending("vowel" if tail == 0 else "rieul" if tail == 8 else "consonant")
    if "ㄱ" <= character <= "ㅎ":
        return Ending("consonant", is_sure=False)
    return Ending("vowel", is_sure=False) if "ㅏ" <= character <= "ㅣ" else None


def numerals_ending(word: str) -> Ending | None:
    """The ending of a word that ends in digits; unsure after a Latin word (“Toy Story 3” is read “쓰리”)."""
    found = numerals.TRAILING.search(word)
    if not found:
        return None
    before = word[: found.start()].rstrip(" .-:")
    return Ending(numerals.final_sound(found.group()), is_sure=not latin.ends_in_letter(before))


def latin_ending(word: str) -> Ending | None:
    """The ending of a word that ends in Latin letters."""
    found = latin.final_sound(word)
    return Ending(*found) if found else None
