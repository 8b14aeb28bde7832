"""How much each scorer counts: weight = base / scale, both fixed at fit, never of this request's candidates."""

from dataclasses import dataclass

import numpy as np

from recsys.protocols import Scorer, TrainingData
from recsys.state.history import build_history
from recsys.types import Bool, Float64, History, Moment

BASE = {"popular": 0.3, "item_linear": 0.3, "transitions": 1.0, "content": 0.15}
"""Weights in units of each scorer's own spread."""

SAMPLE = 200
"""People whose histories measure the spread of a scorer."""


@dataclass(frozen=True)
class Weights:
    """Non-negative weights (d,) of the scorers, in their order."""

    values: Float64

    def of(self, history: History, moment: Moment) -> Float64:  # noqa: ARG002
        """Weights (d,) for a person in a moment."""
        return self.values


def spread(scorer: Scorer, data: TrainingData) -> float:
    """Mean standard deviation over items of the scorer's scores, for a seeded sample of people."""
    log = data.interactions
    order = np.argsort(log.user, kind="stable")
    starts = np.searchsorted(log.user[order], np.arange(log.n_users + 1))
    active = np.flatnonzero(np.diff(starts) > 1)
    chosen = data.rng().choice(active, size=min(SAMPLE, len(active)), replace=False)
    out = []
    for person in chosen:
        rows = order[starts[person] : starts[person + 1]]
        outside: Bool = np.zeros(len(rows), dtype=np.bool_)
        history = build_history(log.item[rows], log.weight[rows].astype(np.float64), log.time[rows], outside)
        scores = np.zeros(scorer.n_items)
        scorer.add_scores(history, Moment(int(log.time[rows[-1]]) + 1), 1.0, scores)
        out.append(scores.std())
    return float(np.mean(out)) if out else 0.0


def default_weights(scorers: tuple[Scorer, ...], data: TrainingData) -> Weights:
    """Base weights over measured spreads; a scorer without spread says nothing and gets none."""
    spreads = [spread(scorer, data) for scorer in scorers]
    values = [BASE.get(s.name, 0.1) / d if d > 1e-12 else 1.0 for s, d in zip(scorers, spreads, strict=True)]
    return Weights(np.array(values))
