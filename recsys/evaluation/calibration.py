"""Calibration, of a list against the person's past, and of a score against what came true."""

from collections.abc import Iterable, Sequence

import numpy as np
from scipy import sparse

from recsys.dataset.catalogue import Catalogue
from recsys.types import Float64, Int32, Vocabulary

SMOOTHING = 0.01
"""Share of the past mixed into a list's genres, so that a missing genre costs much but never everything."""

BINS = 10
CELLS = 4_000_000
"""Cells of a dense block (32 MB), however many genres there are."""


def genre_shares(catalogue: Catalogue) -> sparse.csr_matrix:
    """p(genre | item) (n_items, n_genres): even over the item's category and tags, an empty row without any."""
    own = [tuple(dict.fromkeys(name for name in (f.category, *f.tags) if name)) for f in catalogue.facts]
    vocabulary = Vocabulary.of(name for names in own for name in names)
    sizes = np.array([len(names) for names in own], dtype=np.int64)
    columns = vocabulary.indices(name for names in own for name in names)
    values = 1.0 / np.repeat(sizes, sizes)
    return sparse.csr_matrix((values, columns, np.append(0, np.cumsum(sizes))), shape=(len(own), len(vocabulary)))


def miscalibration(histories: Sequence[Int32], lists: Int32, k: int, genres: sparse.csr_matrix) -> Float64:
    """KL(p || q) (n_cases,) in nats of the genres p of a history and q of the first k served; 0 is perfect.

    Steck 2018, with q mixed with a little of p (`SMOOTHING`). NaN where the history or the list has no genre.
    `histories` holds the items of each case; `genres` (n_items, n_genres) is p(genre | item).
    """
    rows = max(1, CELLS // max(1, genres.shape[1]))
    parts = [
        _divergence(_mean(histories[first : first + rows], genres), _mean(lists[first : first + rows, :k], genres))
        for first in range(0, len(lists), rows)
    ]
    return np.concatenate(parts) if parts else np.zeros(0)


def _mean(chosen: Iterable[Int32], genres: sparse.csr_matrix) -> Float64:
    """The genres (n, n_genres) of each set of items, summing to 1 or, without any genre, to 0; -1 is padding."""
    sets = [items[items >= 0] for items in chosen]
    starts = np.append(0, np.cumsum([len(items) for items in sets]))
    columns = np.concatenate([*sets, np.zeros(0, dtype=np.int32)])
    member = sparse.csr_matrix((np.ones(len(columns)), columns, starts), shape=(len(sets), genres.shape[0]))
    total: Float64 = (member @ genres).toarray()
    size = total.sum(axis=1, keepdims=True)
    mean: Float64 = np.divide(total, size, out=np.zeros_like(total), where=size > 0)
    return mean


def _divergence(p: Float64, q: Float64) -> Float64:
    mixed = (1.0 - SMOOTHING) * q + SMOOTHING * p
    logs = np.log(np.divide(p, mixed, out=np.ones_like(p), where=p > 0))
    applies = p.any(axis=1) & q.any(axis=1)
    return np.where(applies, (p * logs).sum(axis=1), np.nan)


def calibration_error(chance: Float64, found: Float64, bins: int = BINS) -> float:
    """Expected calibration error: mean |chance said - share found| over equally large bins of rising chance.

    `chance` (n,) is what a model gave the first k together (`answers`), NaN where it was not asked; `found` (n,) the
    share of the targets that stood there. Guo et al. 2017, with bins of equal mass (Nguyen and O'Connor 2015); NaN
    without cases.
    """
    asked = np.flatnonzero(~np.isnan(chance))
    if len(asked) == 0:
        return float("nan")
    order = asked[np.argsort(chance[asked], kind="stable")]
    groups = np.array_split(order, min(bins, len(order)))
    return float(sum(abs(chance[g].sum() - found[g].sum()) for g in groups) / len(order))
