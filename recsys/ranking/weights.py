"""How much each part of each scorer counts, depending on the situation; never negative, fixed at fit."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recsys.ranking.likelihood import HEAVIEST
from recsys.types import Float64, History, Moment

FEATURES = ("bias", "history", "session")
"""What the weights may depend on: log lengths of the history and of the current session, and a constant."""


def situation(history: History, moment: Moment) -> Float64:  # noqa: ARG001  (time since the last event comes later)
    """Features (f,) of a situation. Held when events are masked: they read ages and lengths, never `kept`."""
    session = float(np.count_nonzero(history.in_session))
    return np.array([1.0, np.log1p(len(history)) / np.log(50.0), np.log1p(session) / np.log(10.0)])


@dataclass(frozen=True)
class Weights:
    """weight_p(situation) = exp(slopes_p . features) / spread_p; `slopes` (d, f), `spreads` (d,) of all parts."""

    slopes: Float64
    spreads: Float64

    @classmethod
    def even(cls, values: Sequence[float]) -> "Weights":
        """The same weights (d,) in every situation."""
        slopes = np.zeros((len(values), len(FEATURES)))
        with np.errstate(divide="ignore"):
            slopes[:, 0] = np.log(np.asarray(values, dtype=np.float64))
        return cls(slopes, np.ones(len(values)))

    def of(self, history: History, moment: Moment) -> Float64:
        """Weights (d,) for a person in a moment."""
        return self.at(situation(history, moment))

    def at(self, features: Float64) -> Float64:
        """Weights (d,) in a situation of these features (f,)."""
        logs = np.minimum(self.slopes @ features, HEAVIEST)
        values: Float64 = np.where(
            self.spreads > 0.0, np.exp(logs) / np.where(self.spreads > 0, self.spreads, 1.0), 0.0
        )
        return values
