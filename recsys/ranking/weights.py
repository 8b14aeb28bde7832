"""How much each part of each scorer counts, depending on the situation; never negative, fixed at fit."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recsys.ranking.likelihood import HEAVIEST
from recsys.types import Float64, History, Moment

FEATURES = ("bias", "history", "session", "pause")
"""What the weights may depend on: a constant, log lengths of the history and of the current session, and the log of
the time since the last event, in units of the data's own time (1 is a day of seconds, or as many rows)."""

PAUSE = FEATURES.index("pause")
_HISTORY, _SESSION, _PAUSE = np.log(50.0), np.log(10.0), np.log(86_400.0)


def situation(history: History, moment: Moment, usual_pause: float = 0.0) -> Float64:
    """Features (f,) of a situation; an unknown pause is the usual one.

    Held when events are masked: they read ages, lengths and times, never `kept`.
    """
    session = float(np.count_nonzero(history.in_session))
    pause = usual_pause
    if moment.at is not None and len(history):
        pause = np.log1p(max(0.0, float(moment.at - history.last_at[0]))) / _PAUSE
    return np.array([1.0, np.log1p(len(history)) / _HISTORY, np.log1p(session) / _SESSION, pause])


@dataclass(frozen=True)
class Weights:
    """weight_p(situation) = exp(slopes_p . features) / spread_p; `slopes` (d, f), `spreads` (d,) of all parts.

    `usual_pause` is the mean of that feature over the choices the weights were learned on.
    """

    slopes: Float64
    spreads: Float64
    usual_pause: float = 0.0

    @classmethod
    def even(cls, values: Sequence[float]) -> "Weights":
        """The same weights (d,) in every situation."""
        slopes = np.zeros((len(values), len(FEATURES)))
        with np.errstate(divide="ignore"):
            slopes[:, 0] = np.log(np.asarray(values, dtype=np.float64))
        return cls(slopes, np.ones(len(values)))

    def of(self, history: History, moment: Moment) -> Float64:
        """Weights (d,) for a person in a moment."""
        return self.at(situation(history, moment, self.usual_pause))

    def at(self, features: Float64) -> Float64:
        """Weights (d,) in a situation of these features (f,)."""
        logs = np.minimum(self.slopes @ features, HEAVIEST)
        values: Float64 = np.where(
            self.spreads > 0.0, np.exp(logs) / np.where(self.spreads > 0, self.spreads, 1.0), 0.0
        )
        return values
