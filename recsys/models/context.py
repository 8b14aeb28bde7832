"""Plain context columns, such as weather, companion or place: what is chosen more often in circumstances like these.

Three parts: the lift of the item itself in the circumstances of now, that of its attributes (`lifts`), summed over the
columns; and of the person's own items, what the agreement of their circumstances with those of now says of choosing
them again (`recsys.context.agreement`). Causes: one for each column, and one for each history entry.
"""

from dataclasses import dataclass, replace

import numpy as np

from recsys.context.agreement import DEGREES, closest, return_lifts
from recsys.context.types import Told
from recsys.dataset.catalogue import Catalogue
from recsys.evidence import CauseBlock
from recsys.models.attributes import packed, prefixed, unpacked, unprefixed
from recsys.models.kernels import own_cells
from recsys.models.lifts import Lifts, fit_lifts, load_lifts
from recsys.models.linear import Arrays
from recsys.protocols import TrainingData
from recsys.types import Float64, History, Int32, Moment, Signal

NAME = "context"


@dataclass(frozen=True, slots=True)
class ContextConfig:
    """Columns of more than `most_values` values are names or numbers, not circumstances, and are left out."""

    most_values: int = 100


@dataclass(frozen=True)
class Column:
    """One column: its values (v,) and the lifts in each."""

    name: str
    values: tuple[str, ...]
    lifts: Lifts


@dataclass(frozen=True)
class Context:
    """`again` (4,) float64: log-lift of choosing an item again, by the degree in which circumstances agree."""

    columns: tuple[Column, ...]
    again: Float64
    n_items: int
    name: str = NAME

    @property
    def parts(self) -> tuple[str, ...]:
        """None where the data has no columns."""
        return ("item", "attribute", "again") if self.columns else ()

    @property
    def signal(self) -> Signal:
        """It reads what is told of the moment."""
        return "context"

    def unread(self, history: History, moment: Moment) -> str:  # noqa: ARG002
        """It needs one circumstance that it has learned something of."""
        if not moment.context:
            return "not_given"
        return "" if self._now(moment.context) else "not_in_model"

    def add_scores(self, history: History, moment: Moment, weights: Float64, out: Float64) -> None:
        """Add the score of every item to `out` (n_items,)."""
        if not len(weights):
            return
        for column, value in self._now(moment.context):
            column.lifts.add(value, weights[:2], out)
        known = history.item < self.n_items
        out[history.item[known]] += weights[2] * self._again(history, moment)[known]

    def causes(self, history: History, moment: Moment, weights: Float64, items: Int32) -> CauseBlock:
        """A row for each column that is told, without an entry; then the entries among `items` (m,)."""
        if not len(weights):
            return CauseBlock(self.name, (), np.zeros(0, dtype=np.int32), np.zeros((0, len(items))))
        now, fitted = self._now(moment.context), np.flatnonzero(items < self.n_items)
        general = np.zeros((len(now), len(items)))
        for row, (column, value) in enumerate(now):
            general[row, fitted] = column.lifts.cells(value, weights[:2], items[fitted])
        values = weights[2] * self._again(history, moment)
        own, personal = own_cells(history.item, np.where(history.item < self.n_items, values, 0.0), items)
        return CauseBlock(
            self.name,
            (*(f"context {column.name}" for column, _ in now), *("item",) * len(own)),
            np.concatenate((np.full(len(now), -1), own)).astype(np.int32),
            np.vstack((general, personal)),
        )

    def _now(self, told: Told) -> list[tuple[Column, int]]:
        """The columns that are told with a known value, and the value's place."""
        pairs = dict(told)
        return [
            (column, column.values.index(pairs[column.name]))
            for column in self.columns
            if pairs.get(column.name) in column.values
        ]

    def _again(self, history: History, moment: Moment) -> Float64:
        """What each entry (h,) adds to its own item under a weight of 1."""
        if not history.context or not self._now(moment.context):
            return np.zeros(len(history))
        values: Float64 = self.again[closest(history, moment.context)] * history.strength * history.kept
        return values

    def extended(self, catalogue: Catalogue) -> "Context":
        """With items that were appended to the catalogue: their attributes speak for them."""
        later = catalogue.facts[self.n_items :]
        if not later:
            return self
        columns = tuple(replace(c, lifts=c.lifts.extended(later)) for c in self.columns)
        return replace(self, columns=columns, n_items=len(catalogue))

    def arrays(self) -> Arrays:
        """For an artefact."""
        out = {
            "again": self.again,
            "columns": packed([c.name for c in self.columns]),
            "n_items": np.array([self.n_items]),
        }
        for place, column in enumerate(self.columns):
            out |= prefixed(f"c{place}", {"values": packed(column.values), **column.lifts.arrays()})
        return out


def fit(data: TrainingData, config: ContextConfig | None = None) -> Context:
    """Lifts of every column of the log that holds two values or more."""
    config = config or ContextConfig()
    log = data.interactions
    told = [c for c in log.context if 2 <= len(c.values) <= config.most_values]
    columns = tuple(Column(c.name, c.values, fit_lifts(log, c.code, len(c.values), data.catalogue.facts)) for c in told)
    data.progress(NAME, 1.0)
    return Context(columns, return_lifts(log) if told else np.zeros(len(DEGREES)), log.n_items)


def load(arrays: Arrays) -> Context:
    """Rebuild from arrays."""
    columns = []
    for place, name in enumerate(unpacked(arrays["columns"])):
        own = unprefixed(f"c{place}", arrays)
        columns.append(Column(name, unpacked(own["values"]), load_lifts(own)))
    return Context(tuple(columns), arrays["again"], int(arrays["n_items"][0]))
