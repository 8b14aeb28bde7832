"""The hour: what a person chooses at this part of the day and week beyond what they choose anyway, and what people do.

Of the person: with w(e) the likeness of the slot of entry e to that of now, and s(e) its strength,
`sum over e of (w(e) s(e) / (W + m) - W / (W + m) * s(e) / S) * cosine(e, item)`, W and S summing w s and s. The first
share is the taste of these hours, shrunk by m, the second the taste of all hours: who chooses alike at every hour has
no habit, and the sum is 0. Of the people: how much more often an item, or its attributes, are chosen in this slot than
their tastes and their hours alone explain (`lifts`). Causes: each (field, history entry), and "hour".
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numba import njit

from recsys.context.hours import N_SLOTS, PARTS, slot_at, slots_at
from recsys.dataset.catalogue import Catalogue
from recsys.evidence import AttributeField, CauseBlock
from recsys.models.attributes import FieldVectors, fit_field, load_field, prefixed, unprefixed
from recsys.models.by_attribute import ByAttribute
from recsys.models.lifts import Lifts, fit_lifts, load_lifts
from recsys.models.linear import Arrays
from recsys.protocols import TrainingData
from recsys.state.history import SESSION_GAP
from recsys.types import Float64, History, Int32, Moment, Signal

NAME = "time_habit"
FIELDS: tuple[AttributeField, ...] = ("creator", "category", "tag")
"""What habits are of; a series is read through, whatever the hour."""

_NAMES = tuple(f"hour {place}" for place in FIELDS)

FEWEST_SESSIONS = 6
"""Below this many sessions nothing is said or done about a person's hours."""


@dataclass(frozen=True, slots=True)
class TimeHabitConfig:
    """`prior` is m in entries; likeness of the other kind of day at the same hours, and of the hours beside."""

    prior: float = 5.0
    other_days: float = 0.5
    hours_beside: float = 0.25
    widest: float = 0.5


@dataclass(frozen=True)
class TimeHabit:
    """`likeness` (12, 12) of slots; attribute vectors of `FIELDS`; the people's lifts in each slot."""

    likeness: Float64
    prior: float
    fields: tuple[FieldVectors, ...]
    lifts: Lifts
    is_timed: bool
    name: str = NAME

    @property
    def n_items(self) -> int:
        """Number of items it was fitted on."""
        return self.lifts.n_items

    @property
    def parts(self) -> tuple[str, ...]:
        """One weight for each field, and for the people's lifts; none where times are no times."""
        return (*FIELDS, "hour item", "hour attribute") if self.is_timed else ()

    @property
    def signal(self) -> Signal:
        """It reads the hour."""
        return "time"

    def unread(self, history: History, moment: Moment) -> str:
        """A person's hours count from the sixth session on."""
        if moment.at is None:
            return "not_given"
        return "" if n_sessions(history) >= FEWEST_SESSIONS else "too_few_sessions"

    def add_scores(self, history: History, moment: Moment, weights: Float64, out: Float64) -> None:
        """Add the score of every item: entries -> attribute profile -> items."""
        if not len(weights) or moment.at is None:
            return
        self.lifts.add(slot_at(moment.at, moment.zone), weights[len(FIELDS) :], out)
        entries = history.item, self._curve(history, moment)
        self._shared.add(weights[: len(FIELDS)], entries, out)

    def causes(self, history: History, moment: Moment, weights: Float64, items: Int32) -> CauseBlock:
        """The hour, without an entry; then every (field, entry) that shares something with one of `items` (m,)."""
        fitted = np.flatnonzero(items < self.n_items)
        if not len(weights) or moment.at is None:
            return CauseBlock(self.name, (), np.zeros(0, dtype=np.int32), np.zeros((0, len(items))))
        hour = np.zeros((1, len(items)))
        hour[0, fitted] = self.lifts.cells(slot_at(moment.at, moment.zone), weights[len(FIELDS) :], items[fitted])
        entries = history.item, self._curve(history, moment)
        field, entry, cells = self._shared.causes(weights[: len(FIELDS)], entries, items)
        return CauseBlock(
            self.name,
            ("hour", *[_NAMES[place] for place in field.tolist()]),
            np.concatenate((np.array([-1], dtype=np.int32), entry)),
            np.vstack((hour, cells)),
        )

    def sums(self, history: History, moment: Moment, weights: Float64, items: Int32) -> Float64:
        """Scores (m,) of `items` (m,) without their causes."""
        scores = np.zeros(len(items))
        if not len(weights) or moment.at is None:
            return scores
        fitted = np.flatnonzero(items < self.n_items)
        scores[fitted] = self.lifts.cells(slot_at(moment.at, moment.zone), weights[len(FIELDS) :], items[fitted])
        curve = self._curve(history, moment)
        return (
            scores + self._shared.sums(weights[: len(FIELDS)], (history.item, curve), items) if curve.any() else scores
        )

    @cached_property
    def _shared(self) -> ByAttribute:
        return ByAttribute(self.fields)

    def _curve(self, history: History, moment: Moment) -> Float64:
        """What each entry (h,) adds per cosine: its share of these hours less its share of all, as far as it is kept.

        Shares are held when events are masked; a person of few sessions has no hours.
        """
        if moment.at is None or n_sessions(history) < FEWEST_SESSIONS:
            return np.zeros(len(history))
        like = self.likeness[slot_at(moment.at, moment.zone), slots_at(history.last_at, moment.zone)]
        near, all_hours = float((like * history.strength).sum()), float(history.strength.sum())
        habit = like / (near + self.prior) - near / (near + self.prior) / all_hours
        curve: Float64 = habit * history.strength * history.kept
        return curve

    def extended(self, catalogue: Catalogue) -> "TimeHabit":
        """With items that were appended to the catalogue: their attributes speak for them."""
        later = catalogue.facts[self.n_items :]
        if not later or not self.is_timed:
            return self
        fields = tuple(f.extended(place, later) for f, place in zip(self.fields, FIELDS, strict=True))
        return replace(self, fields=fields, lifts=self.lifts.extended(later))

    def arrays(self) -> Arrays:
        """For an artefact."""
        out: dict[str, np.ndarray[Any, Any]] = {
            "likeness": self.likeness,
            "prior": np.array([self.prior]),
            "is_timed": np.array([self.is_timed]),
            **prefixed("lifts", self.lifts.arrays()),
        }
        for place, field in zip(FIELDS, self.fields, strict=True):
            out |= prefixed(place, field.arrays())
        return out


def n_sessions(history: History) -> int:
    """Sessions that the latest touches of the entries span: at least this many there were."""
    return int(_stretches(history.last_at, SESSION_GAP))


@njit(cache=True, nogil=True)
def _stretches(times: Any, gap: int) -> int:
    """How many stretches the times (n,) form that no silence of `gap` interrupts."""
    times, count = np.sort(times), min(1, len(times))
    for n in range(1, len(times)):
        if times[n] - times[n - 1] >= gap:
            count += 1
    return count


def fit(data: TrainingData, config: TimeHabitConfig | None = None) -> TimeHabit:
    """Attribute vectors, and the people's lifts by slot; nothing where times are no times."""
    config = config or TimeHabitConfig()
    log = data.interactions
    facts = data.catalogue.facts if log.timed else ()
    slots = slots_at(log.time, log.zone) if log.timed else np.full(len(log), -1, dtype=np.int32)
    fields = tuple(fit_field(facts, place, config.widest) for place in FIELDS)
    lifts = fit_lifts(log, slots, N_SLOTS, data.catalogue.facts)
    data.progress(NAME, 1.0)
    return TimeHabit(likeness(config), config.prior, fields, lifts, log.timed)


def load(arrays: Arrays) -> TimeHabit:
    """Rebuild from arrays."""
    fields = tuple(load_field(unprefixed(place, arrays)) for place in FIELDS)
    lifts = load_lifts(unprefixed("lifts", arrays))
    return TimeHabit(arrays["likeness"], float(arrays["prior"][0]), fields, lifts, bool(arrays["is_timed"][0]))


def likeness(config: TimeHabitConfig) -> Float64:
    """(12, 12): 1 for the slot itself, less for the hours beside it and for the other kind of day."""
    n = len(PARTS)
    apart = np.abs(np.arange(n)[:, None] - np.arange(n)[None, :])
    apart = np.minimum(apart, n - apart)
    same = np.where(apart == 0, 1.0, np.where(apart == 1, config.hours_beside, 0.0))
    return np.block([[same, config.other_days * same], [config.other_days * same, same]])
