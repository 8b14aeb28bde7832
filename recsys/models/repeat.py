"""Repeat consumption: an item of the history may itself be the next choice.

What was just looked at is opened again; songs, and goods that run out, come back. An entry of age a adds to its own
item alone: a mixture of decays, a share for the one before the newest (going back), and how often this item in
particular is returned to. Where seen items are not served it moves nothing, and learning gives it no weight.
Source: Anderson et al. 2014, "The dynamics of repeat consumption": recency rules.
"""

from dataclasses import dataclass, field

import numpy as np

from recsys.evidence import CauseBlock
from recsys.models.kernels import own_cells
from recsys.models.linear import Arrays
from recsys.models.weighting import EVEN, Recency
from recsys.protocols import TrainingData
from recsys.types import Float32, Float64, History, Int32, Interactions, Moment

NAME = "repeat"


@dataclass(frozen=True, slots=True)
class RepeatConfig:
    """`prior`: choices of an item that its own rate of returns is shrunk with towards the rate of all."""

    prior: float = 20.0
    recency: Recency = field(default_factory=lambda: Recency((0.0, 0.6, 1.0)))


@dataclass(frozen=True)
class Repeat:
    """`rate` (n,) float32: share of an item's choices whose person has chosen it before, shrunk towards the mean."""

    rate: Float32
    recency: Recency
    name: str = NAME

    @property
    def n_items(self) -> int:
        """Number of items it was fitted on."""
        return len(self.rate)

    @property
    def parts(self) -> tuple[str, ...]:
        """Decays; the item's own rate under each decay; the entry before the newest, where there is an order."""
        return (*self.recency.parts, *(f"own rate, {part}" for part in self.recency.parts), *self._back)

    @property
    def _back(self) -> tuple[str, ...]:
        return () if self.recency == EVEN else ("going back",)

    def add_scores(self, history: History, moment: Moment, weights: Float64, out: Float64) -> None:  # noqa: ARG002
        """Add the score of the history's items to `out` (n_items,)."""
        known = history.item < self.n_items
        out[history.item[known]] += self._values(history, weights)[known]

    def causes(self, history: History, moment: Moment, weights: Float64, items: Int32) -> CauseBlock:  # noqa: ARG002
        """Each entry among `items` (m,) adds to its own column."""
        entry, cells = own_cells(history.item, self._values(history, weights), items)
        return CauseBlock(self.name, ("item",) * len(entry), entry, cells)

    def _values(self, history: History, weights: Float64) -> Float64:
        """What each entry (h,) adds to its own item; nothing for items that came after the fit."""
        n = len(self.recency.parts)
        values = self.recency.of(history, weights[:n])
        if self._back:
            before_newest = history.age == 1
            values[before_newest] += weights[-1] * (history.strength * history.kept)[before_newest]
        values += self.rate[np.minimum(history.item, self.n_items - 1)] * self.recency.of(history, weights[n : 2 * n])
        values[history.item >= self.n_items] = 0.0
        return values

    def arrays(self) -> Arrays:
        """For an artefact."""
        return {"rate": self.rate, "decays": np.array(self.recency.decays)}


def fit(data: TrainingData, config: RepeatConfig | None = None) -> Repeat:
    """Count, for every item, the choices that were returns."""
    config = config or RepeatConfig()
    log = data.interactions
    data.progress(NAME, 1.0)
    return Repeat(_rates(log, config.prior), config.recency if log.ordered else EVEN)


def load(arrays: Arrays) -> Repeat:
    """Rebuild from arrays."""
    return Repeat(arrays["rate"], Recency(tuple(float(x) for x in arrays["decays"])))


def _rates(log: Interactions, prior: float) -> Float32:
    pairs = log.user.astype(np.int64) * max(1, log.n_items) + log.item
    _, first = np.unique(pairs, return_index=True)
    again = np.ones(len(log), dtype=np.bool_)
    again[first] = False
    returns = np.bincount(log.item[again], minlength=log.n_items)
    chosen = np.bincount(log.item, minlength=log.n_items)
    mean = again.mean() if len(log) else 0.0
    rates: Float32 = ((returns + prior * mean) / (chosen + prior)).astype(np.float32)
    return rates
