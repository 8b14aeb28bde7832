"""Time-decayed popularity, readable at any past moment: only events strictly before it count.

Cause: "popularity", without events of the person. Score: log(1 + decayed count), so that a hit does not drown taste.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from recsys.evidence import CauseBlock
from recsys.models.linear import Arrays
from recsys.protocols import TrainingData
from recsys.types import Float32, Float64, History, Int32, Int64, Moment

NAME = "popular"


@dataclass(frozen=True, slots=True)
class PopularityConfig:
    """`half_life` in days (used where time is in seconds); `snapshots` bounds the work of reading the past."""

    half_life: float = 60.0
    snapshots: int = 200
    snapshot_bytes: int = 64 * 2**20


@dataclass(frozen=True)
class Popularity:
    """Decayed counts at some moments (s, n) float32, and the events (t,) between them, in time order.

    `rate` is the decay per second (0: no decay, all events count alike and the moment is ignored).
    """

    times: Int64
    counts: Float32
    event_time: Int64
    event_item: Int32
    rate: float
    name: str = NAME

    @property
    def n_items(self) -> int:
        """Number of items it was fitted on."""
        return int(self.counts.shape[1])

    @property
    def parts(self) -> tuple[str, ...]:
        """One weight."""
        return ("count",)

    def at(self, moment: Moment) -> Float64:
        """log(1 + decayed count) (n,) of events strictly before the moment; all events when it is None."""
        if self.rate == 0.0 or moment.at is None or moment.at > self.event_time[-1]:
            return self._now
        snapshot = int(np.searchsorted(self.times, moment.at, side="left")) - 1
        first = 0 if snapshot < 0 else int(np.searchsorted(self.event_time, self.times[snapshot], side="left"))
        last = int(np.searchsorted(self.event_time, moment.at, side="left"))
        count = np.zeros(self.n_items)
        if snapshot >= 0:
            count += self.counts[snapshot] * np.exp2(-self.rate * (moment.at - int(self.times[snapshot])))
        recent = np.exp2(-self.rate * (moment.at - self.event_time[first:last]))
        np.add.at(count, self.event_item[first:last], recent)
        scores: Float64 = np.log1p(count)
        return scores

    @cached_property
    def _now(self) -> Float64:
        now: Float64 = np.log1p(self.counts[-1].astype(np.float64))
        return now

    def add_scores(self, history: History, moment: Moment, weights: Float64, out: Float64) -> None:  # noqa: ARG002
        """Add popularity to `out` (n,)."""
        out += weights[0] * self.at(moment)

    def causes(self, history: History, moment: Moment, weights: Float64, items: Int32) -> CauseBlock:  # noqa: ARG002
        """One cause, no entry behind it."""
        values = np.zeros((1, len(items)))
        fitted = items < self.n_items
        values[0, fitted] = weights[0] * self.at(moment)[items[fitted]]
        return CauseBlock(self.name, ("popularity",), np.array([-1], dtype=np.int32), values)

    def arrays(self) -> Arrays:
        """For an artefact: the last counts only; reading the past needs the training data."""
        rate = np.array([self.rate])
        return {"times": self.times[-1:], "counts": self.counts[-1:], "rate": rate}


def fit(data: TrainingData, config: PopularityConfig | None = None) -> Popularity:
    """Count events; where time is in seconds, older ones count half every `half_life` days."""
    config = config or PopularityConfig()
    log = data.interactions
    if not log.timed or len(log) == 0:
        counts = np.bincount(log.item, minlength=log.n_items).astype(np.float32)
        last = log.time[-1:] if len(log) else np.zeros(1, dtype=np.int64)
        return Popularity(last, counts[None, :], last, np.zeros(1, dtype=np.int32), 0.0)
    rate = 1.0 / (config.half_life * 86_400)
    order = np.argsort(log.time, kind="stable")
    time, item = log.time[order], log.item[order]
    wanted = min(config.snapshots, max(1, config.snapshot_bytes // (4 * log.n_items)))
    times = np.unique(np.append(np.quantile(time, np.linspace(0, 1, wanted + 1)[1:-1]).astype(np.int64), time[-1] + 1))
    return Popularity(times, _snapshots(times, time, item, rate, log.n_items), time, item, rate)


def load(arrays: Arrays) -> Popularity:
    """Rebuild from arrays; without the events every moment reads as now."""
    times: Int64 = arrays["times"]
    return Popularity(times, arrays["counts"], times - 1, np.zeros(1, dtype=np.int32), float(arrays["rate"][0]))


def _snapshots(times: Int64, time: Int64, item: Int32, rate: float, n_items: int) -> Float32:
    """Decayed counts (s, n) of the events strictly before each of the ascending `times` (s,)."""
    counts = np.zeros((len(times), n_items), dtype=np.float32)
    running, at, first = np.zeros(n_items), int(times[0]), 0
    for row, moment in enumerate(times):
        last = int(np.searchsorted(time, moment, side="left"))
        running *= np.exp2(-rate * (int(moment) - at))
        np.add.at(running, item[first:last], np.exp2(-rate * (int(moment) - time[first:last])))
        counts[row], at, first = running, int(moment), last
    return counts
