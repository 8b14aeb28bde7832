"""Korean as it sounds: one writing for 죽고 싶어, 주꼬시퍼 and 죽고십어. Letters and the blanks between words,
no syllables.

Silent ㅇ goes, doubled consonants become two, like-sounding vowels one, and a final consonant sounds as it does before
what follows (National Institute of Korean Language, "Standard Pronunciation", 8-15).
"""

import re

_LEADS = (
    "ㄱ", "ㄱㄱ", "ㄴ", "ㄷ", "ㄷㄷ", "ㄹ", "ㅁ", "ㅂ", "ㅂㅂ", "ㅅ", "ㅅㅅ", "",
    "ㅈ", "ㅈㅈ", "ㅊ", "ㅋ", "ㅌ", "ㅍ", "ㅎ",
)  # fmt: skip
_VOWELS = "ㅏㅐㅏㅐㅓㅐㅓㅐㅗㅘㅐㅐㅗㅜㅝㅐㅟㅜㅡㅣㅣ"
_TAILS = (
    "", "ㄱ", "ㄱㄱ", "ㄱㅅ", "ㄴ", "ㄴㅈ", "ㄴㅎ", "ㄷ", "ㄹ", "ㄹㄱ", "ㄹㅁ", "ㄹㅂ", "ㄹㅅ", "ㄹㅌ",
    "ㄹㅍ", "ㄹㅎ", "ㅁ", "ㅂ", "ㅂㅅ", "ㅅ", "ㅅㅅ", "ㅇ", "ㅈ", "ㅊ", "ㅋ", "ㅌ", "ㅍ", "ㅎ",
)  # fmt: skip
_STOPPED = {"ㅍ": "ㅂ", "ㅋ": "ㄱ", "ㄱㄱ": "ㄱ"} | dict.fromkeys(("ㅌ", "ㅅ", "ㅅㅅ", "ㅈ", "ㅊ", "ㅎ"), "ㄷ")
"""Final consonants where no vowel follows."""
_SILENT = 11
_FIRST, _COUNT = 0xAC00, 11172
_UNSAID = re.compile(r"[^0-9a-zㄱ-ㅎㅏ-ㅣ가-힣 ]+")
_RUNS = re.compile(r"(.)\1+")


def sound_of(text: str) -> str:
    """The sound of a plain text; letters of other scripts stay as they are, runs end at two."""
    codes = [ord(letter) - _FIRST for letter in _UNSAID.sub("", text).strip()]
    said = [_said(code, after) for code, after in zip(codes, [*codes[1:], -1], strict=False)]
    return _RUNS.sub(r"\1\1", "".join(said))


def _said(code: int, after: int) -> str:
    if not 0 <= code < _COUNT:
        return chr(code + _FIRST)
    tail = _TAILS[code % 28]
    if not (0 <= after < _COUNT and after // 588 == _SILENT):
        tail = _STOPPED.get(tail, tail)
    return _LEADS[code // 588] + _VOWELS[code // 28 % 21] + tail
