"""The candidates of a held-out choice in a large catalogue: named by the sources that serve, never all scored."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recsys.protocols import Scorer
from recsys.ranking.held_out import Choice
from recsys.retrieval.candidates import RetrievalConfig, source_of
from recsys.retrieval.scores import sums_of
from recsys.retrieval.sources import Asked, Source
from recsys.types import Bool, Float64, Int32


@dataclass(frozen=True)
class Shortlist:
    """Scorers of `n_items` items and how each names its best; `best` of every part, `others` at random."""

    asked: tuple[tuple[Scorer, Source], ...]
    n_items: int
    best: int
    others: int

    @classmethod
    def of(cls, scorers: Sequence[Scorer], n_items: int, best: int, others: int) -> "Shortlist":
        """Builds the sources: seconds for a million items."""
        config = RetrievalConfig()
        return cls(tuple((scorer, source_of(scorer, config)) for scorer in scorers), n_items, best, others)

    def case(self, choice: Choice, rng: np.random.Generator) -> tuple[Float64, Int32, Float64] | None:
        """Part scores (d, c), the items (c,), the choice first, and their log corrections (c,).

        None where nothing but the choice is left.
        """
        open_ = np.ones(self.n_items, dtype=np.bool_)
        open_[choice.history.item] = choice.seen_return
        open_[choice.item] = False
        n_open = int(np.count_nonzero(open_))
        if n_open == 0:
            return None
        strong = self._strong(choice, open_)
        open_[strong] = False
        sample = _sample(open_, self.others, rng)
        rate = np.log((n_open - len(strong)) / len(sample)) if len(sample) else 0.0
        items = np.concatenate(([choice.item], strong, sample)).astype(np.int32)
        correction = np.concatenate((np.zeros(1 + len(strong)), np.full(len(sample), rate)))
        return self._scores(choice, items), items, correction

    def _strong(self, choice: Choice, open_: Bool) -> Int32:
        """The best of every part (m,)."""
        asked = Asked(choice.history, choice.moment, open_, min(self.best, int(np.count_nonzero(open_))))
        found = [source.best((s, part), asked) for s, source in self.asked for part in np.eye(len(s.parts))]
        return np.unique(np.concatenate([np.zeros(0, dtype=np.int32), *found]))

    def _scores(self, choice: Choice, items: Int32) -> Float64:
        rows = [
            sums_of((s, part), choice.history, choice.moment, items)
            for s, _ in self.asked
            for part in np.eye(len(s.parts))
        ]
        return np.array(rows)


def _sample(open_: Bool, count: int, rng: np.random.Generator) -> Int32:
    """Up to `count` distinct open items at random, without a list of all of them where most are open."""
    drawn = np.unique(rng.integers(0, len(open_), 4 * count))
    drawn = drawn[open_[drawn]]
    if len(drawn) < count:
        drawn = np.flatnonzero(open_)
    chosen: Int32 = rng.choice(drawn, min(count, len(drawn)), replace=False).astype(np.int32)
    return chosen
