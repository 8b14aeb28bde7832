"""Segments: the same figures by what is known of the person, by popularity of the target, and by part of the day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from recsys.evaluation.cases import Case, Split
from recsys.evaluation.debiased import propensities
from recsys.types import Bool, Float64, Int32, Int64, Interactions

COLD_HISTORY = 5
"""A history of at most this many events is cold."""

HEAD_SHARE = 0.5
"""The head is the most popular items that together hold this share of the training events."""

DAY_PARTS: Mapping[str, range] = {
    "night": range(6),
    "morning": range(6, 12),
    "afternoon": range(12, 18),
    "evening": range(18, 24),
}
"""Local hours of each part of the day."""


@dataclass(frozen=True)
class CaseTable:
    """What segments need of all cases: `unit`, `history` (length), `session` (how much of it), `hour` (local, -1
    unknown) (n,), and for the targets (t,) their `case`, whether each is in the `head`, and its `propensity`."""

    unit: Int64
    history: Int32
    session: Int32
    hour: Int32
    case: Int32
    head: Bool
    propensity: Float64

    def segments(self) -> dict[str, Bool]:
        """Targets (t,) of every segment that has some; "strategy ..." is what an answer to the case calls itself."""
        cold, hour = (self.history <= COLD_HISTORY)[self.case], self.hour[self.case]
        unknown, visit = (self.history == 0)[self.case], (self.session == self.history)[self.case]
        strategy = {"cold": unknown, "session": visit & ~unknown, "personal": ~visit}
        strategies = {f"strategy {name}": members for name, members in strategy.items()}
        parts = {name: np.isin(hour, list(hours)) for name, hours in DAY_PARTS.items()}
        named = {"cold": cold, "warm": ~cold, "head": self.head, "tail": ~self.head, **parts, **strategies}
        return {name: members for name, members in named.items() if members.any()}


def head_items(train: Interactions) -> Bool:
    """Whether each item (n_items,) belongs to the head; ties in popularity go to the lower index."""
    counts = np.bincount(train.item, minlength=train.n_items)
    order = np.argsort(-counts, kind="stable")
    before = np.cumsum(counts[order]) - counts[order]
    head = np.zeros(train.n_items, dtype=np.bool_)
    head[order] = (before < HEAD_SHARE * counts.sum()) & (counts[order] > 0)
    return head


def case_table(splits: Iterable[Split], timed: bool) -> CaseTable:
    """The table of all cases of all splits, in order; `timed` says that moments are UTC seconds."""
    unit, history, session, hour, sizes, head, propensity = [], [], [], [], [], [], []
    for split in splits:
        in_head = np.append(head_items(split.train), False)  # the unknown target, -1, is in the tail
        seen = propensities(split.train)
        seen = np.append(seen, seen.min(initial=1.0))
        for case in split.cases():
            unit.append(case.unit)
            history.append(len(case.items))
            session.append(np.count_nonzero(case.in_session))
            hour.append(local_hour(case) if timed else -1)
            sizes.append(len(case.targets))
            head.append(in_head[case.targets])
            propensity.append(seen[case.targets])
    return CaseTable(
        unit=np.array(unit, dtype=np.int64),
        history=np.array(history, dtype=np.int32),
        session=np.array(session, dtype=np.int32),
        hour=np.array(hour, dtype=np.int32),
        case=np.repeat(np.arange(len(unit), dtype=np.int32), np.array(sizes, dtype=np.int64)),
        head=np.concatenate([*head, np.zeros(0, dtype=np.bool_)]),
        propensity=np.concatenate([*propensity, np.zeros(0)]),
    )


def local_hour(case: Case) -> int:
    """The hour 0..23 of the case where the person is, -1 when its time is unknown."""
    return -1 if case.moment.at is None else datetime.fromtimestamp(case.moment.at, ZoneInfo(case.moment.zone)).hour
