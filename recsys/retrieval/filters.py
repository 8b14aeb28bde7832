"""What may be served: seen, unavailable, blocked, switched off, age limit, editions of one work, the next volume."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from recsys.dataset.catalogue import Catalogue
from recsys.errors import QueryError
from recsys.events import CONSUMED, Act
from recsys.types import KINDS, Bool, Filters, Float64, Int32, UserState, ViewerAge

READ: frozenset[Act] = CONSUMED | {"liked", "chosen"}
"""Acts after which a volume counts as read, so that the next one follows."""

AGE_OF: dict[ViewerAge, int] = {"unknown": 18, "under14": 13, "under19": 18, "adult_verified": 200}
"""The oldest a viewer of this class can safely be taken for, in years; the unknown viewer is no adult."""


@dataclass(frozen=True)
class Shelf:
    """A catalogue prepared for filtering."""

    catalogue: Catalogue

    @cached_property
    def first_volumes(self) -> Bool:
        """(n,) items outside any series, and of each series the lowest volume."""
        mask = ~self.in_series
        series, number = self.catalogue.series, self.catalogue.series_index
        order = np.lexsort((number, series))
        order = order[self.in_series[order]]
        if len(order):
            starts = np.flatnonzero(np.diff(series[order], prepend=-1))
            lowest = np.repeat(number[order[starts]], np.diff(np.append(starts, len(order))))
            mask[order[number[order] == lowest]] = True
        return mask

    @cached_property
    def in_series(self) -> Bool:
        """(n,) whether the item is a numbered volume."""
        return (self.catalogue.series >= 0) & ~np.isnan(self.catalogue.series_index)

    @cached_property
    def _plain(self) -> dict[tuple[bool, ViewerAge], Bool]:
        return {}

    def for_viewer(self, filters: Filters) -> Bool:
        """(n,) what this viewer may see of what is there; kept, for it is the same for all people."""
        key = (filters.available_only, filters.viewer_age)
        if key not in self._plain:
            mask = self.catalogue.age_limit <= AGE_OF[filters.viewer_age]
            self._plain[key] = mask & self.catalogue.available if filters.available_only else mask
        return self._plain[key]

    def allowed(self, state: UserState, filters: Filters) -> Bool:
        """(n,) whether each item may be served to this person under these filters."""
        mask = self.for_viewer(filters) & self._described(filters)
        seen = self.catalogue.items.indices([t.item_id for t in state.touches])
        read = seen[[t.act in READ for t in state.touches]] if filters.curated and len(seen) else seen[:0]
        seen, read = seen[seen >= 0], read[read >= 0]
        if filters.candidates is not None:
            mask &= self._only(filters.candidates)
        elif filters.curated:
            mask &= self._next_volumes(read)
        if filters.candidates is None and state.interests_off:
            mask[self._about(state.interests_off)] = False
        if filters.drop_seen and filters.candidates is None:
            mask[seen] = False
            works = self.catalogue.work[read]
            if (works >= 0).any():
                mask &= ~np.isin(self.catalogue.work, works[works >= 0])
        mask[self._indices(state.refused)] = False
        mask[self._indices(filters.exclude)] = False
        return mask

    @cached_property
    def _by_value(self) -> dict[str, list[int]]:
        """Items by category, tag and creator; letter case does not matter."""
        found: dict[str, list[int]] = defaultdict(list)
        for index, facts in enumerate(self.catalogue.facts):
            for value in {text.strip().casefold() for text in (facts.category, facts.creator, *facts.tags)}:
                found[value].append(index)
        return dict(found)

    def _about(self, values: Iterable[str]) -> Int32:
        """The items of these categories, tags and creators."""
        found = [index for value in values if value for index in self._by_value.get(value.strip().casefold(), ())]
        return np.array(found, dtype=np.int32)

    def _indices(self, ids: object) -> Int32:
        found = self.catalogue.items.indices(ids)  # type: ignore[arg-type]
        return found[found >= 0]

    def _only(self, candidates: tuple[str, ...]) -> Bool:
        mask = np.zeros(len(self.catalogue), dtype=np.bool_)
        mask[self._indices(candidates)] = True
        return mask

    def _next_volumes(self, read: Int32) -> Bool:
        """Of each series begun the lowest unread volume after the first one read; of others the first."""
        mask = self.first_volumes
        read = read[self.in_series[read]]
        if len(read) == 0:
            return mask
        mask = mask.copy()
        series, number = self.catalogue.series, self.catalogue.series_index
        for code in np.unique(series[read]):
            volumes = np.flatnonzero((series == code) & self.in_series).astype(np.int32)
            mask[volumes] = False
            mask[_unread(volumes, number, number[read[series[read] == code]])] = True
        return mask

    def _described(self, filters: Filters) -> Bool:
        mask = np.ones(len(self.catalogue), dtype=np.bool_)
        if filters.category is not None:
            names = self.catalogue.categories
            code = names.index(filters.category) if filters.category in names else -2
            mask &= self.catalogue.category == code
        if filters.kind is not None:
            if filters.kind not in KINDS:
                raise QueryError("filters.kind", f"unknown kind {filters.kind!r}", ", ".join(KINDS))
            mask &= self.catalogue.kind == KINDS.index(filters.kind)
        if filters.language is not None:
            names = self.catalogue.languages
            code = names.index(filters.language) if filters.language in names else -2
            mask &= self.catalogue.language == code
        if filters.price_max is not None:
            mask &= self.catalogue.price <= filters.price_max
        return mask


def _unread(volumes: Int32, number: Float64, read: Float64) -> Int32:
    """The editions of the lowest unread volume after the lowest read one; none when all are read."""
    later: Int32 = volumes[(number[volumes] > read.min()) & ~np.isin(number[volumes], read)]
    lowest: Int32 = later[number[later] == number[later].min(initial=np.inf)]
    return lowest


def one_of_each_work(ranked: Int32, work: Int32, k: int) -> Int32:
    """The first k of the ranked items, skipping editions of a work already taken."""
    codes = work[ranked]
    if (codes < 0).all():
        return ranked[:k]
    first = np.zeros(len(ranked), dtype=np.bool_)
    first[np.unique(codes, return_index=True)[1]] = True
    return ranked[first | (codes < 0)][:k]
