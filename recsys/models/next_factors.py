"""Next-item factors: every item has a vector as a cause and one as a candidate, learned by what was chosen next.

`p(next = j) ~ exp(x . right_j + bias_j)` with `x = sum over the last items i of decay^distance * left_i`, divided by
the root of the decays' sum: the factorised transitions of Rendle et al. (2010), fitted by softmax over a sample of
the items whose logits are corrected for their chance to be drawn (Bengio & Senecal 2008), by Adam on the rows a batch
touches (Kingma & Ba 2015). Items of the past are dropped at random, so that none relies on another. Where transitions
know only pairs that occurred, vectors know what is alike. The bias is left out of the score: popularity has a scorer.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from scipy import sparse
from threadpoolctl import threadpool_limits

from recsys.models.counting import falling
from recsys.models.factors import FactorRows
from recsys.models.linear import Arrays, ItemToItem, SparseRows, load_item_to_item
from recsys.models.weighting import EVEN, Recency
from recsys.protocols import TrainingData
from recsys.types import Bool, Float32, Float64, Int32, Int64, Interactions

NAME = "next_factors"


@dataclass(frozen=True, slots=True)
class NextFactorsConfig:
    """`epochs` over all choices, but at most `batches` of `batch` each; `memory` earlier items explain a choice.

    `negatives` items are drawn a batch by popularity ** `flattened`; `dropout` of the past is hidden.
    """

    factors: int = 64
    epochs: int = 10
    batches: int = 2_000
    batch: int = 1_024
    memory: int = 30
    memory_decay: float = 0.7
    dropout: float = 0.3
    negatives: int = 1_000
    flattened: float = 0.75
    learning_rate: float = 0.004
    recency: Recency = field(default_factory=Recency)


def fit(data: TrainingData, config: NextFactorsConfig | None = None) -> ItemToItem:
    """Learn the vectors on one thread; where time means nothing there is no next: empty rows."""
    config = config or NextFactorsConfig()
    log = data.interactions
    past = _Past.of(log)
    if not log.ordered or not len(past.choices):
        empty = SparseRows.of(sparse.csr_array((log.n_items, log.n_items)))
        return ItemToItem(NAME, empty, config.recency if log.ordered else EVEN)
    with threadpool_limits(1, "blas"):  # sums in one order: reproducible
        left, right = _learned(past, log, config, data)
    untouched = np.bincount(log.item, minlength=log.n_items) == 0
    left[untouched] = right[untouched] = 0.0
    return ItemToItem(NAME, FactorRows(left, right), config.recency)


def load(arrays: Arrays) -> ItemToItem:
    """Rebuild from arrays."""
    return load_item_to_item(NAME, arrays)


@dataclass(frozen=True)
class _Past:
    """All choices, person by person, oldest first: item (n,), and how many the same person made before (n,)."""

    item: Int32
    earlier: Int64
    choices: Int64

    @classmethod
    def of(cls, log: Interactions) -> "_Past":
        order = np.argsort(log.user, kind="stable")
        user = log.user[order]
        first = np.flatnonzero(np.diff(user, prepend=-1))
        earlier = np.arange(len(user)) - np.repeat(first, np.diff(np.append(first, len(user))))
        return cls(log.item[order], earlier, np.flatnonzero(earlier))

    def before(self, chosen: Int64, kept: Bool, weights: Float64) -> tuple[Int32, Any]:
        """The distinct items (s,) before the choices (b,), and their weights, CSR (b, s); `kept` is (b, memory)."""
        distances = np.arange(1, len(weights) + 1)
        row, column = np.nonzero(kept & (self.earlier[chosen][:, None] >= distances))
        sums = np.bincount(row, weights=weights[column], minlength=len(chosen))
        sources, place = np.unique(self.item[chosen[row] - distances[column]], return_inverse=True)
        cells = (weights[column] / np.sqrt(sums[row])).astype(np.float32)
        return sources, sparse.csr_array((cells, (row, place)), shape=(len(chosen), len(sources)))


def _learned(past: _Past, log: Interactions, config: NextFactorsConfig, data: TrainingData) -> tuple[Float32, Float32]:
    rng, weights = data.rng(), falling(config.memory_decay, config.memory)
    drawn = _Drawn.of(past, log.n_items, config)
    shape = (log.n_items, config.factors)
    left, right = (_Rows(_random(rng, shape)) for _ in range(2))
    bias = _Rows(drawn.log_popularity[:, None].astype(np.float32))
    most = config.batches * config.batch
    order = np.concatenate([rng.permutation(past.choices) for _ in range(_epochs(len(past.choices), config))])[:most]
    n_batches = -(-len(order) // config.batch)
    for number in range(n_batches):
        chosen = order[number * config.batch : (number + 1) * config.batch]
        kept = rng.random((len(chosen), config.memory)) >= config.dropout
        sources, cells = past.before(chosen, kept, weights)
        columns, correction, target = drawn.candidates(past.item[chosen], rng)
        state = cells @ left.values[sources]
        candidates = right.values[columns]
        wrong = _errors(state @ candidates.T + (bias.values[columns, 0] - correction), target)
        rate = config.learning_rate * min(1.0, (number + 1) / 50) * (1.0 - 0.9 * number / n_batches)
        left.move(sources, cells.T @ (wrong @ candidates), rate)
        right.move(columns, wrong.T @ state, rate)
        bias.move(columns, wrong.sum(axis=0)[:, None], rate)
        if number % 20 == 0:
            data.progress(NAME, number / n_batches)
    data.progress(NAME, 1.0)
    return left.values, right.values


def _random(rng: np.random.Generator, shape: tuple[int, int]) -> Float32:
    """Small normal numbers, drawn some rows at a time: they come as float64, twice as large as what is kept."""
    values = np.empty(shape, dtype=np.float32)
    for first in range(0, len(values), 10_000):
        part = values[first : first + 10_000]
        part[:] = rng.normal(0.0, 0.05, part.shape)
    return values


def _epochs(n_choices: int, config: NextFactorsConfig) -> int:
    """Epochs to draw: no more than the batches can use."""
    return min(config.epochs, -(-config.batches * config.batch // n_choices))


def _errors(logits: Float32, target: Int64) -> Float32:
    """softmax(logits) less the choice, over the batch: the gradient of the mean log loss (b, c)."""
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    odds /= odds.sum(axis=1, keepdims=True)
    odds[np.arange(len(target)), target] -= 1.0
    return np.asarray(odds / np.float32(len(target)), dtype=np.float32)


@dataclass(frozen=True)
class _Drawn:
    """Draws the items a batch's choices compete with. `touched` items, cumulated chances; `count` 0 takes all."""

    touched: Int64
    chances: Float64
    log_popularity: Float64
    count: int

    @classmethod
    def of(cls, past: _Past, n_items: int, config: NextFactorsConfig) -> "_Drawn":
        counts = np.bincount(past.item, minlength=n_items)
        touched = np.flatnonzero(counts)
        chances = counts**config.flattened / (counts[touched] ** config.flattened).sum()
        smoothed = counts + 0.5
        few = len(touched) <= 2 * config.negatives
        return cls(touched, chances, np.log(smoothed / smoothed.sum()), 0 if few else config.negatives)

    @cached_property
    def _edges(self) -> Float64:
        """Cumulated chances of the touched items."""
        edges: Float64 = np.cumsum(self.chances[self.touched])
        return edges

    def candidates(self, chosen: Int32, rng: np.random.Generator) -> tuple[Int64, Any, Int64]:
        """Items (c,) with the choices (b,) among them, log chances (c,) of being there, places (b,) of the choices."""
        if not self.count:
            return self.touched, np.float32(0.0), np.searchsorted(self.touched, chosen)
        drawn = self.touched[np.searchsorted(self._edges[:-1], rng.random(self.count))]
        columns = np.unique(np.concatenate((drawn, chosen)))
        correction = np.log(-np.expm1(-self.count * self.chances[columns])).astype(np.float32)
        return columns, correction, np.searchsorted(columns, chosen)


class _Rows:
    """A parameter (n, f) float32 under Adam; rows without a gradient rest, their moments too."""

    def __init__(self, values: Float32) -> None:
        self.values = values
        self._mean, self._square, self._steps = np.zeros_like(values), np.zeros_like(values), 0

    def move(self, rows: Any, gradient: Float32, rate: float) -> None:
        """One step of the rows (r,) against the gradient (r, f)."""
        self._steps += 1
        mean = 0.9 * self._mean[rows] + 0.1 * gradient
        square = 0.999 * self._square[rows] + 0.001 * gradient * gradient
        self._mean[rows], self._square[rows] = mean, square
        rate *= float(np.sqrt(1.0 - 0.999**self._steps) / (1.0 - 0.9**self._steps))
        self.values[rows] -= np.float32(rate) * mean / (np.sqrt(square) + np.float32(1e-8))
