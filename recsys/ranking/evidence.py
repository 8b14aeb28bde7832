"""Evidence read off the sum: which causes carry an item, and whether its rank worsens without them.

Masked removal: the contributions of some history entries leave *every* candidate, everything else is held. It is
tried against the best candidates only: a drop seen there is a drop.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

import numpy as np

from recsys.evidence import (
    AttributeField,
    CauseBlock,
    Evidence,
    LikedBefore,
    NextVolume,
    PopularNow,
    SeenThisSession,
    SharesAttribute,
    Support,
)
from recsys.ranking.entries import Entries
from recsys.ranking.removal import SINGLES, add_up, all_fall_behind, falls_behind, trials
from recsys.safety.sensitive import is_sensitive, kept
from recsys.types import Float64, Int32, ItemFacts

SPEAKABLE_SHARE = 0.03
"""An attribute below this share of an item's score is true but not a reason."""

MOST_CHOSEN = 3
"""Evidence of chosen items offered for one item."""

ATTRIBUTES: tuple[AttributeField, ...] = ("series", "creator", "tag", "category")
"""Attribute fields, the most telling first."""

FIELDS: Mapping[str, AttributeField] = {field: field for field in ATTRIBUTES}
FIRST, TOGETHER = 0, 2
"""Of two entries (`alone_and_in_pairs`): the set of the first alone, and of both."""


@dataclass(frozen=True)
class Sums:
    """Contributions summed for removal: scores (m,) of the candidates, best first; by_entry (h, m); free (f, m)."""

    scores: Float64
    blocks: tuple[CauseBlock, ...]
    n_entries: int

    @property
    def by_entry(self) -> Float64:
        """What every history entry adds to every candidate (h, m), over all scorers."""
        return self._added[0]

    @property
    def positive(self) -> Float64:
        """Sum of the positive parts (m,) of every candidate."""
        return self._added[1]

    @cached_property
    def _added(self) -> tuple[Float64, Float64]:
        total, parts = np.zeros((self.n_entries, len(self.scores))), np.zeros(len(self.scores))
        for block in self.blocks:
            add_up(total, parts, block.entry, block.contributions)
        return total, parts

    def without(self, columns: Int32) -> "Trials":
        """The strongest entries of each served item taken away, alone and two by two."""
        return self._tried(self.by_entry, np.arange(self.n_entries, dtype=np.int32), columns, SINGLES)

    def fields(self, columns: Int32) -> tuple[tuple[AttributeField, "Trials"], ...]:
        """Field by field, the two entries whose shared attributes add most to each served item."""
        return tuple(
            (field, self._tried(block.contributions[first:last], block.entry[first:last], columns, 2))
            for block in self.blocks
            if FIELDS.keys() & set(block.names)
            for name, first, last in _runs(block.names)
            if (field := FIELDS.get(name)) is not None
        )

    def _tried(self, rows: Float64, entry: Int32, columns: Int32, most: int) -> "Trials":
        values, sets, gone, needed = trials(self.scores, self.by_entry, columns, rows, entry, most)
        return Trials(values.tolist(), sets.tolist(), gone.tolist(), needed.tolist())

    @cached_property
    def popularity(self) -> Float64 | None:
        """What popularity adds to every candidate (m,), if a scorer of it takes part."""
        for block in self.blocks:
            if "popularity" in block.names:
                row: Float64 = block.contributions[block.names.index("popularity")]
                return row
        return None


class Trials(NamedTuple):
    """Of each served item: what its strongest rows add (k, n); the sets of entries (k, s, 2) made of them, -1 for none;
    what each set adds over all scorers (k, s), and whether the item falls behind without it."""

    values: list[list[float]]
    sets: list[list[list[int]]]
    gone: list[list[float]]
    needed: list[list[bool]]

    def of(self, served: int) -> "Trial":
        """Those of one served item."""
        return Trial(self.values[served], self.sets[served], self.gone[served], self.needed[served])


class Trial(NamedTuple):
    """As `Trials`, for one item."""

    values: list[float]
    sets: list[list[int]]
    gone: list[float]
    needed: list[bool]


def _runs(names: tuple[str, ...]) -> Iterator[tuple[str, int, int]]:
    """(name, first, last) of each run of equal names: a scorer lists its causes field by field."""
    first = 0
    for name, group in groupby(names):
        last = first + len(list(group))
        yield name, first, last
        first = last


def evidence_for(
    sums: Sums, entries: Entries, columns: Int32, facts: Sequence[ItemFacts], recent: bool
) -> list[tuple[Evidence, ...]]:
    """Evidence of each served item, strongest first; `columns` (k,) are their places among the candidates."""
    chosen, fields = sums.without(columns), sums.fields(columns)
    positive = sums.positive[columns].tolist()
    popular = _popular(sums, columns)
    found = []
    for i, (at, item) in enumerate(zip(columns.tolist(), facts, strict=True)):
        witness = Witness(sums, entries, at, item, positive[i])
        told = witness.chosen(chosen.of(i))
        for name, tried in fields:
            told += witness.attribute(name, tried.of(i))
        found.append((*told, *witness.next_volume(), *witness.popular(*popular[i], recent)))
    return found


def _popular(sums: Sums, columns: Int32) -> list[tuple[float, bool]]:
    """What popularity adds to each served item, and whether it falls behind without it."""
    row = sums.popularity
    if row is None:
        return [(0.0, False)] * len(columns)
    return list(zip(row[columns].tolist(), all_fall_behind(sums.scores, row, columns).tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Witness:
    """Finds the evidence of one served item: entries of the past, shared attributes, the next volume, popularity."""

    sums: Sums
    entries: Entries
    at: int
    facts: ItemFacts
    positive: float

    def _support(self, entries: Sequence[int], contribution: float, necessary: bool) -> Support:
        events = tuple([event for e in entries for event in self.entries[e].cited.event_ids])
        share = max(contribution, 0.0) / self.positive if self.positive else 0.0
        return Support(contribution, share, events, necessary)

    def chosen(self, tried: Trial) -> list[Evidence]:
        """The strongest entry, others without which the item falls, and a pair where no single one decides."""
        found: list[Evidence] = []
        for (one, other), gone, need in zip(tried.sets, tried.gone, tried.needed, strict=True):
            if one < 0 or (found and not need) or len(found) >= MOST_CHOSEN:
                continue
            if other < 0:
                found.append(self._cite((one,), gone, need))
            elif not any(e.support.necessary for e in found) and self._alike(one, other):
                found.append(self._cite((one, other), gone, need))
        return found

    def _cite(self, entries: tuple[int, ...], gone: float, need: bool) -> Evidence:
        cited = tuple([self.entries[e].cited for e in entries])
        kind = SeenThisSession if self.entries[entries[0]].in_session else LikedBefore
        return kind(self._support(entries, gone, need), cited)

    def _alike(self, one: int, other: int) -> bool:
        """Two items can share a sentence when the same was done with both, in the same visit or both before."""
        a, b = self.entries[one], self.entries[other]
        return a.in_session == b.in_session and a.cited.act == b.cited.act

    def attribute(self, name: AttributeField, tried: Trial) -> list[Evidence]:
        """The field's strongest one or two entries that share a value with the item."""
        if sum(tried.values) <= 0.0 or sum(tried.values) < SPEAKABLE_SHARE * self.positive:
            return []
        for place in (TOGETHER, FIRST):
            entries = [e for e in tried.sets[place] if e >= 0]
            value = self._shared_value(name, entries) if entries else None
            if value is not None:
                support = self._support(entries, sum(tried.values[: len(entries)]), tried.needed[place])
                return [SharesAttribute(support, name, value, tuple([self.entries[e].cited for e in entries]))]
        return []

    def _shared_value(self, name: AttributeField, entries: Sequence[int]) -> str | None:
        mine = values_of(self.facts, name)
        for entry in entries:
            theirs = values_of(self.entries[entry].cited.facts, name)
            mine = tuple([value for value in mine if value in theirs])
        return mine[0] if mine else None

    def next_volume(self) -> list[Evidence]:
        """The volume right before this one, if the person has had it and it really moves the item."""
        index = self.facts.series_index
        if not self.facts.series or index is None:
            return []
        for entry in self.entries.volumes.get((self.facts.series, index - 1), ()):
            removed = self.sums.by_entry[entry]
            gone = float(removed[self.at])
            if gone > 0.0:
                support = self._support((entry,), gone, falls_behind(self.sums.scores, removed, self.at))
                return [NextVolume(support, self.facts.series, index, self.entries[entry].cited)]
        return []

    def popular(self, contribution: float, necessary: bool, recent: bool) -> list[Evidence]:
        """Popularity, where it adds something."""
        if contribution <= 0.0:
            return []
        return [PopularNow(self._support((), contribution, necessary), recent)]


def values_of(facts: ItemFacts, name: AttributeField) -> tuple[str, ...]:
    """The values an item has in a field that a reason may name: nothing sensitive."""
    if name == "tag":
        return kept(facts.tags)
    value: str = getattr(facts, name)
    return () if not value or (name == "category" and is_sensitive(value)) else (value,)
