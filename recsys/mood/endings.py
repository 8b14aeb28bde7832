"""Shapes of Korean adjectives and verbs: enough of conjugation to find a stem without a morpheme analyser.

A stem is written without “다”. Its shapes are what words made of it begin with: “슬프” gives 슬프, 슬픈, 슬퍼, 슬펐...
"""

from recsys.plain import tail_of, with_tail

_PLAIN_TAILS = "ㄴㄹㅁㅂㅆ"
_FUSED = {
    "ㅡ": None,
    "ㅣ": "ㅕ",
    "ㅗ": "ㅘ",
    "ㅜ": "ㅝ",
    "ㅏ": "ㅏ",
    "ㅐ": "ㅐ",
    "ㅓ": "ㅓ",
    "ㅔ": "ㅔ",
    "ㅕ": "ㅕ",
    "ㅚ": "ㅙ",
}
"""Vowel of a stem -> the vowel it makes with -아/-어; ㅡ follows the syllable before."""
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_BRIGHT = "ㅏㅑㅗ"


def shapes(stem: str) -> tuple[str, ...]:
    """What the words made of a stem begin with, the stem first."""
    rest, last = stem[:-1], stem[-1]
    tail = tail_of(last)
    if tail == "ㅂ":
        open_ = rest + with_tail(last, " ")
        return (stem, *(open_ + syllable for syllable in ("우", "운", "울", "움", "워", "웠", "와", "왔")))
    if tail == "ㄹ":
        return (stem, *(rest + with_tail(last, other) for other in "ㄴㅁㅂㄻ"))
    if tail != " ":
        return (stem,)
    return (stem, *(rest + with_tail(last, other) for other in _PLAIN_TAILS), *_fused(rest, last))


def _fused(rest: str, last: str) -> tuple[str, ...]:
    """The stem with -아/-어 and with the past -았/-었: 슬퍼, 슬펐."""
    if last == "하":
        return (rest + "해", rest + "했")
    vowel = _FUSED.get(vowel_of(last))
    if vowel_of(last) == "ㅡ":
        vowel = "ㅏ" if rest and vowel_of(rest[-1]) in _BRIGHT else "ㅓ"
    if vowel is None:
        return ()
    return (rest + _with_vowel(last, vowel), rest + with_tail(_with_vowel(last, vowel), "ㅆ"))


def vowel_of(syllable: str) -> str:
    """The vowel of a syllable, "" for anything else."""
    code = ord(syllable) - 0xAC00
    return _VOWELS[code // 28 % 21] if 0 <= code < 11172 else ""


def _with_vowel(syllable: str, vowel: str) -> str:
    code = ord(syllable) - 0xAC00
    return chr(0xAC00 + code // 588 * 588 + _VOWELS.index(vowel) * 28)
