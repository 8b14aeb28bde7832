"""What a Korean sentence must not contain, and the one speech level (해요체) it keeps.

Looked at are a skeleton's own words, once, when a voice is loaded: a title may contain anything.
"""

import re
import tomllib
from functools import cache
from pathlib import Path

UNRESOLVED = re.compile(r"을\(를\)|은\(는\)|이\(가\)|와\(과\)|\(으\)로|\(이\)|를\(을\)|는\(은\)|가\(이\)|과\(와\)")
_SENTENCE = re.compile(r"[^.?!]+[.?!]")
_POLITE = re.compile(r"(?:요|죠)[.?!]$")


@cache
def _blocked() -> re.Pattern[str]:
    """One pattern of all blocked phrases (explain/blocked.ko.toml)."""
    file = Path(__file__).parent.parent / "blocked.ko.toml"
    return re.compile("|".join(tomllib.loads(file.read_text(encoding="utf-8"))["patterns"]))


def faults(text: str) -> tuple[str, ...]:
    """What is wrong with a sentence's own words; empty when nothing is."""
    found = [f"unresolved particle {hit!r}" for hit in UNRESOLVED.findall(text)]
    found += [f"blocked phrase {hit.group()!r}" for hit in _blocked().finditer(text)]
    return (*found, *_level(text))


def _level(text: str) -> list[str]:
    """Every sentence ends in 해요체."""
    sentences = _SENTENCE.findall(text)
    if not sentences or "".join(sentences).strip() != text.strip():
        return [f"the sentence does not end: {text!r}"]
    return [f"not 해요체: {s.strip()!r}" for s in sentences if not _POLITE.search(s)]
