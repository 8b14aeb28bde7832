"""The help card: a fixed text written by people, and help lines with a date on which somebody last checked them."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from explain.language import canonical
from recsys.errors import ConfigError

ELSEWHERE = "elsewhere"
"""The entry for every country without one of its own: it names no number that may not answer there."""
_NUMBERED = ("source", "verified_on", "max_age_days")


@dataclass(frozen=True, slots=True)
class Care:
    """What is shown, as it stands, to somebody who may be in danger: a text, and further lines in small print."""

    text: str
    lines: tuple[str, ...]


def care_card(locale: str, country: str = "KR") -> Care:
    """The card in a locale for an ISO 3166 country; where the country is not known, no number of another one."""
    table = _registry()
    entry = table.get(country.upper(), table[ELSEWHERE])
    short = canonical(locale)[:2]
    return Care(entry["text"][short], tuple(entry["lines"][short]))


def stale(today: date) -> tuple[str, ...]:
    """A warning for each country whose lines nobody has checked for longer than its `max_age_days`."""
    return tuple(
        f"helplines.toml: {country} was last verified on {entry['verified_on']}, more than {entry['max_age_days']} days"
        f" ago; look the numbers up at {entry['source']} and write the new date"
        for country, entry in _registry().items()
        if country != ELSEWHERE and (today - entry["verified_on"]).days > entry["max_age_days"]
    )


@cache
def _registry() -> dict[str, Any]:
    table = tomllib.loads((Path(__file__).parent / "helplines.toml").read_text(encoding="utf-8"))
    for country, entry in table.items():
        for key in ("text", "lines", *(() if country == ELSEWHERE else _NUMBERED)):
            if key not in entry:
                raise ConfigError(f"helplines.toml: [{country}] lacks {key!r}; every country has it")
    return table
