"""Words that lean to a side without naming a feeling: figures of them for the model of texts (lexicon/opinions.toml).

They tell how a writer sees a thing, and so a little of the mood; they are never taken for a feeling, and never quoted.
"""

import math
from collections.abc import Iterator
from functools import cache

import numpy as np

from recsys.mood.endings import shapes
from recsys.mood.feelings import table
from recsys.mood.words import JUDGEMENT, Entry, Lexicon
from recsys.types import Float32

LEVELS = np.array([-0.9, -0.7, -0.5, -0.3, 0.3, 0.5, 0.7, 0.9])
"""Valences by which words are counted; one bent by its neighbours counts at the nearest."""
N_OPINIONS = len(LEVELS) + 5
_MOST = 2.0


def opinions(text: str) -> Float32:
    """(N_OPINIONS,) of a plain text: words by level, their mean, sum (bounded), kind and unkind ones, and the last."""
    row = np.zeros(N_OPINIONS, dtype=np.float32)
    told = [hit.valence for hit in _lexicon().hits(text)]
    if told:
        for valence in told:
            row[np.argmin(np.abs(LEVELS - valence))] += 1.0
        kind = sum(valence > 0.0 for valence in told)
        row[len(LEVELS) :] = sum(told) / len(told), math.tanh(sum(told)), kind, len(told) - kind, told[-1]
        np.minimum(row, _MOST, out=row)
    return row


@cache
def _lexicon() -> Lexicon:
    return Lexicon.of(_entries())


def _entries() -> Iterator[tuple[str, Entry]]:
    """(surface, entry), written words before made shapes."""
    rows = table("opinions")["opinion"]
    for part in ("words", "stems"):
        for row in rows:
            entry = Entry(JUDGEMENT, row["valence"], 0.0, is_open=True)
            for word in row[part].replace("\n", " | ").split(" | "):
                if word:
                    yield from ((surface, entry) for surface in (shapes(word) if part == "stems" else (word,)))
