"""How new an item is at the moment of the request: since its release or, where none is told, since it was first chosen.

`2 ** (-age / h)` for some half-lives h: 1 on the first day, fading. What is not out yet, or not yet chosen by anybody,
is 0: nothing is known before it happened. Cause: "release", without events of the person.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np

from recsys.dataset.catalogue import Catalogue
from recsys.evidence import CauseBlock
from recsys.models.linear import Arrays
from recsys.protocols import TrainingData
from recsys.types import Float64, History, Int32, Int64, Interactions, ItemFacts, Moment

NAME = "release_age"
NEVER = np.iinfo(np.int64).max
_DATE = re.compile(r"\s*(\d{4})(?:[-./]?(\d{2})(?:[-./]?(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class ReleaseAgeConfig:
    """`half_lives` in days."""

    half_lives: tuple[float, ...] = (14.0, 90.0, 730.0)


@dataclass(frozen=True)
class ReleaseAge:
    """`born` (n,) int64: the UTC second an item came out or was first chosen, `NEVER` where neither is known."""

    born: Int64
    half_lives: tuple[float, ...]
    name: str = NAME

    @property
    def n_items(self) -> int:
        """Number of items it was fitted on."""
        return len(self.born)

    @property
    def parts(self) -> tuple[str, ...]:
        """One weight for each half-life; none where times are no times."""
        return tuple(f"{days:g} days" for days in self.half_lives)

    def at(self, moment: Moment, items: Int32 | slice = slice(None)) -> Float64:
        """Newness (p, m) at a moment; zeros when there is none."""
        born = self.born[items]
        if moment.at is None:
            return np.zeros((len(self.half_lives), len(born)))
        out = born <= moment.at
        age = (moment.at - np.where(out, born, moment.at)) / 86_400
        newness: Float64 = np.exp2(-age / np.array(self.half_lives).reshape(-1, 1)) * out
        return newness

    def add_scores(self, history: History, moment: Moment, weights: Float64, out: Float64) -> None:  # noqa: ARG002
        """Add the newness to `out` (n,)."""
        if len(weights) and moment.at is not None:
            out += weights @ self.at(moment)

    def causes(self, history: History, moment: Moment, weights: Float64, items: Int32) -> CauseBlock:  # noqa: ARG002
        """One cause, no entry behind it."""
        values = np.zeros((1, len(items)))
        fitted = items < self.n_items
        if len(weights):
            values[0, fitted] = weights @ self.at(moment, items[fitted])
        return CauseBlock(self.name, ("release",), np.array([-1], dtype=np.int32), values)

    def extended(self, catalogue: Catalogue) -> "ReleaseAge":
        """With items that were appended to the catalogue, by their release."""
        return replace(self, born=np.concatenate((self.born, released(catalogue.facts[self.n_items :]))))

    def arrays(self) -> Arrays:
        """For an artefact."""
        return {"born": self.born, "half_lives": np.array(self.half_lives)}


def fit(data: TrainingData, config: ReleaseAgeConfig | None = None) -> ReleaseAge:
    """Release of every item, or its first choice; no parts where times are no times."""
    config = config or ReleaseAgeConfig()
    log = data.interactions
    data.progress(NAME, 1.0)
    if not log.timed:
        return ReleaseAge(np.full(log.n_items, NEVER), ())
    return ReleaseAge(np.minimum(released(data.catalogue.facts), first_chosen(log)), config.half_lives)


def load(arrays: Arrays) -> ReleaseAge:
    """Rebuild from arrays."""
    return ReleaseAge(arrays["born"], tuple(float(days) for days in arrays["half_lives"]))


def first_chosen(log: Interactions) -> Int64:
    """The second after the first choice of every item (n,): only then it is known; `NEVER` where nobody did."""
    first = np.full(log.n_items, NEVER, dtype=np.int64)
    np.minimum.at(first, log.item, log.time + 1)
    return first


def released(facts: Sequence[ItemFacts]) -> Int64:
    """The UTC second (m,) each item came out; a year alone is its first day, `NEVER` what cannot be read."""
    return np.array([_second(own.released) for own in facts], dtype=np.int64)


def _second(text: str) -> int:
    found = _DATE.match(text)
    if found is None:
        return int(NEVER)
    year, month, day = (int(part) if part else 1 for part in found.groups())
    try:
        return int(datetime(year, month, day, tzinfo=UTC).timestamp())
    except ValueError:
        return int(NEVER)
