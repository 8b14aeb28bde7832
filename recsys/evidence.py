"""Evidence: why an item stands where it stands, read off the score. Sentences are made elsewhere.

`Evidence` is a closed union: a new kind that some `match` forgets fails the type check (`assert_never`).
Every kind carries `contribution` (its exact part of this item's score), `share` (its positive part of the
sum of positive parts), `event_ids` (the events behind it) and `necessary` (the item's rank worsens when the
evidence is removed from every item, everything else held).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from recsys.events import Act
from recsys.mood.types import MoodAim, MoodBelief
from recsys.types import Float64, Int32, ItemFacts, Shortfall, Signal, Strategy, Touch

AttributeField = Literal["creator", "series", "category", "tag"]


@dataclass(frozen=True, slots=True)
class Contribution:
    """One row of a score: what `scorer` adds because of `cause`. An item's rows sum to its score."""

    scorer: str
    cause: str
    contribution: float
    share: float
    event_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CitedItem:
    """An item of the person's past that a reason may name, and what they did with it."""

    facts: ItemFacts
    act: Act
    event_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Support:
    """What every evidence knows about its weight in the score."""

    contribution: float
    share: float
    event_ids: tuple[str, ...]
    necessary: bool


@dataclass(frozen=True, slots=True)
class LikedBefore:
    """Items the person chose before carry this item (1 or 2, the strongest first)."""

    support: Support
    items: tuple[CitedItem, ...]


@dataclass(frozen=True, slots=True)
class SeenThisSession:
    """Items touched in the current session carry this item."""

    support: Support
    items: tuple[CitedItem, ...]


@dataclass(frozen=True, slots=True)
class SharesAttribute:
    """The item shares a creator, series, category or theme with items of the person's past."""

    support: Support
    field: AttributeField
    value: str
    items: tuple[CitedItem, ...]


@dataclass(frozen=True, slots=True)
class NextVolume:
    """The item continues a series right after a volume the person has had."""

    support: Support
    series: str
    index: float
    previous: CitedItem


@dataclass(frozen=True, slots=True)
class PopularNow:
    """Many people choose the item. `recent` tells whether time was known and weighted."""

    support: Support
    recent: bool


@dataclass(frozen=True, slots=True)
class TimeHabit:
    """What this person themselves chooses at this part of the day and week. `value` of `field` carries the item.

    `part` is a day part such as "night", `days` "workday" or "weekend" ("" where they differ little);
    `n_sessions` counts the sessions behind the habit.
    """

    support: Support
    field: AttributeField
    value: str
    part: str
    days: str
    n_sessions: int
    items: tuple[CitedItem, ...]


@dataclass(frozen=True, slots=True)
class MoodFit:
    """The item fits the mood a person said (`aim.source` "said") or is believed to be in ("believed").

    `may_speak` is the policy's word on a believed mood; `days` counts the local days its cues span.
    """

    support: Support
    aim: MoodAim
    may_speak: bool
    confidence: float
    days: int


Evidence = LikedBefore | SeenThisSession | SharesAttribute | NextVolume | PopularNow | TimeHabit | MoodFit


@dataclass(frozen=True, slots=True)
class CauseBlock:
    """What one scorer says about some items, cause by cause.

    `contributions` is (n_causes, n_items) float64, already weighted, summing over causes to the scorer's part
    of the score. `entry` (n_causes,) int32 is the position in the history behind a cause, -1 for none.
    `names` says of each cause what it is ("item", "creator", "popularity"...).
    """

    scorer: str
    names: tuple[str, ...]
    entry: Int32
    contributions: Float64


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every cause of every served item, as arrays: rows are made only when somebody asks.

    The columns of the blocks are the best candidates; `column` (k,) int32 finds the served items among them.
    `behind` (h,) are the touches of each history entry, `cues` the events behind the mood.
    """

    blocks: tuple[CauseBlock, ...]
    column: Int32
    behind: tuple[tuple[Touch, ...], ...]
    cues: tuple[str, ...] = ()

    @property
    def entry_items(self) -> tuple[str, ...]:
        """The item of each history entry (h,)."""
        return tuple([touches[0].item_id for touches in self.behind])

    @property
    def entry_events(self) -> tuple[tuple[str, ...], ...]:
        """The events behind each history entry (h,)."""
        return tuple([tuple([touch.event_id for touch in touches]) for touches in self.behind])

    def rows(self, rank: int) -> tuple[Contribution, ...]:
        """The causes of the item at `rank` (from 1), largest first; they sum to its score."""
        at = self.column[rank - 1]
        positive = sum(float(np.maximum(b.contributions[:, at], 0.0).sum()) for b in self.blocks)
        rows = [
            self._row(block, int(cause), float(block.contributions[cause, at]), positive)
            for block in self.blocks
            for cause in np.flatnonzero(block.contributions[:, at])
        ]
        return tuple(sorted(rows, key=lambda row: -abs(row.contribution)))

    def _row(self, block: CauseBlock, cause: int, value: float, positive: float) -> Contribution:
        entry, name = int(block.entry[cause]), block.names[cause]
        share = max(value, 0.0) / positive if positive > 0.0 else 0.0
        if entry < 0:
            return Contribution(block.scorer, name, value, share, self.cues if name == "mood" else ())
        touches = self.behind[entry]
        events = tuple(touch.event_id for touch in touches)
        return Contribution(block.scorer, f"{name}:{touches[0].item_id}", value, share, events)


@dataclass(frozen=True, slots=True)
class RankedItem:
    """An item of the answer. `rank` starts at 1; `evidence` is strongest first and may be empty."""

    facts: ItemFacts
    rank: int
    score: float
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranking:
    """The engine's whole answer to one query."""

    items: tuple[RankedItem, ...]
    strategy: Strategy
    ledger: Ledger
    used: tuple[Signal, ...] = ()
    unused: tuple[tuple[Signal, str], ...] = ()
    shortfall: Shortfall | None = None
    mood: MoodBelief | None = None
    """What is believed of the person lately; None where nothing may be, or nothing hints at a mood."""
    aim: MoodAim | None = None
    """Where the list should stand on the mood plane, said or believed; None without a mood."""
