"""Time-decayed popularity, readable at any past moment: only events strictly before it count.

Cause: "popularity", without events of the person. Score: log(1 + decayed count), so that a hit does not drown taste.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from recsys.evidence import CauseBlock
from recsys.models.decayed import Decayed, Latest, fit_decayed, load_decayed
from recsys.models.linear import Arrays
from recsys.protocols import TrainingData
from recsys.types import Float64, History, Int32, Moment

NAME = "popular"


@dataclass(frozen=True, slots=True)
class PopularityConfig:
    """`half_life` in days (used where time is in seconds); `snapshots` bounds the work of reading the past."""

    half_life: float = 60.0
    snapshots: int = 200
    snapshot_bytes: int = 64 * 2**20


@dataclass(frozen=True)
class Popularity(Decayed):
    """Decayed counts of choices, read on a log scale."""

    name: str = NAME
    essential: ClassVar[bool] = True

    @property
    def parts(self) -> tuple[str, ...]:
        """One weight."""
        return ("count",)

    def at(self, moment: Moment) -> Float64:
        """log(1 + decayed count) (n,) of events strictly before the moment; all events when it is None."""
        if self.is_now(moment.at):
            return self.now
        return self._latest.of(moment.at, self._logs)

    @cached_property
    def _latest(self) -> Latest:
        return Latest()

    def _logs(self, at: int | None) -> Float64:
        scores: Float64 = np.log1p(self.before(at))
        return scores

    @cached_property
    def now(self) -> Float64:
        """As of the end of the data (n,)."""
        return self._logs(None)

    def add_scores(self, history: History, moment: Moment, weights: Float64, out: Float64) -> None:  # noqa: ARG002
        """Add popularity to `out` (n,)."""
        out += weights[0] * self.at(moment)

    def causes(self, history: History, moment: Moment, weights: Float64, items: Int32) -> CauseBlock:  # noqa: ARG002
        """One cause, no entry behind it."""
        values = np.zeros((1, len(items)))
        fitted = items < self.n_items
        values[0, fitted] = weights[0] * self.at(moment)[items[fitted]]
        return CauseBlock(self.name, ("popularity",), np.array([-1], dtype=np.int32), values)


def fit(data: TrainingData, config: PopularityConfig | None = None) -> Popularity:
    """Count events; where time is in seconds, older ones count half every `half_life` days."""
    config = config or PopularityConfig()
    counted = fit_decayed(data.interactions, config.half_life, config.snapshots, config.snapshot_bytes)
    return Popularity(**vars(counted))


def load(arrays: Arrays) -> Popularity:
    """Rebuild from arrays; without the events every moment reads as now."""
    return Popularity(**vars(load_decayed(arrays)))
