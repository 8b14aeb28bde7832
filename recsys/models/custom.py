"""A scorer of one's own, from a notebook: it enters the sum like any other and ranks, but is never spoken.

    def fit_short_books(data):                       # learns from `TrainingData`, returns what scores
        pages = ...                                  # (n_items,), in the order of data.catalogue
        return lambda history, moment: -pages        # higher is better

    Recommender(scorers={"short_books": fit_short_books})

Its weight is learned beside the others', never negative. What it says of an item is one cause without an entry of the
history behind it: masked removal holds it (it is shown the history as it was), refolding asks it again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from recsys.errors import ArtifactError, ConfigError, QueryError
from recsys.evidence import CauseBlock
from recsys.models.linear import Arrays
from recsys.protocols import TrainingData
from recsys.types import Float64, History, Int32, Moment

CAUSE = "score"
Ask = Callable[[History, Moment], Any]
"""Scores (n_items,) of the catalogue for a history at a moment: a function, or the method `scores` of an object."""
Told = Callable[[TrainingData], Any] | Any
"""What a notebook gives: a fit that returns an `Ask`, or an object with `scores` that has nothing to learn."""


@dataclass(frozen=True)
class Custom:
    """What somebody else's code says of every item, checked at every answer."""

    name: str
    n_items: int
    ask: Ask
    essential: ClassVar[bool] = True

    @property
    def parts(self) -> tuple[str, ...]:
        """One weight."""
        return (CAUSE,)

    def values(self, history: History, moment: Moment) -> Float64:
        """Scores (n_items,), whatever is masked. Raises QueryError unless they are finite numbers, one an item."""
        whole = replace(history, kept=np.ones(len(history)))
        values = np.asarray(self.ask(whole, moment), dtype=np.float64)
        if values.shape != (self.n_items,):
            raise QueryError("scorers", f"{self.name!r} gave {values.shape}", f"({self.n_items},), one an item")
        if not np.isfinite(values).all():
            bad = int(self.n_items - np.isfinite(values).sum())
            raise QueryError("scorers", f"{self.name!r} gave no number for {bad} items", "finite scores")
        return values

    def add_scores(self, history: History, moment: Moment, weights: Float64, out: Float64) -> None:
        """Add its scores to `out` (n_items,)."""
        out += weights[0] * self.values(history, moment)

    def causes(self, history: History, moment: Moment, weights: Float64, items: Int32) -> CauseBlock:
        """One cause, no entry behind it."""
        values = np.zeros((1, len(items)))
        fitted = items < self.n_items
        values[0, fitted] = weights[0] * self.values(history, moment)[items[fitted]]
        return CauseBlock(self.name, (CAUSE,), np.array([-1], dtype=np.int32), values)

    def arrays(self) -> Arrays:
        """Refused: a model on disk holds arrays, never code."""
        raise ArtifactError(
            f"the scorer {self.name!r} is code of a notebook, and a saved model holds arrays only; "
            "fit without it to save, or make it a model of the registry (one file in recsys/models)"
        )


ALLOWED = "scores(history, moment) -> one finite number an item"


def fit(data: TrainingData, name: str, told: Told) -> Custom:
    """Let it learn from `data`. Raises ConfigError when there is nothing that scores."""
    ready = hasattr(told, "scores") and not isinstance(told, type)
    made: Any = told if ready else told(data)
    ask = getattr(made, "scores", made)
    if not callable(ask):
        raise ConfigError(f"scorer {name!r}: its fit returned {type(made).__name__}; allowed: {ALLOWED}")
    data.progress(name, 1.0)
    return Custom(name, len(data.catalogue), ask)


def check(own: Mapping[str, Told], taken: Mapping[str, Any]) -> None:
    """Raises ConfigError for a name that is empty or `taken`, and for what can neither fit nor score."""
    for name, told in own.items():
        if not name or name in taken:
            raise ConfigError(f"scorer {name!r}: give your own a name that no model has")
        if not callable(told) and not hasattr(told, "scores"):
            raise ConfigError(f"scorer {name!r} is {type(told).__name__}; allowed: a fit, or {ALLOWED}")
