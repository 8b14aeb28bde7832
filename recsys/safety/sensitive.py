"""Matters a person is never ranked, described or spoken to by: health, loss, love life, belief, trouble.

One question of one tag, category or term. The words are in sensitive.toml; the law behind the list is Article 23 of
Korea's Personal Information Protection Act and Article 9 of the GDPR, drawn wider.
"""

import re
import tomllib
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

from recsys.plain import plain


@lru_cache(maxsize=65536)
def is_sensitive(text: str) -> bool:
    """Whether a tag, category or search term touches a sensitive matter; ordinary themes of stories do not."""
    allowed, sensitive = _words()
    return sensitive.search(allowed.sub(" ", plain(text))) is not None


def kept(values: Iterable[str]) -> tuple[str, ...]:
    """The values without the sensitive ones: what scorers, interests and reasons may use of an item."""
    return tuple(value for value in values if not is_sensitive(value))


@cache
def _words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What is taken out first, and what is looked for in the rest. Latin words match from their beginning."""
    table = tomllib.loads((Path(__file__).parent / "sensitive.toml").read_text(encoding="utf-8"))
    words = [_pattern(word) for group in table["sensitive"].values() for word in group]
    alone = [f"^{re.escape(word)}$" for word in table["alone"]]
    return re.compile("|".join(map(_pattern, table["allowed"]))), re.compile("|".join(words + alone))


def _pattern(word: str) -> str:
    spaced = re.escape(word).replace("\\ ", r"[\s_\-]?").replace("\\-", r"[\s_\-]?")
    return rf"(?<![a-z]){spaced}" if word.isascii() else spaced
