"""How each kind of scorer names its best items: from an index, from the rows of a history, from lists made once.

What a source names is scored exactly by its own scorer; only which items are looked at is approximate.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from recsys.context.hours import slot_at
from recsys.models.attributes import FieldVectors
from recsys.models.biased import Biased
from recsys.models.context import Context
from recsys.models.factors import FactorRows
from recsys.models.kernels import Csr
from recsys.models.lifts import Lifts
from recsys.models.linear import ItemToItem, SparseRows
from recsys.models.popularity import Popularity
from recsys.models.trend import Trend
from recsys.protocols import Scorer
from recsys.ranking.order import best_first
from recsys.retrieval.faiss_index import FaissIndex
from recsys.retrieval.scores import Weighed, sums_of
from recsys.retrieval.sums import distinct, heaviest, sharing
from recsys.types import Bool, Float32, Float64, History, Int32, Moment

NONE = np.zeros(0, dtype=np.int32)
DEEP = 4
"""Times as many as are asked for that are looked at on each list of several parts."""


@dataclass(frozen=True, slots=True)
class Asked:
    """For whom, when, among which items (n,) bool; `k` of the best of each scorer."""

    history: History
    moment: Moment
    allowed: Bool
    k: int = 300


class Source(Protocol):
    """How one scorer names its best items."""

    def best(self, weighed: Weighed, asked: Asked) -> Int32:
        """Up to `asked.k` of the allowed items, those the scorer likes best."""


def item_vectors(scorer: Scorer, rows: FactorRows) -> Float32:
    """Vectors (n, f) whose inner product with the `person_vector` is the score: a bias is one more dimension."""
    return np.column_stack((scorer.bias, rows.right)) if isinstance(scorer, Biased) else rows.right


def person_vector(scorer: Scorer, weights: Float64, history: History) -> Float64:
    """The person (f,) as a factor model sees them. Raises TypeError for another kind of scorer."""
    if isinstance(scorer, Biased):
        return np.concatenate((weights[:1], person_vector(scorer.rows, weights[1:], history)))
    if not (isinstance(scorer, ItemToItem) and isinstance(scorer.rows, FactorRows)):
        raise TypeError(f"{scorer.name} has no item vectors")
    known = history.item < scorer.n_items
    return scorer.rows.profile(history.item[known], scorer.recency.of(history, weights)[known])


@dataclass(frozen=True, slots=True)
class Nearest:
    """A factor model: the item vectors with the largest inner product with the person's."""

    index: FaissIndex

    def best(self, weighed: Weighed, asked: Asked) -> Int32:
        """The filter is applied inside the search."""
        return self.index.best(person_vector(*weighed, asked.history), asked.allowed, asked.k)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Sparse item-to-item rows: only the items they hold have a score."""

    def best(self, weighed: Weighed, asked: Asked) -> Int32:
        """The best of what the rows of the history hold."""
        rows, entries, curve = _sparse(weighed, asked.history)
        found: Int32 = heaviest(rows.csr, entries, curve, asked.allowed, asked.k)
        return found


def _sparse(weighed: Weighed, history: History) -> tuple[SparseRows, Int32, Float64]:
    """The rows of a sparse item-to-item scorer, and the history's among them with their weights."""
    scorer, weights = weighed
    if not (isinstance(scorer, ItemToItem) and isinstance(scorer.rows, SparseRows)):
        raise TypeError(f"{scorer.name} has no sparse rows")
    _, entries, curve = scorer.recency.known(history, weights, scorer.n_items)
    return scorer.rows, entries, curve


class Names(Protocol):
    """Items that a scorer may like, found without asking it."""

    def of(self, scorer: Scorer, asked: Asked) -> Int32:
        """Items (m,), in any order, some perhaps twice or not allowed."""


@dataclass(frozen=True, slots=True)
class Named:
    """The best of the items that the names tell."""

    names: tuple[Names, ...]

    def best(self, weighed: Weighed, asked: Asked) -> Int32:
        """They are scored by the scorer itself."""
        items = np.concatenate([NONE, *(names.of(weighed[0], asked) for names in self.names)])
        return _best_of(distinct(items), weighed, asked)


def _best_of(items: Int32, weighed: Weighed, asked: Asked) -> Int32:
    """The best of distinct items (m,) that the scorer says anything about."""
    items = items[asked.allowed[items]]
    scores = sums_of(weighed, asked.history, asked.moment, items)
    return items[best_first(scores, np.flatnonzero(scores).astype(np.int32), asked.k)]


@dataclass(frozen=True, slots=True)
class OfHistory:
    """Returning: the items of the history themselves."""

    def of(self, scorer: Scorer, asked: Asked) -> Int32:
        """Those the scorer knows."""
        return asked.history.item[asked.history.item < scorer.n_items]


@dataclass(frozen=True, slots=True)
class Sharing:
    """Attributes: the items that share one with the newest of the history, until more than `most` are named.

    An attribute of more than `widest` items names none: what so many share is said by every other scorer too.
    `there` and `back` are items x attributes of every field, and the same from the attributes' side.
    """

    there: tuple[Csr, ...]
    back: tuple[Csr, ...]
    widest: int
    most: int

    @classmethod
    def of_fields(cls, fields: Sequence[FieldVectors], widest: int, most: int) -> "Sharing":
        """Of the attribute vectors of some fields."""
        return cls(tuple(f.items.csr for f in fields), tuple(f.attributes.csr for f in fields), widest, most)

    def of(self, scorer: Scorer, asked: Asked) -> Int32:  # noqa: ARG002
        """Entry by entry, the newest first."""
        known = asked.history.item[asked.history.item < len(self.there[0][0]) - 1]
        found: Int32 = sharing(self.there, self.back, known, self.widest, self.most)
        return found


@dataclass(frozen=True, slots=True)
class InCircumstances:
    """What is chosen most beyond chance in the circumstances of now: of each column a list for every value.

    `columns` are the names of told columns, or "" for the slot of the hour.
    """

    columns: tuple[tuple[str, tuple[Int32, ...]], ...]

    @classmethod
    def of_lifts(cls, lifts: Sequence[tuple[str, Lifts]], listed: int) -> "InCircumstances":
        """Lists of `listed` items, half by the items' own lifts, half by those of their attributes."""
        return cls(
            tuple((name, tuple(_list(own, value, listed // 2) for value in range(len(own)))) for name, own in lifts)
        )

    def of(self, scorer: Scorer, asked: Asked) -> Int32:
        """The lists of the values of now."""
        values = [(lists, _value(scorer, name, asked.moment)) for name, lists in self.columns]
        return np.concatenate([NONE, *(lists[value] for lists, value in values if value is not None)])


def _value(scorer: Scorer, column: str, moment: Moment) -> int | None:
    """The place of a column's value of now; of the hour's slot."""
    if not isinstance(scorer, Context):
        return None if moment.at is None else slot_at(moment.at, moment.zone)
    told = dict(moment.context).get(column)
    values = next(own.values for own in scorer.columns if own.name == column)
    return values.index(told) if told in values else None


def _list(lifts: Lifts, value: int, listed: int) -> Int32:
    found = [NONE]
    for rows in (lifts.items, lifts.attributes):
        held = slice(rows.indptr[value], rows.indptr[value + 1])
        best = best_first(rows.data[held].astype(np.float64), np.arange(held.stop - held.start, dtype=np.int32), listed)
        found.append(rows.indices[held][best])
    return np.concatenate(found)


@dataclass(frozen=True, slots=True)
class Listed:
    """Popularity, trend: for every part the best items as of now (m,), best first."""

    lists: tuple[Int32, ...]

    @classmethod
    def now(cls, scorer: Popularity | Trend, listed: int) -> "Listed":
        """The `listed` best of every part."""
        everyone = np.arange(scorer.n_items, dtype=np.int32)
        return cls(tuple(best_first(row, everyone, listed) for row in np.atleast_2d(scorer.now)))

    def best(self, weighed: Weighed, asked: Asked) -> Int32:
        """The best of what leads the lists; of all items where the moment is past or the filters leave too few."""
        scorer = weighed[0]
        is_past = isinstance(scorer, Popularity | Trend) and not scorer.is_now(asked.moment.at)
        found = [_leading(own, asked.allowed, DEEP * asked.k) for own in self.lists]
        if is_past or any(len(own) < asked.k < len(whole) for own, whole in zip(found, self.lists, strict=True)):
            return Everything().best(weighed, asked)
        return _best_of(distinct(np.concatenate([NONE, *found])), weighed, asked)


def _leading(items: Int32, allowed: Bool, count: int) -> Int32:
    """The first `count` allowed of a list, which is mostly found at its head."""
    found = items[: 2 * count]
    found = found[allowed[found]]
    if len(found) < count < len(items):
        found = items[allowed[items]]
    return found[:count]


@dataclass(frozen=True, slots=True)
class Everything:
    """Any other scorer: all its scores."""

    def best(self, weighed: Weighed, asked: Asked) -> Int32:
        """The best of the items it says anything about."""
        scores = _scores(weighed, asked)
        told = np.flatnonzero(asked.allowed[: len(scores)] & (scores != 0.0)).astype(np.int32)
        return best_first(scores, told, asked.k)


def _scores(weighed: Weighed, asked: Asked) -> Float64:
    scorer, weights = weighed
    out = np.zeros(scorer.n_items)
    scorer.add_scores(asked.history, asked.moment, weights, out)
    return out
