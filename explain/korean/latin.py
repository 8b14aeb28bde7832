"""The final sound of Latin letters as Koreans read them: letter by letter (BTS) or as a word (Butter).

A word's reading is a guess from its spelling, so it is marked unsure; letters read one by one are sure.
"""

import re
import unicodedata
from typing import Literal

Sound = Literal["vowel", "rieul", "consonant"]
_LETTERS = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?$")
_LONGEST_ACRONYM = 5


def final_sound(word: str) -> tuple[Sound, bool] | None:
    """(sound, is_sure) of a word ending in Latin letters, None for any other word."""
    plain = _without_accents(word)
    found = _LETTERS.search(plain)
    if not found:
        return None
    token = found.group()
    as_word = _spelling(token.lower())
    if len(token) == 1:
        return _letter(token), True
    if token.isupper() and len(token) <= _LONGEST_ACRONYM:
        # With a vowel it may be read as a word (HOME, 홈): sure only where both readings end alike.
        return _letter(token[-1]), not re.search("[AEIOUY]", token) or as_word == _letter(token[-1])
    return as_word, False


def ends_in_letter(word: str) -> bool:
    """Whether the last character is a Latin letter."""
    return bool(word) and unicodedata.name(word[-1], "").startswith(("LATIN", "FULLWIDTH LATIN"))


def _without_accents(word: str) -> str:
    parts = unicodedata.normalize("NFKD", word)
    return "".join(c for c in parts if unicodedata.category(c) != "Mn")


def _letter(letter: str) -> Sound:
    """The final sound of a letter's Korean name: 엘, 알 / 엠, 엔 / the others."""
    name = letter.upper()
    return "rieul" if name in "LR" else "consonant" if name in "MN" else "vowel"


def _spelling(word: str) -> Sound:
    if re.search(r"(l|[^aeiou]le|[aeiou]le|al)$", word):
        return "rieul"
    if re.search(r"(m|n|ng|me|ne)$", word):
        return "consonant"
    return "consonant" if re.search(r"(?:^|[^aeiou])[aeiou](?:p|t|k|b|ck)$", word) else "vowel"
