"""Decayed counts of choices, readable at any past moment: only events strictly before it count."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from recsys.models.linear import Arrays
from recsys.types import Float32, Float64, Int32, Int64, Interactions

DAY = 86_400


class Latest:
    """Remembers the answer (n,) to the last question: a moment is read once, however many parts ask for it."""

    def __init__(self) -> None:
        self._held: tuple[int | None, Float64] | None = None

    def of(self, at: int | None, read: Callable[[int | None], Float64]) -> Float64:
        """What `read(at)` gives; not to be written to."""
        held = self._held
        if held is None or held[0] != at:
            held = self._held = (at, read(at))
        return held[1]


@dataclass(frozen=True)
class Decayed:
    """Counts at some moments (s, n) float32, and the events (t,) between them, in time order.

    `rate` is the decay per second in halvings (0: no decay, all events count alike and the moment is ignored).
    """

    times: Int64
    counts: Float32
    event_time: Int64
    event_item: Int32
    rate: float

    @property
    def n_items(self) -> int:
        """Number of items it was fitted on."""
        return int(self.counts.shape[1])

    def is_now(self, at: int | None) -> bool:
        """Whether a moment reads as the end of the data: it is later, or there is no time."""
        return self.rate == 0.0 or at is None or at > int(self.event_time[-1])

    def before(self, at: int | None) -> Float64:
        """Decayed counts (n,) of events strictly before a UTC second; at the end of the data for None and later."""
        if at is None or self.is_now(at):
            last_counts: Float64 = self.counts[-1].astype(np.float64)
            return last_counts
        snapshot = int(np.searchsorted(self.times, at, side="left")) - 1
        first = 0 if snapshot < 0 else int(np.searchsorted(self.event_time, self.times[snapshot], side="left"))
        last = int(np.searchsorted(self.event_time, at, side="left"))
        count = np.zeros(self.n_items)
        if snapshot >= 0:
            count += self.counts[snapshot] * np.exp2(-self.rate * (at - int(self.times[snapshot])))
        np.add.at(count, self.event_item[first:last], np.exp2(-self.rate * (at - self.event_time[first:last])))
        return count

    def arrays(self) -> Arrays:
        """For an artefact: the last counts only; reading the past needs the training data."""
        return {"times": self.times[-1:], "counts": self.counts[-1:], "rate": np.array([self.rate])}


def fit_decayed(log: Interactions, half_life: float, snapshots: int, snapshot_bytes: int) -> Decayed:
    """Count events; where time is in seconds, older ones count half every `half_life` days."""
    if not log.timed or len(log) == 0:
        counts = np.bincount(log.item, minlength=log.n_items).astype(np.float32)
        last = log.time[-1:] if len(log) else np.zeros(1, dtype=np.int64)
        return Decayed(last, counts[None, :], last, np.zeros(1, dtype=np.int32), 0.0)
    rate = 1.0 / (half_life * DAY)
    time, item = log.time, log.item
    if (np.diff(time) < 0).any():
        order = np.argsort(time, kind="stable")
        time, item = time[order], item[order]
    wanted = min(snapshots, max(1, snapshot_bytes // (4 * log.n_items)))
    times = np.unique(np.append(np.quantile(time, np.linspace(0, 1, wanted + 1)[1:-1]).astype(np.int64), time[-1] + 1))
    return Decayed(times, _snapshots(times, time, item, rate, log.n_items), time, item, rate)


def load_decayed(arrays: Arrays) -> Decayed:
    """Rebuild from arrays; without the events every moment reads as now."""
    times: Int64 = arrays["times"]
    return Decayed(times, arrays["counts"], times - 1, np.zeros(1, dtype=np.int32), float(arrays["rate"][0]))


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
