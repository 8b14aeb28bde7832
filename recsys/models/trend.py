"""Trend: what is chosen more, or less, of late than in the long run. Strictly past: events before the moment only.

With c_h(i) the count decayed with half-life h and T_h its sum over items, `log((c_h(i) + a) / (T_h c(i) / T + a))`,
c and T being those of the long run: 0 for an item whose share is what it was, and for one nobody has chosen.
Cause: "trend", without events of the person.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from recsys.evidence import CauseBlock
from recsys.models.attributes import prefixed, unprefixed
from recsys.models.decayed import Decayed, Latest, fit_decayed, load_decayed
from recsys.models.linear import Arrays
from recsys.protocols import TrainingData
from recsys.types import Float64, History, Int32, Moment

NAME = "trend"


@dataclass(frozen=True, slots=True)
class TrendConfig:
    """`half_lives` of late and of the long run in days; `prior` is a in choices; as in `PopularityConfig` the rest."""

    half_lives: tuple[float, ...] = (7.0, 30.0)
    long_run: float = 365.0
    prior: float = 3.0
    snapshots: int = 200
    snapshot_bytes: int = 64 * 2**20


@dataclass(frozen=True)
class Trend:
    """Counts of late (p,) and of the long run; nothing where times are no times."""

    late: tuple[Decayed, ...]
    long_run: Decayed
    prior: float
    name: str = NAME

    @property
    def n_items(self) -> int:
        """Number of items it was fitted on."""
        return self.long_run.n_items

    @property
    def parts(self) -> tuple[str, ...]:
        """One weight for each half-life."""
        return tuple(f"{1.0 / (late.rate * 86_400):g} days" for late in self.late)

    def at(self, moment: Moment) -> Float64:
        """Trends (p, n) at a moment; zeros when there is none."""
        if moment.at is None:
            return np.zeros((len(self.late), self.n_items))
        return self.now if self.is_now(moment.at) else self._latest.of(moment.at, self._trends)

    def is_now(self, at: int | None) -> bool:
        """Whether a moment reads as the end of the data."""
        return self.long_run.is_now(at)

    @cached_property
    def now(self) -> Float64:
        """Trends (p, n) as of the end of the data."""
        return self._trends(None)

    @cached_property
    def _latest(self) -> Latest:
        return Latest()

    def _trends(self, at: int | None) -> Float64:
        usual = self.long_run.before(at)
        usual /= max(float(usual.sum()), 1e-12)
        counts = np.array([late.before(at) for late in self.late]).reshape(len(self.late), self.n_items)
        expected = counts.sum(axis=1, keepdims=True) * usual
        trends: Float64 = np.log((counts + self.prior) / (expected + self.prior))
        return trends

    def add_scores(self, history: History, moment: Moment, weights: Float64, out: Float64) -> None:  # noqa: ARG002
        """Add the trends to `out` (n,)."""
        if len(weights) and moment.at is not None:
            out += weights @ self.at(moment)

    def causes(self, history: History, moment: Moment, weights: Float64, items: Int32) -> CauseBlock:  # noqa: ARG002
        """One cause, no entry behind it."""
        values = np.zeros((1, len(items)))
        fitted = items < self.n_items
        if len(weights) and moment.at is not None:
            values[0, fitted] = weights @ self.at(moment)[:, items[fitted]]
        return CauseBlock(self.name, ("trend",), np.array([-1], dtype=np.int32), values)

    def arrays(self) -> Arrays:
        """For an artefact."""
        out = {
            "prior": np.array([self.prior]),
            "n": np.array([len(self.late)]),
            **prefixed("long", self.long_run.arrays()),
        }
        for place, late in enumerate(self.late):
            out |= prefixed(f"late{place}", late.arrays())
        return out


def fit(data: TrainingData, config: TrendConfig | None = None) -> Trend:
    """Count with each half-life; no parts where times are no times."""
    config = config or TrendConfig()
    log, how = data.interactions, (config.snapshots, config.snapshot_bytes)
    is_timed = log.timed and len(log) > 0
    late = tuple(fit_decayed(log, half_life, *how) for half_life in config.half_lives if is_timed)
    data.progress(NAME, 1.0)
    return Trend(late, fit_decayed(log, config.long_run, *how), config.prior)


def load(arrays: Arrays) -> Trend:
    """Rebuild from arrays; without the events every moment reads as now."""
    late = tuple(load_decayed(unprefixed(f"late{place}", arrays)) for place in range(int(arrays["n"][0])))
    return Trend(late, load_decayed(unprefixed("long", arrays)), float(arrays["prior"][0]))
