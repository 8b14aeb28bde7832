"""implicit (ALS, BPR, BM25), LightFM and EASE as rankers: full scores of the catalogue for a person they know."""

from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from benchmarks.peers.people import People
from benchmarks.peers.validation import Chosen, best_of
from recsys.models import item_linear
from recsys.models.weighting import EVEN
from recsys.protocols import Ranker, TrainingData
from recsys.types import Float64, History, Moment

Setting = dict[str, Any]
"""Keyword arguments of a library's model."""

ALS_GRID: list[Setting] = [
    {"factors": factors, "regularization": ridge, "alpha": alpha, "iterations": 15}
    for factors, (ridge, alpha) in product((32, 128), ((0.01, 1.0), (1.0, 5.0)))
]
BPR_GRID: list[Setting] = [
    {"factors": 64, "learning_rate": rate, "regularization": ridge, "iterations": 100}
    for rate, ridge in ((0.01, 0.01), (0.05, 0.01))
]
BM25_GRID: list[Setting] = [{"K": k, "K1": k1, "B": b} for k in (20, 200) for k1, b in ((1.2, 0.75), (100.0, 0.5))]
LIGHTFM_GRID: list[Setting] = [
    {"no_components": width, "learning_rate": 0.05, "epochs": epochs} for width, epochs in ((32, 15), (64, 30))
]
EASE_GRID = (50.0, 200.0, 800.0)


@dataclass(frozen=True)
class Vectors:
    """A factor model: items (n, f) and people (u, f), or a person folded in where the library can."""

    model: Any
    people: People
    folds_in: bool

    def scores(self, history: History, moment: Moment) -> Float64:  # noqa: ARG002
        """Inner products (n,) of the items with the person's vector."""
        user = self.people.find(history)
        if user is None and not self.folds_in:
            return np.zeros(len(self.model.item_factors))
        vector = self.model.user_factors[user] if user is not None else self._folded(history)
        return np.asarray(self.model.item_factors @ vector, dtype=np.float64)

    def _folded(self, history: History) -> Any:
        return self.model.recalculate_user(0, self.people.row(history))


@dataclass(frozen=True)
class Rows:
    """An item-to-item model: the person's items times its matrix."""

    matrix: Any
    people: People

    def scores(self, history: History, moment: Moment) -> Float64:  # noqa: ARG002
        """The sum (n,) of the rows of the person's items."""
        return np.asarray((self.people.row(history) @ self.matrix).todense(), dtype=np.float64).ravel()


@dataclass(frozen=True)
class Predictor:
    """LightFM's own `predict`."""

    model: Any
    people: People

    def scores(self, history: History, moment: Moment) -> Float64:  # noqa: ARG002
        """Predictions (n,) for the person; zeros for one it was not trained on."""
        user, n_items = self.people.find(history), self.people.chosen.shape[1]
        if user is None:
            return np.zeros(n_items)
        return np.asarray(self.model.predict(user, np.arange(n_items)), dtype=np.float64)


@dataclass(frozen=True)
class Linear:
    """EASE: the columns of the regression over all of a person's items."""

    scorer: item_linear.ItemToItem
    people: People

    def scores(self, history: History, moment: Moment) -> Float64:  # noqa: ARG002
        """X B (n,) of the person's row."""
        out = np.zeros(self.scorer.n_items)
        items = self.people.row(history).indices.astype(np.int32)
        self.scorer.rows.add(items, np.ones(len(items)), out)
        return out


def als(data: TrainingData) -> Chosen:
    """implicit's AlternatingLeastSquares on ones."""
    from implicit.als import AlternatingLeastSquares

    def fit(own: TrainingData, setting: Setting) -> Ranker:
        people = People.of(own.interactions)
        with threadpool_limits(1, "blas"):
            model = AlternatingLeastSquares(**setting, random_state=own.seed)
            model.fit(people.chosen, show_progress=False)
        return Vectors(model, people, folds_in=True)

    return best_of(data, ALS_GRID, fit)


def bpr(data: TrainingData) -> Chosen:
    """implicit's BayesianPersonalizedRanking, one thread: reproducible."""
    from implicit.bpr import BayesianPersonalizedRanking

    def fit(own: TrainingData, setting: Setting) -> Ranker:
        people = People.of(own.interactions)
        model = BayesianPersonalizedRanking(**setting, random_state=own.seed, num_threads=1)
        model.fit(people.chosen, show_progress=False)
        return Vectors(model, people, folds_in=False)

    return best_of(data, BPR_GRID, fit)


def bm25(data: TrainingData) -> Chosen:
    """implicit's BM25Recommender."""
    from implicit.nearest_neighbours import BM25Recommender

    def fit(own: TrainingData, setting: Setting) -> Ranker:
        people = People.of(own.interactions)
        model = BM25Recommender(**setting)
        model.fit(people.chosen, show_progress=False)
        return Rows(model.similarity, people)

    return best_of(data, BM25_GRID, fit)


def lightfm(data: TrainingData) -> Chosen:
    """LightFM with the WARP loss, one thread: reproducible."""
    from lightfm import LightFM

    def fit(own: TrainingData, setting: Setting) -> Ranker:
        people = People.of(own.interactions)
        told = {name: value for name, value in setting.items() if name != "epochs"}
        model = LightFM(**told, loss="warp", random_state=own.seed)
        model.fit(people.chosen.tocoo(), epochs=setting["epochs"], num_threads=1)
        return Predictor(model, people)

    return best_of(data, LIGHTFM_GRID, fit)


def ease(data: TrainingData) -> Chosen:
    """EASE as published (Steck 2019), every item of a history alike; solved by Cholesky."""

    def fit(own: TrainingData, ridge: float) -> Ranker:
        config = item_linear.ItemLinearConfig(regularisation=ridge, recency=EVEN, dense_limit=own.interactions.n_items)
        return Linear(item_linear.fit(own, config), People.of(own.interactions))

    return best_of(data, EASE_GRID, fit)


def ease_trouble(n_touched: int, memory_limit: int) -> str:
    """Why EASE cannot be fitted on so many items, "" where it can."""
    needed = item_linear.dense_bytes(n_touched)
    if needed <= memory_limit:
        return ""
    return f"{n_touched:,} items squared need {needed / 2**30:.1f} GiB of {memory_limit / 2**30:.1f}"
