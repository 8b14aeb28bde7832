"""Candidates of a large catalogue: the union of every scorer's best items, found without scoring all of them.

Factor models ask a faiss index, sparse item-to-item rows name the items they hold, popularity and trend keep their
lists, attributes name what shares them, circumstances what is chosen in them; any other scorer scores everything. The
union is then scored exactly, by all scorers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from recsys.models.affinity import Affinity
from recsys.models.biased import Biased
from recsys.models.content import Content
from recsys.models.context import Context
from recsys.models.factors import FactorRows
from recsys.models.linear import ItemToItem, SparseRows
from recsys.models.mood_fit import MoodFit
from recsys.models.popularity import Popularity
from recsys.models.repeat import Repeat
from recsys.models.time_habit import TimeHabit
from recsys.models.trend import Trend
from recsys.protocols import Scorer
from recsys.retrieval.faiss_index import IndexConfig, build
from recsys.retrieval.scores import Weighed
from recsys.retrieval.sources import (
    Asked,
    Everything,
    InCircumstances,
    Listed,
    Named,
    Names,
    Nearest,
    Neighbours,
    OfHistory,
    Sharing,
    Source,
    item_vectors,
)
from recsys.retrieval.sums import distinct
from recsys.types import Int32


@dataclass(frozen=True, slots=True)
class RetrievalConfig:
    """Up to `few` allowed items are all candidates; popularity keeps a list of `listed` for later filters.

    Attributes of up to `widest` items name those that share them, until `sharing` are named. A mood moves a list by a
    share of its range: with one, each scorer is asked for `moved` times as many.
    """

    few: int = 5_000
    listed: int = 10_000
    widest: int = 2_000
    sharing: int = 1_000
    moved: int = 4
    index: IndexConfig = field(default_factory=IndexConfig)


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
        """Allowed items (m,) worth scoring, ascending; all of them where the scorers have little to say."""
        if np.count_nonzero(asked.allowed) <= self.config.few:
            return np.flatnonzero(asked.allowed).astype(np.int32)
        if asked.moment.mood is not None:
            asked = replace(asked, k=self.config.moved * asked.k)
        later = self.n_items + np.flatnonzero(asked.allowed[self.n_items :])
        found = [self.sources[scorer.name].best((scorer, weights), asked) for scorer, weights in weighed]
        items = distinct(np.concatenate([later.astype(np.int32), *found]))
        return items if len(items) >= asked.k else np.flatnonzero(asked.allowed).astype(np.int32)


def source_of(scorer: Scorer, config: RetrievalConfig) -> Source:
    """How this kind of scorer is best asked."""
    plain = scorer.rows if isinstance(scorer, Biased) else scorer
    if isinstance(plain, ItemToItem) and isinstance(plain.rows, FactorRows):
        return Nearest(build(item_vectors(scorer, plain.rows), config.index))
    if isinstance(scorer, ItemToItem) and isinstance(scorer.rows, SparseRows):
        return Neighbours()
    if isinstance(scorer, Popularity | Trend):
        return Listed.now(scorer, config.listed)
    if isinstance(scorer, MoodFit):
        return Named(())
    names = names_of(scorer, config)
    return Named(names) if names else Everything()


def names_of(scorer: Scorer, config: RetrievalConfig) -> tuple[Names, ...]:
    """What names the items that a scorer of few kinds of causes may like; nothing for another scorer."""
    if isinstance(scorer, Repeat):
        return (OfHistory(),)
    if isinstance(scorer, Content | Affinity):
        return (Sharing.of_fields(scorer.fields, config.widest, config.sharing),)
    if isinstance(scorer, TimeHabit):
        sharing = Sharing.of_fields(scorer.fields, config.widest, config.sharing)
        return (sharing, InCircumstances.of_lifts([("", scorer.lifts)], config.listed))
    if isinstance(scorer, Context):
        columns = [(column.name, column.lifts) for column in scorer.columns]
        return (OfHistory(), InCircumstances.of_lifts(columns, config.listed))
    return ()
