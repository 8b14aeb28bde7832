"""Evidence read off the sum: which causes carry an item, and whether its rank worsens without them.

Masked removal: the contributions of some history entries leave *every* candidate, everything else is held. It is
tried against the best candidates only: a drop seen there is a drop.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

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
from recsys.retrieval.filters import READ
from recsys.types import Bool, Float64, Int32, ItemFacts, Touch

SINGLES = 5
"""Entries tried alone for each item, strongest first; the strongest three are also tried in pairs."""

SPEAKABLE_SHARE = 0.03
"""An attribute below this share of an item's score is true but not a reason."""

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
            backed = block.entry >= 0
            if backed.any():
                # A scorer may have several causes for one entry (one a field): a sparse sum keeps this one call.
                order = np.argsort(block.entry[backed], kind="stable")
                entry = block.entry[backed][order]
                starts = np.flatnonzero(np.diff(entry, prepend=-1))
                total[entry[starts]] += np.add.reduceat(block.contributions[backed][order], starts, axis=0)
        return total

    @cached_property
    def positive(self) -> Float64:
        """Sum of the positive parts (m,) of every candidate."""
        parts = np.zeros(len(self.scores))
        for block in self.blocks:
            parts += np.maximum(block.contributions, 0.0).sum(axis=0)
        return parts

    def worsens(self, removed: Float64, at: int) -> Bool:
        """(r,) whether candidate `at` falls behind another when `removed` (r, m) leaves all candidates."""
        left = self.scores - removed
        ahead_before = int((self.scores > self.scores[at]).sum())
        worse: Bool = (left > left[:, at : at + 1]).sum(axis=1) > ahead_before
        return worse


class Witness:
    """Finds the evidence of one served item."""

    def __init__(self, sums: Sums, entries: Sequence[Entry], at: int, facts: ItemFacts) -> None:
        self.sums, self.entries, self.at, self.facts = sums, entries, at, facts

    def evidence(self, recent: bool) -> tuple[Evidence, ...]:
        """All that can be said of the item, strongest first within each kind."""
        strongest = self._strongest()
        found: list[Evidence] = [*self._chosen(strongest)]
        found += self._attributes()
        found += self._next_volume()
        return (*found, *self._popular(recent))

    def _strongest(self) -> list[int]:
        mine = self.sums.by_entry[:, self.at]
        order = np.argsort(-mine, kind="stable")[:SINGLES]
        return [int(e) for e in order if mine[e] > 0.0]

    def _support(self, entries: tuple[int, ...], contribution: float, necessary: bool) -> Support:
        events = tuple(event for e in entries for event in self.entries[e].cited.event_ids)
        positive = float(self.sums.positive[self.at])
        return Support(contribution, max(contribution, 0.0) / positive if positive else 0.0, events, necessary)

    def _chosen(self, strongest: list[int]) -> list[Evidence]:
        """Single items of the past, then pairs of the strongest three."""
        sets: list[tuple[int, ...]] = [(e,) for e in strongest]
        sets += [pair for pair in combinations(strongest[:3], 2) if self._alike(pair)]
        if not sets:
            return []
        removed = np.array([self.sums.by_entry[list(s)].sum(axis=0) for s in sets])
        necessary = self.sums.worsens(removed, self.at)
        found: list[Evidence] = []
        for entries, gone, need in zip(sets, removed[:, self.at], necessary, strict=True):
            support = self._support(entries, float(gone), bool(need))
            cited = tuple(self.entries[e].cited for e in entries)
            in_session = self.entries[entries[0]].in_session
            found.append(SeenThisSession(support, cited) if in_session else LikedBefore(support, cited))
        return found

    def _alike(self, pair: tuple[int, ...]) -> bool:
        """Two items can share a sentence when the same was done with both, in the same visit or both before."""
        one, other = (self.entries[e] for e in pair)
        return one.in_session == other.in_session and one.cited.act == other.cited.act

    def _attributes(self) -> list[Evidence]:
        found: list[Evidence] = []
        for block in self.sums.blocks:
            fields = sorted({n for n in block.names if n in ("creator", "series", "category", "tag")})
            for name in fields:
                found += self._attribute(block, name)  # type: ignore[arg-type]
        return found

    def _attribute(self, block: CauseBlock, name: AttributeField) -> list[Evidence]:
        """The field's strongest one or two entries that share a value with the item."""
        causes = np.flatnonzero(np.array([n == name for n in block.names]))
        values = block.contributions[causes, self.at]
        order = [int(i) for i in np.argsort(-values, kind="stable")[:2] if values[i] > 0.0]
        if not order:
            return []
        entries = tuple(int(block.entry[causes[i]]) for i in order)
        value = self._shared_value(name, entries)
        if value is None:
            entries, order = entries[:1], order[:1]
            value = self._shared_value(name, entries)
        contribution = float(values[order].sum())
        if value is None or contribution < SPEAKABLE_SHARE * self.sums.positive[self.at]:
            return []
        need = self.sums.worsens(self.sums.by_entry[list(entries)].sum(axis=0)[None, :], self.at)
        support = self._support(entries, contribution, bool(need[0]))
        return [SharesAttribute(support, name, value, tuple(self.entries[e].cited for e in entries))]

    def _shared_value(self, name: AttributeField, entries: tuple[int, ...]) -> str | None:
        mine = self.facts.tags if name == "tag" else (getattr(self.facts, name),)
        for entry in entries:
            theirs = self.entries[entry].cited.facts
            other = theirs.tags if name == "tag" else (getattr(theirs, name),)
            mine = tuple(value for value in mine if value and value in other)
        return mine[0] if mine else None

    def _next_volume(self) -> list[Evidence]:
        """The volume right before this one, if the person has had it and it really moves the item."""
        index = self.facts.series_index
        if not self.facts.series or index is None:
            return []
        for entry, known in enumerate(self.entries):
            facts = known.cited.facts
            same = facts.series == self.facts.series and facts.series_index == index - 1
            gone = self.sums.by_entry[entry]
            if same and known.cited.act in READ and gone[self.at] > 0.0:
                need = self.sums.worsens(gone[None, :], self.at)
                support = self._support((entry,), float(gone[self.at]), bool(need[0]))
                return [NextVolume(support, self.facts.series, index, known.cited)]
        return []

    def _popular(self, recent: bool) -> list[Evidence]:
        for block in self.sums.blocks:
            if "popularity" in block.names:
                row = block.contributions[block.names.index("popularity")]
                need = self.sums.worsens(row[None, :], self.at)
                if row[self.at] > 0.0:
                    return [PopularNow(self._support((), float(row[self.at]), bool(need[0])), recent)]
        return []


def evidence_for(
    sums: Sums, entries: Sequence[Entry], columns: Int32, facts: Sequence[ItemFacts], recent: bool
) -> list[tuple[Evidence, ...]]:
    """Evidence of each served item; `columns` (k,) are their places among the candidates."""
    return [Witness(sums, entries, int(at), item).evidence(recent) for at, item in zip(columns, facts, strict=True)]
