"""Candidates of a large catalogue: the union of every scorer's best items, found without scoring all of them.

Factor models ask a faiss index, sparse item-to-item rows name the items they hold, popularity keeps its list, any
other scorer scores everything. The union is then scored exactly, by all scorers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from recsys.models.biased import Biased
from recsys.models.content import Content
from recsys.models.factors import FactorRows
from recsys.models.linear import ItemToItem, SparseRows
from recsys.models.popularity import Popularity
from recsys.models.repeat import Repeat
from recsys.protocols import Scorer
from recsys.ranking.order import best_first
from recsys.retrieval.faiss_index import FaissIndex, IndexConfig, build
from recsys.retrieval.sums import heaviest, sums_at
from recsys.types import Bool, Float32, Float64, History, Int32, Moment

Weighed = tuple[Scorer, Float64]
"""A scorer and the weights of its parts in this situation."""


@dataclass(frozen=True, slots=True)
class RetrievalConfig:
    """Up to `few` allowed items are all candidates; popularity keeps a list of `listed` for later filters.

    Attributes of up to `widest` items name those that share them, until `sharing` are named.
    """

    few: int = 5_000
    listed: int = 10_000
    widest: int = 2_000
    sharing: int = 2_000
    index: IndexConfig = field(default_factory=IndexConfig)


@dataclass(frozen=True, slots=True)
class Asked:
    """For whom, when, among which items (n,) bool; `k` of the best of each scorer."""

    history: History
    moment: Moment
    allowed: Bool
    k: int = 500


class Source(Protocol):
    """How one scorer names its best items."""

    def best(self, weighed: Weighed, asked: Asked) -> Int32:
        """Up to `asked.k` of the allowed items, those the scorer likes best."""


@dataclass(frozen=True)
class Retrieval:
    """The sources of an engine's scorers, by name. Items that came after it was built are all candidates."""

    sources: Mapping[str, Source]
    n_items: int
    config: RetrievalConfig

    @classmethod
    def of(cls, scorers: Sequence[Scorer], config: RetrievalConfig | None = None) -> "Retrieval":
        """Build what the scorers need; a few seconds for a million items."""
        config = config or RetrievalConfig()
        sources = {scorer.name: source_of(scorer, config) for scorer in scorers}
        return cls(sources, min((scorer.n_items for scorer in scorers), default=0), config)

    def candidates(self, weighed: Iterable[Weighed], asked: Asked) -> Int32:
        """Allowed items (m,) worth scoring, ascending."""
        if np.count_nonzero(asked.allowed) <= self.config.few:
            return np.flatnonzero(asked.allowed).astype(np.int32)
        later = self.n_items + np.flatnonzero(asked.allowed[self.n_items :])
        found = [self.sources[scorer.name].best((scorer, weights), asked) for scorer, weights in weighed]
        return np.unique(np.concatenate([later, *found])).astype(np.int32)


def source_of(scorer: Scorer, config: RetrievalConfig) -> Source:
    """How this kind of scorer is best asked."""
    plain = scorer.rows if isinstance(scorer, Biased) else scorer
    if isinstance(plain, ItemToItem) and isinstance(plain.rows, FactorRows):
        return Nearest(build(item_vectors(scorer, plain.rows), config.index))
    if isinstance(scorer, ItemToItem) and isinstance(scorer.rows, SparseRows):
        return Neighbours()
    if isinstance(scorer, Repeat):
        return OfHistory()
    if isinstance(scorer, Content):
        return Sharing(config.widest, config.sharing)
    if isinstance(scorer, Popularity):
        everyone = np.arange(scorer.n_items, dtype=np.int32)
        return Listed(best_first(scorer.at(Moment(None)), everyone, config.listed))
    return Everything()


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


@dataclass(frozen=True, slots=True)
class OfHistory:
    """Returning: the items of the history themselves."""

    def best(self, weighed: Weighed, asked: Asked) -> Int32:
        """Those that may be served."""
        known = asked.history.item[asked.history.item < weighed[0].n_items]
        found: Int32 = known[asked.allowed[known]][: asked.k]
        return found


@dataclass(frozen=True, slots=True)
class Sharing:
    """Attributes: the items that share one with the newest of the history, those of the fewest items first.

    An attribute of more than `widest` items names none: what so many share is said by every other scorer too.
    """

    widest: int
    most: int

    def best(self, weighed: Weighed, asked: Asked) -> Int32:
        """The best of up to `most` such items."""
        scorer = weighed[0]
        if not isinstance(scorer, Content):
            raise TypeError(f"{scorer.name} has no attributes")
        allowed = asked.allowed[: scorer.n_items]
        items = self._sharing(scorer, asked.history.item[asked.history.item < scorer.n_items], allowed)
        scores = sums_of(weighed, asked.history, asked.moment, items)
        return items[best_first(scores, np.arange(len(items), dtype=np.int32), asked.k)]

    def _sharing(self, scorer: Content, entries: Int32, allowed: Bool) -> Int32:
        found, size = [np.zeros(0, dtype=np.int32)], 0
        for entry in entries.tolist():
            for place in scorer.fields:
                own = place.items.indices[place.items.indptr[entry] : place.items.indptr[entry + 1]]
                for attribute in own.tolist():
                    first, last = place.attributes.indptr[attribute], place.attributes.indptr[attribute + 1]
                    if last - first <= self.widest:
                        found.append(place.attributes.indices[first:last])
                        size += int(last - first)
            if size > self.most:
                break
        items: Int32 = np.unique(np.concatenate(found))
        return items[allowed[items]]


def sums_of(weighed: Weighed, history: History, moment: Moment, items: Int32) -> Float64:
    """Scores (m,) of distinct `items` by one scorer, without an array of the catalogue where that can be."""
    scorer, weights = weighed
    if isinstance(scorer, Content):
        return scorer.sums(history, moment, weights, items)
    if isinstance(scorer, ItemToItem) and isinstance(scorer.rows, SparseRows | FactorRows):
        return _row_sums(scorer, weights, history, items)
    scores: Float64 = scorer.causes(history, moment, weights, items).contributions.sum(axis=0)
    return scores


def _row_sums(scorer: ItemToItem, weights: Float64, history: History, items: Int32) -> Float64:
    sums = np.zeros(len(items))
    fitted = items < scorer.n_items
    _, entries, curve = scorer.recency.known(history, weights, scorer.n_items)
    if isinstance(scorer.rows, FactorRows):
        sums[fitted] = scorer.rows.right[items[fitted]] @ scorer.rows.profile(entries, curve)
    elif isinstance(scorer.rows, SparseRows):
        sums[fitted] = sums_at(scorer.rows.csr, entries, curve, items[fitted])
    return sums


@dataclass(frozen=True, slots=True)
class Listed:
    """Popularity: the most chosen items as of now (m,), best first."""

    items: Int32

    def best(self, weighed: Weighed, asked: Asked) -> Int32:
        """The first of the list; all scores where the moment is in the past or the filters leave too few."""
        allowed = self.items[asked.allowed[self.items]]
        if len(allowed) < asked.k < len(self.items) or _in_the_past(weighed[0], asked.moment):
            return Everything().best(weighed, asked)
        return allowed[: asked.k]


def _in_the_past(scorer: Scorer, moment: Moment) -> bool:
    if not isinstance(scorer, Popularity) or scorer.rate == 0.0 or moment.at is None:
        return False
    return moment.at <= int(scorer.event_time[-1])


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
