"""The black box against the sum: LightGBM's LambdaMART over the very values our scorers give.

Both learn from the same held-out choices with the same candidates, and both rank the same candidates afterwards: the
best items of every part. The sum may only weigh the parts; the trees may do with them what they like.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

import numpy as np

from recsys.config import EngineConfig
from recsys.engine import Engine
from recsys.protocols import Ranker, Scorer, TrainingData
from recsys.ranking.bounds import bound_of
from recsys.ranking.held_out import hold_out
from recsys.ranking.learn import LearnConfig, cases_of, part_scores
from recsys.ranking.likelihood import Case
from recsys.ranking.weights import situation
from recsys.training import fit_engine, fit_scorers
from recsys.types import Bool, Float32, Float64, History, Int32, Moment

TREES, PATIENCE, INNER = 1_000, 50, 0.2
"""Trees offered, rounds without gain on the inner part before it stops, and the inner part's share of the slice."""

GRID: list[tuple[dict[str, Any], bool]] = [
    ({"num_leaves": leaves, "learning_rate": 0.05, "min_data_in_leaf": 200, "lambda_l2": 1.0}, standardised)
    for leaves, standardised in product((7, 31), (False, True))
]
"""Settings, and whether the trees also see each value standardised over the candidates of its case."""

FIXED: dict[str, Any] = {
    "objective": "lambdarank",
    "metric": "ndcg",
    "eval_at": [10],
    "lambdarank_truncation_level": 30,
    "feature_fraction": 0.8,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbosity": -1,
}


@dataclass(frozen=True)
class Candidates:
    """The best `each` items of every part; seen ones only where people return to them."""

    each: int
    seen_return: bool

    def of(self, values: Float64, history: History) -> Int32:
        """Items (m,), ascending, for the values (d, n) of the parts."""
        open_ = np.ones(values.shape[1], dtype=np.bool_)
        open_[history.item[history.item < values.shape[1]]] = self.seen_return
        free = np.flatnonzero(open_)
        best = min(self.each, len(free))
        chosen = np.zeros(values.shape[1], dtype=np.bool_)
        for row in values:
            own = row[free]
            chosen[free[np.argpartition(-own, best - 1)[:best]]] = True
        return np.flatnonzero(chosen).astype(np.int32)


@dataclass(frozen=True)
class Slice:
    """The held-out choices the weights are learned from, and the rule for candidates behind them."""

    cases: Sequence[Case]
    candidates: Candidates


@dataclass(frozen=True)
class Trees:
    """A boosted model and what was chosen for it."""

    model: Any
    standardised: bool
    settings: str

    def of(self, values: Float64, features: Float64) -> Float64:
        """Scores (m,) of items by their parts' values (d, m) in a situation (f,)."""
        columns = columns_of(values, features, self.standardised)
        return np.asarray(self.model.predict(columns, num_threads=1), dtype=np.float64)


@dataclass(frozen=True)
class Reranked:
    """The candidates of an engine in the order of its own sum, or of the trees; no other item is served."""

    engine: Engine
    candidates: Candidates
    trees: Trees | None = None

    def scores(self, history: History, moment: Moment) -> Float64:
        """Scores (n_items,), minus infinity where an item is no candidate."""
        values = part_scores(learned(self.engine.scorers), history, moment)
        chosen = self.candidates.of(values, history)
        out = np.full(len(self.engine.catalogue), -np.inf)
        if self.trees is None:
            out[chosen] = self.engine.scores(history, moment)[chosen]
        else:
            out[chosen] = self.trees.of(values[:, chosen], situation(history, moment))
        return out

    @property
    def settings(self) -> str:
        """What was chosen, in words."""
        return "" if self.trees is None else self.trees.settings


@dataclass
class Arena:
    """What both sides share, fitted once for the same training data: the engine, the slice, the rule for candidates."""

    config: LearnConfig = field(default_factory=LearnConfig)
    _known: tuple[object, Engine] | None = None
    _sliced: tuple[object, Slice] | None = None

    def engine(self, data: TrainingData) -> Engine:
        """The default engine."""
        if self._known is None or self._known[0] is not data.interactions:
            self._known = (data.interactions, fit_engine(data))
        return self._known[1]

    def slice(self, data: TrainingData) -> Slice:
        """The same choices and candidates as `learn_weights` looks at, by scorers that were not shown them.

        Both sides have the values of the scorers that take part in the sum.
        """
        if self._sliced is None or self._sliced[0] is not data.interactions:
            self._sliced = (data.interactions, self._slice(data))
        return self._sliced[1]

    def _slice(self, data: TrainingData) -> Slice:
        held = hold_out(data.interactions, self.config.held_out, data.rng())
        counting = frozenset(scorer.name for scorer in self.engine(data).scorers)
        scorers = learned(fit_scorers(replace(data, interactions=held.train), EngineConfig(), counting))
        return Slice(cases_of(held, scorers, self.config, data), Candidates(self.config.best, held.seen_return))

    def additive(self, data: TrainingData) -> Ranker:
        """The sum on the candidates."""
        return Reranked(self.engine(data), self.slice(data).candidates)

    def lambdamart(self, data: TrainingData) -> Ranker:
        """The trees on the candidates."""
        found = self.slice(data)
        return Reranked(self.engine(data), found.candidates, boosted(found, data.seed))


def learned(scorers: Sequence[Scorer]) -> tuple[Scorer, ...]:
    """The scorers whose weights are learned; of a bounded one (`recsys.ranking.bounds`) there is nothing to learn."""
    return tuple(scorer for scorer in scorers if bound_of(scorer) is None)


def columns_of(values: Float64, features: Float64, standardised: bool) -> Float32:
    """What the trees see of items (m, c): the parts' values (d, m), perhaps also standardised, and the situation."""
    situated = np.broadcast_to(features[1:], (values.shape[1], len(features) - 1))
    columns = [values.T, situated]
    if standardised:
        spread = values.std(axis=1, keepdims=True)
        centred = values - values.mean(axis=1, keepdims=True)
        columns.append(np.divide(centred, spread, out=np.zeros_like(values), where=spread > 0).T)
    return np.hstack(columns).astype(np.float32)


def boosted(found: Slice, seed: int) -> Trees:
    """The best of the grid on the inner part of the slice, fitted again on the whole of it with as many trees.

    Judged by choices that are candidates, as no other can be served; learned from all choices, as the sum is.
    """
    import lightgbm

    order = np.random.default_rng(seed).permutation(len(found.cases))
    judges, learners = np.split(order, [max(1, int(INNER * len(order)))])
    reached = np.array([is_candidate(found.cases[c], found.candidates.each) for c in judges], dtype=np.bool_)
    tried = [(*_stopped(found, learners, judges[reached], told, seed), told) for told in GRID]
    ndcg, trees, (setting, standardised) = max(tried, key=lambda one: one[0])
    every = _dataset(found.cases, np.sort(order), standardised)
    model = lightgbm.train(FIXED | setting | {"seed": seed}, every, trees)
    told = f"{setting}, values {'and standardised values' if standardised else 'alone'}, {trees} of {TREES} trees"
    return Trees(model, standardised, f"{told}, {len(order)} cases, inner NDCG@10 {ndcg:.4f}")


def _stopped(
    found: Slice, learners: Any, judges: Any, told: tuple[dict[str, Any], bool], seed: int
) -> tuple[float, int]:
    """NDCG@10 of the judges and the number of trees at its best."""
    import lightgbm

    setting, standardised = told
    train = _dataset(found.cases, learners, standardised)
    valid = [_dataset(found.cases, judges, standardised, train)]
    stop = lightgbm.early_stopping(PATIENCE, verbose=False)
    model = lightgbm.train(FIXED | setting | {"seed": seed}, train, TREES, valid_sets=valid, callbacks=[stop])
    return float(model.best_score["valid_0"]["ndcg@10"]), int(model.best_iteration)


def _dataset(cases: Sequence[Case], chosen: Any, standardised: bool, reference: Any = None) -> Any:
    """The candidates of some cases as LightGBM wants them: a group a case, in random order, as ties keep the order."""
    import lightgbm

    rng = np.random.default_rng(len(chosen))
    rows, labels = [], []
    for case in (cases[c] for c in chosen):
        order = rng.permutation(np.flatnonzero(_strong(case)))
        rows.append(columns_of(case.scores[:, order], case.features, standardised))
        labels.append(order == 0)
    sizes = [len(own) for own in rows]
    told = {"reference": reference, "free_raw_data": False}
    return lightgbm.Dataset(np.concatenate(rows), np.concatenate(labels).astype(np.int32), group=sizes, **told)


def _strong(case: Case) -> Bool:
    """The choice and the best of each part (c,): what a list is made of, without the random rest."""
    strong: Bool = case.correction == 0.0
    return strong


def is_candidate(case: Case, each: int) -> bool:
    """Whether the choice itself is among the best `each` of some part; ties count against it."""
    as_good = (case.scores[:, 1:] >= case.scores[:, :1]).sum(axis=1)
    return bool((as_good < each).any())
