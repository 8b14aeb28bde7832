"""Evidence read off the sum: which causes carry an item, and whether its rank worsens without them.

Masked removal: the contributions of some history entries leave *every* candidate, everything else is held. It is
tried against the best candidates only: a drop seen there is a drop.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

import numpy as np

from recsys.events import Act
from recsys.evidence import (
    AttributeField,
    CauseBlock,
    CitedItem,
    Evidence,
    LikedBefore,
    NextVolume,
    PopularNow,
    SeenThisSession,
    SharesAttribute,
    Support,
)
from recsys.ranking.removal import (
    PAIRS,
    SINGLES,
    add_by_entry,
    add_positive,
    falls_behind,
    necessary_sets,
    strongest_entries,
)
from recsys.retrieval.filters import READ
from recsys.types import Bool, Float64, History, Int32, ItemFacts, Touch

SPEAKABLE_SHARE = 0.03
"""An attribute below this share of an item's score is true but not a reason."""

MOST_CHOSEN = 3
"""Evidence of chosen items offered for one item."""

ATTRIBUTES: tuple[AttributeField, ...] = ("series", "creator", "tag", "category")
"""Attribute fields, the most telling first."""

ACT_RANK: tuple[Act, ...] = (
    "liked", "rated_high", "finished", "bought", "saved", "rated", "chosen", "carted", "played", "viewed",
)  # fmt: skip
"""Of several acts on one item the one that says most is cited."""


@dataclass(frozen=True)
class Entry:
    """A history entry in words: the item, what was done with it, the events behind it."""

    cited: CitedItem
    in_session: bool

    @classmethod
    def of(cls, facts: ItemFacts, touches: Sequence[Touch], in_session: bool) -> "Entry":
        """From the touches behind a history entry."""
        act = min((t.act for t in touches), key=ACT_RANK.index)
        return cls(CitedItem(facts, act, tuple(t.event_id for t in touches)), in_session)


@dataclass(frozen=True)
class Entries(Sequence[Entry]):
    """The entries of a history; put into words only when evidence cites them."""

    facts: Sequence[ItemFacts]
    history: History
    behind: Sequence[Sequence[Touch]]
    _made: dict[int, Entry] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.behind)

    def __getitem__(self, entry: int) -> Entry:  # type: ignore[override]
        if entry not in self._made:
            item = self.facts[self.history.item[entry]]
            self._made[entry] = Entry.of(item, self.behind[entry], bool(self.history.in_session[entry]))
        return self._made[entry]


@dataclass(frozen=True)
class Sums:
    """Contributions summed for removal: scores (m,) of the candidates, best first; by_entry (h, m); free (f, m)."""

    scores: Float64
    blocks: tuple[CauseBlock, ...]
    n_entries: int

    @cached_property
    def by_entry(self) -> Float64:
        """What every history entry adds to every candidate, over all scorers."""
        total = np.zeros((self.n_entries, len(self.scores)))
        for block in self.blocks:
            add_by_entry(total, block.entry, block.contributions)
        return total

    @cached_property
    def positive(self) -> Float64:
        """Sum of the positive parts (m,) of every candidate."""
        parts = np.zeros(len(self.scores))
        for block in self.blocks:
            add_positive(parts, block.contributions)
        return parts

    def fields(self, columns: Int32) -> tuple["FieldCauses", ...]:
        """Attribute causes, field by field, the two strongest entries of each served item."""
        return tuple(
            strongest
            for block in self.blocks
            for name, first, last in _runs(block.names)
            if (strongest := FieldCauses.of(name, block.entry[first:last], block.contributions[first:last], columns))
        )

    @cached_property
    def popularity(self) -> Float64 | None:
        """What popularity adds to every candidate (m,), if a scorer of it takes part."""
        for block in self.blocks:
            if "popularity" in block.names:
                row: Float64 = block.contributions[block.names.index("popularity")]
                return row
        return None


@dataclass(frozen=True, slots=True)
class FieldCauses:
    """Of one attribute field, the two entries that add most to each served item: lists (k, 2), largest first."""

    name: AttributeField
    entries: list[list[int]]
    values: list[list[float]]

    @classmethod
    def of(cls, name: str, entry: Int32, contributions: Float64, columns: Int32) -> "FieldCauses | None":
        """None for causes that are no attributes."""
        field = next((a for a in ATTRIBUTES if a == name), None)
        if field is None:
            return None
        mine = contributions[:, columns]
        order = np.argsort(-mine, axis=0, kind="stable")[:2]
        return cls(field, entry[order].T.tolist(), np.take_along_axis(mine, order, axis=0).T.tolist())


def _runs(names: tuple[str, ...]) -> Iterator[tuple[str, int, int]]:
    """(name, first, last) of each run of equal names: a scorer lists its causes field by field."""
    first = 0
    for name, group in groupby(names):
        last = first + sum(1 for _ in group)
        yield name, first, last
        first = last


def evidence_for(
    sums: Sums, entries: Sequence[Entry], columns: Int32, facts: Sequence[ItemFacts], recent: bool
) -> list[tuple[Evidence, ...]]:
    """Evidence of each served item, strongest first; `columns` (k,) are their places among the candidates."""
    sets = _sets(strongest_entries(sums.by_entry, columns, SINGLES))
    needed = necessary_sets(sums.scores, sums.by_entry, columns, sets)
    fields = sums.fields(columns)
    return [
        Witness(sums, entries, at, item).evidence(
            (sets[i], needed[i]), [(f.name, f.entries[i], f.values[i]) for f in fields], recent
        )
        for i, (at, item) in enumerate(zip(columns.tolist(), facts, strict=True))
    ]


def _sets(strongest: Int32) -> Int32:
    """(k, s, 2): each of the strongest entries alone, then the strongest three two by two; -1 for none."""
    alone = np.stack((strongest, np.full_like(strongest, -1)), axis=2)
    pairs = np.stack([strongest[:, list(pair)] for pair in PAIRS], axis=1)
    pairs[(pairs < 0).any(axis=2)] = -1
    sets: Int32 = np.concatenate((alone, pairs), axis=1)
    return sets


@dataclass(frozen=True, slots=True)
class Witness:
    """Finds the evidence of one served item."""

    sums: Sums
    entries: Sequence[Entry]
    at: int
    facts: ItemFacts

    def evidence(
        self,
        tried: tuple[Int32, Bool],
        fields: Sequence[tuple[AttributeField, list[int], list[float]]],
        recent: bool,
    ) -> tuple[Evidence, ...]:
        """What can be said of the item: entries of the past, shared attributes, the next volume, popularity."""
        found: list[Evidence] = self._chosen(*tried)
        for name, entry, values in fields:
            found += self._attribute(name, entry, values)
        return (*found, *self._next_volume(), *self._popular(recent))

    def _support(self, entries: tuple[int, ...], contribution: float, necessary: bool) -> Support:
        events = tuple(event for e in entries for event in self.entries[e].cited.event_ids)
        positive = float(self.sums.positive[self.at])
        return Support(contribution, max(contribution, 0.0) / positive if positive else 0.0, events, necessary)

    def _chosen(self, sets: Int32, needed: Bool) -> list[Evidence]:
        """The strongest entry, others without which the item falls, and a pair where no single one decides."""
        found: list[Evidence] = []
        for (one, other), need in zip(sets.tolist(), needed.tolist(), strict=True):
            if one < 0 or (found and not need) or len(found) >= MOST_CHOSEN:
                continue
            if other < 0:
                found.append(self._cite((one,), need))
            elif not any(e.support.necessary for e in found) and self._alike(one, other):
                found.append(self._cite((one, other), need))
        return found

    def _cite(self, entries: tuple[int, ...], need: bool) -> Evidence:
        gone = float(sum(self.sums.by_entry[e, self.at] for e in entries))
        cited = tuple(self.entries[e].cited for e in entries)
        kind = SeenThisSession if self.entries[entries[0]].in_session else LikedBefore
        return kind(self._support(entries, gone, need), cited)

    def _alike(self, one: int, other: int) -> bool:
        """Two items can share a sentence when the same was done with both, in the same visit or both before."""
        a, b = self.entries[one], self.entries[other]
        return a.in_session == b.in_session and a.cited.act == b.cited.act

    def _needed(self, entries: tuple[int, ...]) -> bool:
        gone = self.sums.by_entry[list(entries)].sum(axis=0)
        return bool(falls_behind(self.sums.scores, gone, self.at))

    def _attribute(self, name: AttributeField, entry: list[int], values: list[float]) -> list[Evidence]:
        """The field's strongest one or two entries that share a value with the item."""
        strong = [(e, v) for e, v in zip(entry, values, strict=True) if v > 0.0]
        if not strong or sum(v for _, v in strong) < SPEAKABLE_SHARE * self.sums.positive[self.at]:
            return []
        for some in (strong, strong[:1]):
            entries = tuple(e for e, _ in some)
            value = self._shared_value(name, entries)
            if value is not None:
                support = self._support(entries, sum(v for _, v in some), self._needed(entries))
                return [SharesAttribute(support, name, value, tuple(self.entries[e].cited for e in entries))]
        return []

    def _shared_value(self, name: AttributeField, entries: tuple[int, ...]) -> str | None:
        mine = values_of(self.facts, name)
        for entry in entries:
            theirs = values_of(self.entries[entry].cited.facts, name)
            mine = tuple(value for value in mine if value in theirs)
        return mine[0] if mine else None

    def _next_volume(self) -> list[Evidence]:
        """The volume right before this one, if the person has had it and it really moves the item."""
        index = self.facts.series_index
        if not self.facts.series or index is None:
            return []
        for entry, known in enumerate(self.entries):
            facts = known.cited.facts
            same = facts.series == self.facts.series and facts.series_index == index - 1
            gone = float(self.sums.by_entry[entry, self.at])
            if same and known.cited.act in READ and gone > 0.0:
                support = self._support((entry,), gone, self._needed((entry,)))
                return [NextVolume(support, self.facts.series, index, known.cited)]
        return []

    def _popular(self, recent: bool) -> list[Evidence]:
        row = self.sums.popularity
        if row is None or row[self.at] <= 0.0:
            return []
        need = bool(falls_behind(self.sums.scores, row, self.at))
        return [PopularNow(self._support((), float(row[self.at]), need), recent)]


def values_of(facts: ItemFacts, name: AttributeField) -> tuple[str, ...]:
    """The values an item has in a field."""
    if name == "tag":
        return facts.tags
    value: str = getattr(facts, name)
    return (value,) if value else ()
