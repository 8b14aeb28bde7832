"""What tags and words mean for the mood in one catalogue, learned from its items that have both."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import lsqr

from recsys.safety.sensitive import kept
from recsys.types import Float64, ItemFacts

RIDGE = 20.0
LEAST_ITEMS, LEAST_LINES = 2, 5
"""Known items that a tag, and a word of titles and descriptions, must be on before it means anything."""
_WORDS = re.compile(r"[^\W\d_]{2,}")


def learned(facts: Sequence[ItemFacts], points: Float64) -> Float64:
    """Points (n, 2) of all items by ridge regression on tags, words of tags, and words of title and description.

    `points` (n, 2) are known or NaN. Earlier tags weigh more: services list the most given first. Each of the three
    kinds has length 1 per item, so that a long list says no more than a short one. NaN for items that share no tag
    and no word with a known one. Clipped to [-1, 1].
    """
    known = ~np.isnan(points).any(axis=1)
    kinds = (
        _unit([_ranked(kept(f.tags)) for f in facts], known, LEAST_ITEMS),
        _unit([_words_of_tags(kept(f.tags)) for f in facts], known, LEAST_ITEMS),
        _unit([_words(f"{f.title} {f.description}") for f in facts], known, LEAST_LINES),
    )
    features = sparse.csr_array(sparse.hstack(kinds, format="csr"))
    out = np.full(points.shape, np.nan)
    told = np.diff(features.indptr) > 0
    for axis in (0, 1):
        mean = float(points[known, axis].mean())
        weights = lsqr(features[known], points[known, axis] - mean, damp=np.sqrt(RIDGE), iter_lim=300)[0]
        out[told, axis] = np.clip(mean + (features @ weights)[told], -1.0, 1.0)
    return out


def _ranked(tags: Sequence[str]) -> dict[str, float]:
    return {tag.lower(): 1.0 / np.log2(2.0 + place) for place, tag in reversed(list(enumerate(tags)))}


def _words_of_tags(tags: Sequence[str]) -> dict[str, float]:
    """Every word with the weight of the first tag it is in."""
    weighed = sorted(_ranked(tags).items(), key=lambda pair: pair[1])
    return {word: weight for tag, weight in weighed for word in _WORDS.findall(tag)}


def _words(text: str) -> dict[str, float]:
    return dict.fromkeys(_WORDS.findall(text.lower()), 1.0)


def _unit(rows: Sequence[dict[str, float]], known: Any, least: int) -> Any:
    """CSR (n, w) of the rows' values, each of length 1 or empty; columns on fewer than `least` known rows are left."""
    codes: dict[str, int] = {}
    cells = [(row, codes.setdefault(name, len(codes)), x) for row, own in enumerate(rows) for name, x in own.items()]
    row, column, value = zip(*cells, strict=True) if cells else ((), (), ())
    matrix = sparse.csr_array((value, (row, column)), shape=(len(rows), len(codes)), dtype=np.float64)
    enough = np.diff(sparse.csc_array(matrix[known]).indptr) >= least
    matrix = sparse.csr_array(matrix[:, np.flatnonzero(enough)])
    norm = np.sqrt(np.asarray((matrix * matrix).sum(axis=1)).ravel())
    return sparse.csr_array(sparse.diags_array(1.0 / np.maximum(norm, 1e-12)) @ matrix)
