"""Titles as a sentence can carry them: cleaned, and shortened where a line is short.

The title gives way, never the sentence: 『어린 왕자와 …』.
"""

import re
import unicodedata
from functools import lru_cache

from explain.graphemes import JOINER, clusters, is_plain, length

ELLIPSIS = "…"
LONGEST_READ = 400
"""Characters of a title that are looked at; nobody shows more in one line."""
LEAST_ROOM = 4
"""A title cut below this many graphemes names nothing any more."""
_ASIDE = re.compile(r"\s*[(\[（【][^()\[\]（）【】]*[)\]）】]\s*$")
_SUBTITLE = re.compile(r"\s*(?::|：|\s[-–—]\s).*$")


@lru_cache(maxsize=65536)
def clean(title: str) -> str:
    """The title in NFC on one line, without control characters or marks that turn the writing direction."""
    if len(title) < LONGEST_READ and is_plain(title) and "  " not in title:
        return title.strip(" ")
    shown = "".join(c for c in title[:LONGEST_READ] if c.isspace() or c == JOINER or _is_shown(c))
    return " ".join(unicodedata.normalize("NFC", shown).split()).strip(JOINER)


def _is_shown(character: str) -> bool:
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co"}


@lru_cache(maxsize=65536)
def shorten(title: str, room: int) -> str | None:
    """The title in at most `room` graphemes, or None where that would leave nothing to know it by.

    First a closing aside “(개정판)” goes, then a subtitle, then words from the end.
    """
    if len(title) <= room or length(title) <= room:
        return title
    if room < LEAST_ROOM:
        return None
    for shorter in (_ASIDE.sub("", title), _SUBTITLE.sub("", _ASIDE.sub("", title))):
        if shorter and length(shorter) <= room:
            return shorter
    return _cut(title, room)


def _cut(title: str, room: int) -> str:
    """As many whole words as fit, then “ …”; a bare “…” inside a word where whole words would leave too little."""
    kept = "".join(list(clusters(title))[: room - 1])
    whole = kept[: kept.rfind(" ")].rstrip() if " " in kept else ""
    if title[len(kept) :].startswith(" "):
        return f"{kept} {ELLIPSIS}" if length(kept) <= room - 2 else kept + ELLIPSIS
    return f"{whole} {ELLIPSIS}" if 2 * length(whole) >= room else kept.rstrip() + ELLIPSIS
