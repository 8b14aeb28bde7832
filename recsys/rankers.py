"""Rankers by name: one model alone, or the full engine. What an evaluation compares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from recsys.config import EngineConfig
from recsys.protocols import FitRanker, Model, Ranker, Scorer, TrainingData
from recsys.registry import ENGINE, model
from recsys.training import fit_engine
from recsys.types import Float64, History, Moment


@dataclass(frozen=True)
class Alone:
    """One scorer as a ranker of its own."""

    scorer: Scorer

    def scores(self, history: History, moment: Moment) -> Float64:
        """Scores (n_items,) of the catalogue."""
        out = np.zeros(self.scorer.n_items)
        self.scorer.add_scores(history, moment, np.ones(len(self.scorer.parts)), out)
        return out


def rankers(
    names: Sequence[str], budget: float | None = None, config: EngineConfig | None = None
) -> Mapping[str, FitRanker]:
    """How to fit each named model alone, or the full engine.

    `budget` in seconds bounds the engine's tuning; `config` is its composition, None for the default.
    """
    return {name: engine_ranker(config, budget) if name == ENGINE else _alone(model(name)) for name in names}


def _alone(line: Model) -> FitRanker:
    def fit(data: TrainingData) -> Ranker:
        return Alone(line.fit(data, line.config()))

    return fit


def engine_ranker(config: EngineConfig | None = None, budget: float | None = None) -> FitRanker:
    """How to fit the full engine of a composition, within its memory."""

    def fit(data: TrainingData) -> Ranker:
        limit = data.memory_limit if config is None else int(config.memory_limit_gib * 2**30)
        return fit_engine(replace(data, memory_limit=limit), config, budget)

    return fit
