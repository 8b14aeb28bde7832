"""The plugs: what a model must be to take part in the sum.

A scorer is linear in the history: its score of an item is a sum over causes, each cause belonging to one
history entry or to none. Scores may be float32 inside; sums are float64.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

import numpy as np

from recsys.dataset.catalogue import Catalogue
from recsys.evidence import CauseBlock
from recsys.types import Float64, History, Int32, Interactions, Moment, Signal, UserState

Progress = Callable[[str, float], None]
"""Called with a step's name and the share done in [0, 1]."""


def silent(step: str, share: float) -> None:
    """A `Progress` that shows nothing."""


@dataclass(frozen=True)
class TrainingData:
    """What a fit may see: interactions in time order, the catalogue, a seed, a memory limit in bytes."""

    interactions: Interactions
    catalogue: Catalogue
    seed: int = 0
    memory_limit: int = 8 * 2**30
    progress: Progress = field(default=silent, compare=False)

    def rng(self) -> np.random.Generator:
        """A fresh generator for one fit; the same seed gives the same model."""
        return np.random.default_rng(self.seed)


class Scorer(Protocol):
    """A fitted model: a value with exact additive contributions."""

    @property
    def name(self) -> str:
        """The name it is registered under."""

    @property
    def n_items(self) -> int:
        """Number of items it was fitted on; later items get no score from it."""

    @property
    def parts(self) -> tuple[str, ...]:
        """Names of its parts (p,), each with a weight of its own: decays of the history, fields..."""

    def add_scores(self, history: History, moment: Moment, weights: Float64, out: Float64) -> None:
        """Add the score of every item, under the parts' weights (p,), to `out` (n_items,) float64."""

    def causes(self, history: History, moment: Moment, weights: Float64, items: Int32) -> CauseBlock:
        """The same scores of `items` (m,), split by cause; its columns sum to what `add_scores` adds."""

    def arrays(self) -> Mapping[str, np.ndarray[Any, Any]]:
        """Everything needed to rebuild the scorer, as arrays (no pickle)."""


@runtime_checkable
class Extensible(Protocol):
    """A scorer that can score items which came after its fit, by their attributes."""

    def extended(self, catalogue: Catalogue) -> Scorer:
        """The same scorer over a catalogue that begins with the items it knows; their scores stay."""


@runtime_checkable
class Situated(Protocol):
    """A scorer that reads something of the moment that a request may withhold: the hour, or what is told of it."""

    @property
    def signal(self) -> Signal:
        """What it reads."""

    def unread(self, history: History, moment: Moment) -> str:
        """Why it reads nothing here, such as "not_given"; "" where it does."""


LoadScorer = Callable[[Mapping[str, np.ndarray[Any, Any]]], Scorer]


@dataclass(frozen=True)
class Model:
    """A registry line: hyper-parameters (a frozen dataclass), how to fit, how to rebuild from arrays.

    `library` is a module that only the fit needs and that may be absent, "" for none.
    """

    name: str
    config: type[Any]
    fit: Callable[[TrainingData, Any], Scorer]
    load: LoadScorer
    library: str = ""


class Ranker(Protocol):
    """Anything that scores the whole catalogue for a person at a moment."""

    def scores(self, history: History, moment: Moment) -> Float64:
        """Scores (n_items,) float64; higher is better."""


@runtime_checkable
class Feeling(Protocol):
    """A ranker that reads a mood off what is known of a person."""

    def felt(self, state: UserState, moment: Moment) -> Moment:
        """The moment with where the list should stand on the mood plane."""


FitRanker = Callable[[TrainingData], Ranker]
"""Fits a ranker alone: what `gonggam evaluate --models` compares."""
