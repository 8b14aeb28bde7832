"""Where items lie on the mood plane: as perceived, which is not as felt.

An item's own columns come first. Others are placed by their tags, or failing these by the words of their description,
at the mean of the vocabulary's points. A catalogue in which many items carry both columns and words teaches its own
meaning of them: a ridge from tags and words to the columns, which then places the items that have no column.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from recsys.dataset.catalogue import Catalogue
from recsys.mood.meaning import learned
from recsys.mood.types import NEEDS, Need
from recsys.mood.vocabulary import TagMoods, tag_moods
from recsys.types import Bool, Float64, ItemFacts

UInt8 = NDArray[np.uint8]

LEAST_TAUGHT = 200
"""Items with columns from which a catalogue's own meaning of tags and words is learned."""


@dataclass(frozen=True)
class ItemMoods:
    """valence, arousal (n,) float64 in [-1, 1], NaN where nothing is known; `everyones` (n,) marks bestsellers.

    `usual` is the mean point of what people choose here: a choice hints at a mood by its distance from it. `needs`
    (n,) uint8 has bit i set where the item's tags say it is there for `NEEDS[i]`; empty where nobody knows.
    """

    valence: Float64
    arousal: Float64
    everyones: Bool
    usual: tuple[float, float] = (0.0, 0.0)
    needs: UInt8 = field(default_factory=lambda: np.zeros(0, dtype=np.uint8))

    def __len__(self) -> int:
        return len(self.valence)

    @cached_property
    def any_known(self) -> bool:
        """Whether any item has a mood at all."""
        return bool(self.known.any())

    @cached_property
    def known(self) -> Bool:
        """(n,) whether the item has a place on the plane."""
        known: Bool = ~(np.isnan(self.valence) | np.isnan(self.arousal))
        return known

    def answering(self, need: Need) -> Bool:
        """(n,) whether the item has a mood and is there for this need."""
        if len(self.needs) == 0:
            return np.zeros(len(self), dtype=np.bool_)
        found: Bool = self.known & (self.needs & (1 << NEEDS.index(need)) > 0)
        return found

    def answers(self, item: int, need: Need) -> bool:
        """The same of one item; False for one it does not know."""
        inside = item < len(self.needs) and bool(self.known[item])
        return inside and bool(self.needs[item] >> NEEDS.index(need) & 1)


def item_moods(catalogue: Catalogue, counts: Float64 | None = None, share: float = 0.01) -> ItemMoods:
    """The moods of a catalogue's items. `counts` (n,) tells how often each was chosen, if anybody knows.

    The `share` most chosen ones are bestsellers.
    """
    points = _points(catalogue.facts)
    known = ~np.isnan(points).any(axis=1)
    weights = np.zeros(len(points)) if counts is None else counts
    everyones, needs = bestsellers(weights, share), _needs(catalogue.facts)
    if not known.any():
        return ItemMoods(points[:, 0].copy(), points[:, 1].copy(), everyones, needs=needs)
    chosen = weights[known] if weights[known].any() else np.ones(np.count_nonzero(known))
    usual = np.average(points[known], axis=0, weights=chosen)
    return ItemMoods(points[:, 0].copy(), points[:, 1].copy(), everyones, (float(usual[0]), float(usual[1])), needs)


def later_moods(moods: ItemMoods, catalogue: Catalogue) -> ItemMoods:
    """With the items that were appended to the catalogue; earlier items keep theirs, later ones are no bestsellers."""
    n, later = len(moods), _points(catalogue.facts)[len(moods) :]
    valence, arousal = np.append(moods.valence, later[:, 0]), np.append(moods.arousal, later[:, 1])
    everyones = np.append(moods.everyones, np.zeros(len(catalogue) - n, dtype=np.bool_))
    known = moods.needs if len(moods.needs) else np.zeros(n, dtype=np.uint8)
    needs = np.append(known, _needs(catalogue.facts[n:]))
    return ItemMoods(valence, arousal, everyones, moods.usual, needs)


def _needs(facts: Sequence[ItemFacts]) -> UInt8:
    """What the items are there for, as bits (n,)."""
    tags = tag_moods()
    bits = [sum(1 << NEEDS.index(need) for need in tags.needs_of(f)) for f in facts]
    return np.array(bits, dtype=np.uint8)


def _points(facts: Sequence[ItemFacts]) -> Float64:
    """valence and arousal (n, 2) of the items, NaN for those of which nothing is known and those kept out of moods."""
    tags = tag_moods()
    own = np.array([_column(f) for f in facts], dtype=np.float64).reshape(-1, 2)
    points = np.column_stack([_scaled(own[:, axis]) for axis in (0, 1)])
    missing = np.isnan(points).any(axis=1)
    if missing.any() and np.count_nonzero(~missing) >= LEAST_TAUGHT:
        points[missing] = learned(facts, points)[missing]
    for row in np.flatnonzero(np.isnan(points).any(axis=1)):
        points[row] = _by_words(facts[int(row)], tags)
    points[[tags.is_guarded(f) for f in facts]] = np.nan
    return points


def bestsellers(counts: Float64, share: float) -> Bool:
    """(n,) whether an item is among the `share` most chosen of those chosen at all; counts (n,)."""
    chosen = np.count_nonzero(counts)
    if chosen == 0:
        return np.zeros(len(counts), dtype=np.bool_)
    marked: Bool = (counts > 0) & (counts > np.quantile(counts[counts > 0], 1.0 - share))
    return marked


def _column(facts: ItemFacts) -> tuple[float, float]:
    """An item's own columns; half a point is none."""
    if facts.valence is None or facts.arousal is None:
        return np.nan, np.nan
    return facts.valence, facts.arousal


def _scaled(values: Float64) -> Float64:
    """The column (n,) itself, or its mid-ranks in (-1, 1) where it never goes below zero: a provider's own scale.

    Audio features of the same name are spread differently from provider to provider; their order is what compares.
    """
    told = ~np.isnan(values)
    if np.count_nonzero(told) < LEAST_TAUGHT or values[told].min() < 0.0:
        return values
    out = values.copy()
    _, place, count = np.unique(values[told], return_inverse=True, return_counts=True)
    out[told] = (2.0 * (np.cumsum(count) - 0.5 * count)[place]) / told.sum() - 1.0
    return out


def _by_words(facts: ItemFacts, tags: TagMoods) -> tuple[float, float]:
    """The mean point of the item's tags, or of the words of its description; NaN for none."""
    found = tags.of_tags(facts) or tags.of_description(facts)
    if not found:
        return np.nan, np.nan
    valence, arousal = np.mean([tags.points[tag] for tag in found], axis=0)
    return float(valence), float(arousal)
