"""Particles (조사): 을/를, 이/가, 으로/로 ... chosen by the final sound of the word before them."""

from collections.abc import Mapping
from functools import lru_cache

from explain.korean.sound import Ending, ending

_PAIRS = (
    ("은", "는"),
    ("이", "가"),
    ("을", "를"),
    ("과", "와"),
    ("이랑", "랑"),
    ("이나", "나"),
    ("이라", "라"),
    ("이라는", "라는"),
    ("이란", "란"),
    ("이며", "며"),
    ("이고", "고"),
    ("이에요", "예요"),
    ("이었어요", "였어요"),
)
"""After a consonant (ㄹ too), after a vowel."""
_TOWARDS = (("으로", "로"), ("으로서", "로서"), ("으로써", "로써"), ("으로부터", "로부터"))
"""Here ㄹ goes with the vowels: 서울로."""


def _table() -> dict[str, tuple[str, str, str]]:
    """Either form of a pair -> (after a vowel, after ㄹ, after another consonant)."""
    table = {}
    for closed, open_ in _PAIRS:
        table[closed] = table[open_] = (open_, closed, closed)
    for closed, open_ in _TOWARDS:
        table[closed] = table[open_] = (open_, open_, closed)
    return table


PARTICLES: Mapping[str, tuple[str, str, str]] = _table()


def after(mark: str, sound: Ending) -> str:
    """The form of the particle `mark` (either form names it) after a final sound."""
    vowel, rieul, consonant = PARTICLES[mark]
    return vowel if sound.sound == "vowel" else rieul if sound.sound == "rieul" else consonant


@lru_cache(maxsize=65536)
def particle(mark: str, word: str, reading: str = "") -> str | None:
    """The particle `word` asks for, or None where its reading is unknown or only guessed."""
    sound = ending(word, reading)
    return after(mark, sound) if sound and sound.is_sure else None


def widest(mark: str) -> int:
    """Most characters any form of the particle takes."""
    return max(map(len, PARTICLES[mark]))


def joined(shown: str, word: str, reading: str = "") -> str:
    """`shown` with “와” or “과” and a blank, ready for the next title; a comma where the sound is not known."""
    mark = particle("와", word, reading) if word else None
    return f"{shown}{mark} " if mark else f"{shown}, "
