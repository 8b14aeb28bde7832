"""Plain text: one writing for what people write in many ways, before any word is looked for."""

import re
import unicodedata

LONGEST = 4000
"""Characters that are read of one text; a mood needs no more, and no text may cost more."""

_WIDTH = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_CURLY = {ord(c): "'" for c in "\u2018\u2019\u02bc\u0060\u00b4"} | {ord(c): '"' for c in "\u201c\u201d"}
_UNSEEN = dict.fromkeys((0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xFE0E, 0xFE0F), None)
_SPACES = re.compile(r"\s+")
_RUNS = re.compile(r"(.)\1{2,}")

_LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
TAILS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
"""Final consonants in the order of Unicode; the blank stands for none."""
_LETTERS = re.compile(f"([{_LEADS}])([{_VOWELS}])(?:([{TAILS[1:]}])(?![{_VOWELS}]))?")


def plain(text: str) -> str:
    """The text composed (NFC), narrow, lower case, single-spaced, without unseen characters; runs end at two.

    “ㅠㅠㅠㅠ” becomes “ㅠㅠ”: that somebody cries is kept, how long the key was held is not.
    """
    seen = unicodedata.normalize("NFC", text[:LONGEST]).translate(_UNSEEN).translate(_WIDTH).translate(_CURLY)
    return _RUNS.sub(r"\1\1", _SPACES.sub(" ", seen.lower())).strip()


def composed(text: str) -> str:
    """Letters written one by one become syllables: “ㅈㅜㄱㄱㅗ” gives “죽고”. Bare consonants and vowels stay."""
    return _LETTERS.sub(_syllable, text)


def _syllable(letters: re.Match[str]) -> str:
    lead, vowel, tail = letters.groups()
    return chr(0xAC00 + (_LEADS.index(lead) * 21 + _VOWELS.index(vowel)) * 28 + (TAILS.index(tail) if tail else 0))


def tail_of(syllable: str) -> str:
    """The final consonant of a syllable, " " for none."""
    return TAILS[(ord(syllable) - 0xAC00) % 28]


def with_tail(syllable: str, tail: str) -> str:
    """The syllable with another final consonant."""
    code = ord(syllable) - 0xAC00
    return chr(0xAC00 + code - code % 28 + TAILS.index(tail))
