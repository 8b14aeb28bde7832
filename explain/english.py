"""English: possessives, counting, and what a sentence must not contain. Articles stand in the kind tables."""

import re

_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_BLOCKED = re.compile(
    r"we noticed|just for you|perfect for|don[’']t miss|hurry|last chance|curated|algorithm|data analysis|must-have|"
    r"\d+ ?(times|%|percent|minutes)|—|!",
    re.IGNORECASE,
)


def possessive(name: str) -> str:
    """The possessive ending of a name: Han Kang's, the Rolling Stones'."""
    return "’" if name.rstrip("”\"'’").lower().endswith("s") else "’s"


def article(noun: str) -> str:
    """`a` or `an` before a noun, by its first letter with the usual exceptions of sound."""
    word = noun.lstrip("“\"'").lower()
    if re.match(r"(hour|honest|honou?r|heir)", word):
        return "an"
    if re.match(r"(uni([^nm]|m[^p])|use|eu|one\b|u[bkrst][aeiou])", word):
        return "a"
    return "an" if word[:1] in set("aeiou") else "a"


def attach(mark: str, word: str, reading: str = "") -> str | None:
    """The form of the ending `mark` after a word; only the possessive exists."""
    del mark, reading
    return possessive(word) if word else None


def joined(shown: str, word: str, reading: str = "") -> str:
    """`shown` with “and”, ready for the next title."""
    del word, reading
    return f"{shown} and "


def counted(number: int, counter: str) -> str:
    """A small number in words with its noun in the singular or plural form `counter` already has."""
    spelled = _SMALL[number] if 0 <= number < len(_SMALL) else str(number)
    return f"{spelled} {counter}"


def faults(text: str) -> tuple[str, ...]:
    """What is wrong with a sentence's own words; empty when nothing is."""
    found = [f"blocked phrase {hit.group()!r}" for hit in _BLOCKED.finditer(text)]
    return (*found, *(() if text.rstrip().endswith((".", "?")) else (f"the sentence does not end: {text!r}",)))
