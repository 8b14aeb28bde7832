"""Masks what identifies a person in free text, before the text is written anywhere.

Masked: e-mail addresses, telephone numbers (Korean forms and `+` international ones), payment card numbers (Luhn),
Korean resident and foreigner registration numbers. Masking is idempotent; full-width digits become plain ones.
"""

import re
from collections.abc import Mapping
from datetime import date

from recsys.events import Detail

FREE_TEXT = frozenset({"query", "text"})
"""Details a person wrote themselves: kept only with consent to `words`."""

_MASKED = FREE_TEXT | {"value", "topic", "object", "context"}
"""Details that are masked. The last four are short labels by contract, but a shop may put anything there."""

_FULL_WIDTH = str.maketrans("０１２３４５６７８９＠＋", "0123456789@+")
_SEP = r"[-‐‑‒–—−－.·\s]{0,3}"
_SPOKEN = "[공영일이삼사오육륙칠팔구]"
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}\s?@\s?(?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,24}")
_RESIDENT = re.compile(rf"(?<!\d)(\d{{6}}){_SEP}([1-8])[\d*]{{6}}(?![\d*])")
_CARD = re.compile(rf"(?<!\d)\d(?:{_SEP}\d){{12,18}}(?!\d)")
_PHONE = re.compile(
    rf"""(?<!\d)(?:
        (?:\+|00(?=82)){_SEP}[1-9]\d{{0,2}}{_SEP}(?:\(0\){_SEP})?\(?\d{{1,4}}\)?{_SEP}\d{{3,4}}{_SEP}\d{{3,4}}  # abroad
      | \(?(?:01[016-9]|02|0[3-6][1-5]|070|080|050\d?)\)?{_SEP}\d{{3,4}}{_SEP}\d{{4}}                      # Korean
    )(?!\d)""",
    re.VERBOSE,
)
_SPOKEN_PHONE = re.compile(rf"[공영]일[공영일육륙칠팔구]{_SEP}{_SPOKEN}{{3,4}}{_SEP}{_SPOKEN}{{4}}")


def redact(text: str) -> str:
    """The text with personal identifiers replaced by `[email]`, `[resident number]`, `[card]`, `[phone]`."""
    text = _EMAIL.sub("[email]", text.translate(_FULL_WIDTH))
    if not any(character.isdecimal() for character in text):
        return _SPOKEN_PHONE.sub("[phone]", text)
    text = _RESIDENT.sub(lambda m: "[resident number]" if _is_birth_date(m[1], m[2]) else m[0], text)
    text = _CARD.sub(lambda m: "[card]" if _passes_luhn(_digits(m[0])) else m[0], text)
    return _SPOKEN_PHONE.sub("[phone]", _PHONE.sub("[phone]", text))


def mask_details(details: Mapping[str, Detail]) -> dict[str, Detail]:
    """An event's details with every free text masked; the others are untouched."""
    return {name: _masked(value) if name in _MASKED else value for name, value in details.items()}


def _masked(value: Detail) -> Detail:
    if isinstance(value, tuple):
        return tuple(redact(text) for text in value)
    return redact(value) if isinstance(value, str) else value


def looks_like_personal_id(user_id: str) -> str | None:
    """What an id gives away (`"an e-mail address"`, `"a phone number"`, `"a resident number"`), or None."""
    user_id = user_id.strip().translate(_FULL_WIDTH)
    if _EMAIL.search(user_id):
        return "an e-mail address"
    if (match := _RESIDENT.fullmatch(user_id)) and _is_resident_number(user_id, match):
        return "a resident number"
    if _PHONE.fullmatch(user_id):
        return "a phone number"
    return None


def _digits(text: str) -> list[int]:
    return [int(character) for character in text if character.isdecimal()]


def _is_birth_date(six: str, century: str) -> bool:
    """Whether YYMMDD is a date of the century that the seventh digit tells (1, 2, 5, 6: 1900s; the rest: 2000s)."""
    year = (1900 if century in "1256" else 2000) + int(six[:2])
    try:
        date(year, int(six[2:4]), int(six[4:6]))
    except ValueError:
        return False
    return True


def _is_resident_number(text: str, match: re.Match[str]) -> bool:
    """A written hyphen is telling; thirteen bare digits may be a serial number and must pass the check digit too."""
    if not _is_birth_date(match[1], match[2]):
        return False
    digits = _digits(text)
    if len(text) > 13 or len(digits) < 13:
        return True
    weights = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
    total = sum(weight * digit for weight, digit in zip(weights, digits, strict=False))
    return (11 - total % 11) % 10 == digits[12]


def _passes_luhn(digits: list[int]) -> bool:
    """Luhn's check (ISO/IEC 7812-1, annex B) on a number that starts as a card's; order numbers by date do not."""
    starts_as_card = digits[0] in (3, 4, 5, 6, 9) or 22 <= 10 * digits[0] + digits[1] <= 27
    doubled = [digit if position % 2 == 0 else digit * 2 for position, digit in enumerate(reversed(digits))]
    return starts_as_card and sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
