"""The next volume: of a series somebody has begun, what comes after the volumes they have had, and what before.

A volume adds 1 to the next one, `later * falling ** (d - 2)` to the one d places after it and `earlier * falling **
(d - 1)` to the one d places before it. Places count the volumes there are, so that a missing number or a story in
between (1.5) breaks no series. Only the catalogue is read: a volume that came out today follows too.
"""

from dataclasses import astuple, dataclass, field
from typing import Any

import numpy as np
from scipy import sparse

from recsys.dataset.catalogue import Catalogue
from recsys.models.linear import Arrays, ItemToItem, SparseRows
from recsys.models.weighting import EVEN, Recency
from recsys.protocols import TrainingData
from recsys.types import Float64, Int64

NAME = "next_volume"


@dataclass(frozen=True, slots=True)
class Steps:
    """How much a volume says for those at other places, up to `reach` either way."""

    later: float = 0.4
    earlier: float = 0.3
    falling: float = 0.5
    reach: float = 10.0


@dataclass(frozen=True, slots=True)
class NextVolumeConfig:
    """The steps along a series, and how fast its volumes are forgotten."""

    steps: Steps = field(default_factory=Steps)
    recency: Recency = field(default=Recency((0.7, 0.97)))


@dataclass(frozen=True)
class NextVolume(ItemToItem):
    """Cells from every volume of a series to those near it."""

    steps: Steps = field(default_factory=Steps)

    def extended(self, catalogue: Catalogue) -> "NextVolume":
        """With the volumes that were appended to the catalogue; one put in between moves those around it apart."""
        return self if len(catalogue) == self.n_items else _joined(catalogue, self.steps, self.recency)

    def arrays(self) -> Arrays:
        """For an artefact."""
        return {**ItemToItem.arrays(self), "steps": np.array(astuple(self.steps))}


def fit(data: TrainingData, config: NextVolumeConfig | None = None) -> NextVolume:
    """Join the volumes of every series; interactions are not needed."""
    config = config or NextVolumeConfig()
    data.progress(NAME, 1.0)
    return _joined(data.catalogue, config.steps, config.recency if data.interactions.ordered else EVEN)


def load(arrays: Arrays) -> NextVolume:
    """Rebuild from arrays."""
    rows = SparseRows(arrays["indptr"], arrays["indices"], arrays["data"])
    recency = Recency(tuple(float(x) for x in arrays["decays"]))
    return NextVolume(NAME, rows, recency, Steps(*(float(x) for x in arrays["steps"])))


def _joined(catalogue: Catalogue, steps: Steps, recency: Recency) -> NextVolume:
    before, after, distance = _volumes(catalogue, int(steps.reach))
    fading = steps.falling ** (distance - 1.0)
    forth = np.where(distance == 1, 1.0, steps.later * fading / steps.falling)
    cells = np.concatenate((forth, steps.earlier * fading))
    places = np.concatenate((before, after)), np.concatenate((after, before))
    matrix: Any = sparse.csr_array((cells, places), shape=(len(catalogue), len(catalogue)))
    return NextVolume(NAME, SparseRows.of(matrix), recency, steps)


def _volumes(catalogue: Catalogue, reach: int) -> tuple[Int64, Int64, Float64]:
    """Pairs (p,) of volumes of one series, the earlier and the later one, and how many places they are apart."""
    series, number = catalogue.series, catalogue.series_index
    order = np.lexsort((number, series)).astype(np.int64)
    order = order[(series[order] >= 0) & ~np.isnan(number[order])]
    own, numbers = series[order], number[order]
    place = np.cumsum(np.diff(numbers, prepend=numbers[:1]) != 0.0)
    first, second = [order[:0]], [order[:0]]
    for ahead in range(1, min(reach, len(order) - 1) + 1):
        near = np.flatnonzero((own[ahead:] == own[:-ahead]) & (place[ahead:] > place[:-ahead]))
        first.append(near)
        second.append(near + ahead)
    one, other = np.concatenate(first), np.concatenate(second)
    return order[one], order[other], (place[other] - place[one]).astype(np.float64)
