"""Graphemes: what a reader counts as one character (a Hangul syllable, an emoji with its joiners).

A small form of Unicode's UAX 29 which covers Hangul jamo, combining marks, emoji sequences and flags.
"""

import re
import unicodedata
from collections.abc import Iterator

JOINER = "\u200d"
_PLAIN = re.compile(
    "[ -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e\u3001-\u3029\u3041-\u3096\u30a1-\u30ff"
    "\u3131-\u318e\u4e00-\u9fff\uac00-\ud7a3]*"
)
"""Latin, Hangul syllables, kana, Chinese characters and their punctuation: each character is a grapheme, in NFC."""


def clusters(text: str) -> Iterator[str]:
    """The graphemes of a text, in order; joined they are the text."""
    start = 0
    for position in range(1, len(text)):
        if not _continues(text, start, position):
            yield text[start:position]
            start = position
    if text:
        yield text[start:]


def length(text: str) -> int:
    """Number of graphemes; never more than `len(text)`."""
    return len(text) if is_plain(text) else sum(1 for _ in clusters(text))


def is_plain(text: str) -> bool:
    """Whether a text has only characters that stand for themselves: no joiners, marks or controls."""
    return _PLAIN.fullmatch(text) is not None


def _continues(text: str, start: int, position: int) -> bool:
    """Whether the character at `position` belongs to the grapheme which began at `start`."""
    before, here = text[position - 1], text[position]
    if _extends(here) or (before == JOINER and _is_pictorial(here)):
        return True
    if _is_flag(before) and _is_flag(here):
        return position - start == 1
    return _joins_hangul(before, here)


def _extends(character: str) -> bool:
    return (
        character == JOINER
        or unicodedata.category(character) in {"Mn", "Me", "Mc"}
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or "\U000e0020" <= character <= "\U000e007f"
    )


def _is_pictorial(character: str) -> bool:
    return unicodedata.category(character) in {"So", "Sm", "Sk", "Cn"}


def _is_flag(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _joins_hangul(before: str, here: str) -> bool:
    """Conjoining jamo (decomposed Hangul): lead + vowel, vowel + tail and so on."""
    leads, vowels, tails = ("\u1100", "\u115f"), ("\u1160", "\u11a7"), ("\u11a8", "\u11ff")

    def within(character: str, bounds: tuple[str, str]) -> bool:
        return bounds[0] <= character <= bounds[1]

    is_open = "\uac00" <= before <= "\ud7a3" and (ord(before) - 0xAC00) % 28 == 0
    if within(here, vowels):
        return within(before, leads) or within(before, vowels)
    if within(here, tails):
        return within(before, vowels) or within(before, tails) or is_open
    return within(here, leads) and within(before, leads)
