"""Affinity: which creators, categories and themes a person's choices fall on in the long run, beyond everybody's.

For each field attributes weigh `log(1 + 1 / share)`, share being that of all people's choices (not of the catalogue),
vectors have length 1, and with s(e) the strength of entry e the score is
`sum over fields f and entries e of weight(f) * s(e) / (S + m) * cosine_f(e, item)`: an average, so that it says the
same of a long history as of a short one, shrunk by m. Causes: one for each (field, history entry).
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from recsys.dataset.catalogue import Catalogue
from recsys.evidence import AttributeField, CauseBlock
from recsys.models.attributes import (
    FieldVectors,
    field_vectors,
    incidence,
    load_field,
    prefixed,
    unit_rows,
    unprefixed,
)
from recsys.models.by_attribute import ByAttribute
from recsys.models.linear import Arrays
from recsys.protocols import TrainingData
from recsys.types import Float64, History, Int32, Moment

NAME = "affinity"
FIELDS: tuple[AttributeField, ...] = ("creator", "category", "tag")


@dataclass(frozen=True, slots=True)
class AffinityConfig:
    """`prior` is m in entries."""

    prior: float = 3.0


@dataclass(frozen=True)
class Affinity:
    """Item x attribute vectors of each of `FIELDS`."""

    fields: tuple[FieldVectors, ...]
    prior: float
    name: str = NAME
    essential: ClassVar[bool] = True

    @property
    def n_items(self) -> int:
        """Number of items it has vectors of."""
        return len(self.fields[0].items)

    @property
    def parts(self) -> tuple[str, ...]:
        """One weight for each field."""
        return FIELDS

    @cached_property
    def _shared(self) -> ByAttribute:
        return ByAttribute(self.fields)

    def _entries(self, history: History) -> tuple[Int32, Float64]:
        """The items of the history and their shares of its strength (h,), as far as they are kept."""
        share = history.strength / (float(history.strength.sum()) + self.prior)
        return history.item, share * history.kept

    def add_scores(self, history: History, moment: Moment, weights: Float64, out: Float64) -> None:  # noqa: ARG002
        """Add the score of every item to `out` (n,)."""
        self._shared.add(weights, self._entries(history), out)

    def causes(self, history: History, moment: Moment, weights: Float64, items: Int32) -> CauseBlock:  # noqa: ARG002
        """Contributions of every (field, entry) to `items` (m,); pairs that share nothing are left out."""
        field, entry, cells = self._shared.causes(weights, self._entries(history), items)
        return CauseBlock(self.name, tuple(FIELDS[place] for place in field.tolist()), entry, cells)

    def extended(self, catalogue: Catalogue) -> "Affinity":
        """With vectors of the items that were appended to the catalogue."""
        later = catalogue.facts[self.n_items :]
        fields = tuple(f.extended(place, later) for f, place in zip(self.fields, FIELDS, strict=True))
        return replace(self, fields=fields) if later else self

    def arrays(self) -> Arrays:
        """For an artefact."""
        out: dict[str, np.ndarray[Any, Any]] = {"prior": np.array([self.prior])}
        for place, field in zip(FIELDS, self.fields, strict=True):
            out |= prefixed(place, field.arrays())
        return out


def fit(data: TrainingData, config: AffinityConfig | None = None) -> Affinity:
    """Attribute vectors of the whole catalogue, weighed by how rarely people choose the attribute."""
    config = config or AffinityConfig()
    chosen = np.bincount(data.interactions.item, minlength=data.interactions.n_items)
    data.progress(NAME, 1.0)
    return Affinity(tuple(_field(data, place, chosen) for place in FIELDS), config.prior)


def load(arrays: Arrays) -> Affinity:
    """Rebuild from arrays."""
    fields = tuple(load_field(unprefixed(place, arrays)) for place in FIELDS)
    return Affinity(fields, float(arrays["prior"][0]))


def _field(data: TrainingData, place: AttributeField, chosen: Any) -> FieldVectors:
    counts, names = incidence(data.catalogue.facts, place, ())
    share = (counts.T @ chosen + 1.0) / (chosen.sum() + 1.0)
    return field_vectors(unit_rows(counts, np.log1p(1.0 / share)), names, np.log1p(1.0 / share))
