"""Habits of the hour: what a person chooses at this part of the day and week clearly more than they do anyway.

Of the last 28 days, each session is one trial, and what it shows of a value is the share of its items that have it.
A habit is a value whose rate in the sessions of this slot is at least 1.5 times that of the person's other sessions,
with nine chances in ten that it is larger at all, and that six sessions show.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.special import ndtr

from recsys.context.hours import PARTS, is_free, part_of, slot_at, slots_at
from recsys.evidence import AttributeField, CauseBlock, Support, TimeHabit
from recsys.ranking.entries import Entries
from recsys.ranking.evidence import SPEAKABLE_SHARE, Sums, values_of
from recsys.ranking.removal import falls_behind
from recsys.state.history import SESSION_GAP
from recsys.types import Bool, Float64, Int32, ItemFacts, Moment

WINDOW = 28 * 86_400
"""Seconds a habit is read from."""

FEWEST_SESSIONS, LEAST_LIFT, LEAST_SURE = 6, 1.5, 0.9
"""Fewest sessions that show the value at this hour (less is not often), least ratio of rates, least chance of one."""

PRIOR = 2.0
"""Sessions at the person's own share that the posterior starts from."""

FIELDS: tuple[AttributeField, ...] = ("creator", "category", "tag")
Value = tuple[AttributeField, str]


@dataclass(frozen=True, slots=True)
class Habit:
    """`days` is "workday" or "weekend", "" where both are alike; `n_sessions` show the value, `entries` have it."""

    part: str
    days: str
    n_sessions: int
    entries: frozenset[int]


@dataclass(frozen=True)
class Sessions:
    """Sessions of the window, oldest first: slot (s,) int32, and the history entries touched in each."""

    slot: Int32
    entries: tuple[frozenset[int], ...]


def habits_of(entries: Entries, moment: Moment) -> dict[Value, Habit]:
    """The person's habits at this moment, by value; none without a time or with fewer than six sessions.

    Only what enough sessions of these hours show is looked at: most requests end there.
    """
    if moment.at is None:
        return {}
    found, now = _sessions(entries, moment.at, moment.zone), slot_at(moment.at, moment.zone)
    here = np.flatnonzero(found.slot % len(PARTS) == now % len(PARTS)).tolist()
    if len(here) < FEWEST_SESSIONS:
        return {}
    values = {entry: _values(entries, entry) for own in found.entries for entry in own}
    shown = Counter(value for n in here for value in frozenset[Value]().union(*(values[e] for e in found.entries[n])))
    often = [value for value, times in shown.items() if times >= FEWEST_SESSIONS]
    having = {value: frozenset(entry for entry, own in values.items() if value in own) for value in often}
    habits = {value: _habit(having[value], found, now) for value in often}
    return {value: habit for value, habit in habits.items() if habit is not None}


def _values(entries: Entries, entry: int) -> frozenset[Value]:
    facts = entries.facts[entries.history.item[entry]]
    return frozenset([(field, name) for field in FIELDS for name in values_of(facts, field)])


def habit_evidence(
    moment: Moment, sums: Sums, entries: Entries, served: tuple[Int32, Sequence[ItemFacts]]
) -> list[tuple[TimeHabit, ...]]:
    """Evidence of each served item (its place among the candidates, its facts); nothing where no hour takes part."""
    columns, facts = served
    block = next((b for b in sums.blocks if b.scorer == "time_habit" and (b.entry >= 0).any()), None)
    gains = {} if block is None else {field: _gain(block, field) for field in FIELDS}
    is_heard = any((gain[columns] >= SPEAKABLE_SHARE * sums.positive[columns]).any() for gain in gains.values())
    habits = habits_of(entries, moment) if is_heard else {}
    if not habits:
        return [()] * len(columns)
    found: list[tuple[TimeHabit, ...]] = []
    for at, item in zip(columns.tolist(), facts, strict=True):
        told = [(f, v) for f in FIELDS for v in values_of(item, f) if (f, v) in habits and gains[f][at] > 0.0]
        best = max(told, key=lambda value: gains[value[0]][at], default=None)
        evidence = None if best is None else _told(sums, entries, at, (best, habits[best], float(gains[best[0]][at])))
        found.append(() if evidence is None else (evidence,))
    return found


def _told(sums: Sums, entries: Entries, at: int, habit: tuple[Value, Habit, float]) -> TimeHabit | None:
    """The habit as evidence, with the one or two of its entries that carry the item most."""
    (field, value), known, gain = habit
    share = gain / float(sums.positive[at])
    behind = sorted(known.entries, key=lambda entry: (-sums.by_entry[entry, at], entry))[:2]
    behind = [entry for entry in behind if sums.by_entry[entry, at] > 0.0]
    if share < SPEAKABLE_SHARE or not behind:
        return None
    cited = tuple(entries[entry].cited for entry in behind)
    gone = sums.by_entry[behind].sum(axis=0)
    events = tuple(event for one in cited for event in one.event_ids)
    support = Support(gain, share, events, bool(falls_behind(sums.scores, gone, at)))
    return TimeHabit(support, field, value, known.part, known.days, known.n_sessions, cited)


def _gain(block: CauseBlock, field: AttributeField) -> Float64:
    """What the person's hours add to every candidate (m,) through one field."""
    rows = [row for row, name in enumerate(block.names) if name == f"hour {field}"]
    gain: Float64 = block.contributions[rows].sum(axis=0)
    return gain


def _sessions(entries: Entries, at: int, zone: str) -> Sessions:
    touched = sorted([(t.at, e) for e, own in enumerate(entries.behind) for t in own if at - WINDOW <= t.at < at])
    times, places = np.array([t for t, _ in touched], dtype=np.int64), [e for _, e in touched]
    begins = np.flatnonzero(np.diff(times, prepend=-SESSION_GAP) >= SESSION_GAP)
    borders = [*begins.tolist(), len(places)]
    return Sessions(slots_at(times[begins], zone), tuple([frozenset(places[a:b]) for a, b in pairwise(borders)]))


def _habit(having: frozenset[int], sessions: Sessions, now: int) -> Habit | None:
    """The habit of a value that some entries have: on this kind of day, or at these hours where both are alike."""
    share = np.array([len(own & having) / len(own) for own in sessions.entries])
    same_hours = sessions.slot % len(PARTS) == now % len(PARTS)
    here = sessions.slot == now
    there = same_hours & ~here
    days_differ = here.any() and (not there.any() or share[here].mean() >= LEAST_LIFT * share[there].mean())
    kinds = [(here, "weekend" if is_free(now) else "workday")] if days_differ else []
    for mask, days in (*kinds, (same_hours, "")):
        behind = np.flatnonzero(mask & (share > 0.0)).tolist()
        if len(behind) >= FEWEST_SESSIONS and is_habit(share, mask):
            entries = having & frozenset[int]().union(*(sessions.entries[number] for number in behind))
            return Habit(part_of(now), days, len(behind), entries)
    return None


def is_habit(share: Float64, here: Bool) -> bool:
    """Whether the shares (s,) of a value are clearly larger in the sessions `here` (s,) than in the others.

    Both rates have Beta posteriors around the person's own share of all sessions; the chance that one is larger is
    read off their means and variances.
    """
    mean, spread = _posterior(share[here], float(share.mean()))
    usual, usual_spread = _posterior(share[~here], float(share.mean()))
    if not 0.0 < share.mean() < 1.0 or mean < LEAST_LIFT * usual:
        return False
    return float(ndtr((mean - usual) / np.sqrt(spread + usual_spread))) >= LEAST_SURE


def _posterior(share: Float64, own: float) -> tuple[float, float]:
    """Mean and variance of the rate behind some sessions' shares."""
    n = len(share) + PRIOR
    mean = (float(share.sum()) + PRIOR * own) / n
    return mean, mean * (1.0 - mean) / (n + 1.0)
