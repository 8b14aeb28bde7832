"""Items that come after the fit: one by a creator the person likes, one by nobody known."""

from dataclasses import replace

import numpy as np

from recsys.dataset.catalogue import Catalogue
from recsys.protocols import Scorer, TrainingData
from recsys.types import Float64, Interactions, ItemFacts, Moment
from tests import worlds

NOW = Moment(None)


def shop() -> TrainingData:
    """Three creators; people read one creator only; tags and categories say nothing."""
    facts = [ItemFacts(f"b{i}", "book", creator=("한강", "김초엽", "정세랑")[i % 3]) for i in range(worlds.N_ITEMS)]
    return TrainingData(worlds.interactions(), Catalogue.of(facts))


def with_new(data: TrainingData, *creators: str) -> Catalogue:
    """The shop's catalogue with a new book by each creator, n0, n1..."""
    return data.catalogue.updated(ItemFacts(f"n{i}", "book", creator=c) for i, c in enumerate(creators))


def scores(scorer: Scorer, items: list[int]) -> Float64:
    """Scores (n_items,) for somebody with these items, every part weighing 1."""
    out = np.zeros(scorer.n_items)
    scorer.add_scores(worlds.history(items), NOW, np.ones(len(scorer.parts)), out)
    return out


def without_items(log: Interactions, *items: int) -> Interactions:
    """The interactions without all those on some items."""
    return log.take(~np.isin(log.item, items))


def untouched(data: TrainingData, *items: int) -> TrainingData:
    """The same shop where nobody has touched some items."""
    return replace(data, interactions=without_items(data.interactions, *items))
