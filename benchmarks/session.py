"""Speed of the session neighbours: `python -m benchmarks.session [DATASET [TEST]]` prints a table and writes JSON.

One core. Without a data set: 43,000 items and 190,000 synthetic sessions of the length and skew of Diginetica.
Beside the scorer stands the floor: reading the same inverted lists, the newest sessions of its items, in numpy.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from recsys.dataset.catalogue import Catalogue
from recsys.dataset.reader import read_dataset
from recsys.evaluation.cases import ProtocolSettings
from recsys.evaluation.next_item import next_item
from recsys.models import session_knn
from recsys.models.session_knn import SessionKnn
from recsys.protocols import TrainingData
from recsys.state.history import build_history
from recsys.types import History, Interactions, Moment

RESULTS = Path(__file__).parent / "results" / "session.json"
QUERIES = 3_000
N_ITEMS, N_SESSIONS = 43_000, 190_000

Question = tuple[History, Moment]


def synthetic(rng: np.random.Generator) -> tuple[Interactions, list[Question]]:
    """Sessions that wander among the neighbours of a Zipf-popular item, and the prefixes of some more as questions."""
    sizes = np.minimum(1 + rng.geometric(0.26, N_SESSIONS + QUERIES), 70)
    user = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    start = np.minimum(rng.pareto(0.9, len(sizes)) * 60, N_ITEMS - 1).astype(np.int64)
    item = ((np.repeat(start, sizes) + rng.integers(0, 30, len(user))) % N_ITEMS).astype(np.int32)
    train = user < N_SESSIONS
    ones, time_ = np.ones(int(train.sum()), dtype=np.float32), np.arange(int(train.sum()), dtype=np.int64)
    log = Interactions(user[train], item[train], ones, time_, N_SESSIONS, N_ITEMS, "order")
    return log, [question(item[user == s][:-1]) for s in range(N_SESSIONS, len(sizes))]


def question(items: np.ndarray) -> Question:
    """A session so far, asked now."""
    n = len(items)
    return build_history(items, np.ones(n), np.arange(n, dtype=np.int64), np.ones(n, dtype=np.bool_)), Moment(None)


def recorded(dataset: Path, test: Path, rng: np.random.Generator) -> tuple[Interactions, list[Question]]:
    """Training sessions of a data set, and a seeded sample of the next-item cases of its test part."""
    (split,) = next_item(read_dataset(dataset), ProtocolSettings(test=read_dataset(test)))
    cases = list(split.cases())
    chosen = [cases[c] for c in rng.permutation(len(cases))[:QUERIES]]
    return split.train, [(build_history(c.items, c.strengths, c.times, c.in_session), c.moment) for c in chosen]


def milliseconds(call: Callable[[History, Moment], object], questions: list[Question]) -> np.ndarray:
    """Time of each question (n,), after a warm-up."""
    for history, moment in questions[:50]:
        call(history, moment)
    spent = np.empty(len(questions))
    for number, (history, moment) in enumerate(questions):
        started = time.perf_counter()
        call(history, moment)
        spent[number] = 1000.0 * (time.perf_counter() - started)
    return spent


def measure(scorer: SessionKnn, questions: list[Question]) -> dict[str, dict[str, float]]:
    """Median and 99th percentile of a query, of its causes for ten items, and of the floor."""
    weights, sample = np.ones(len(scorer.parts)), scorer.config.sample
    out = np.zeros(scorer.n_items)

    def floor(history: History, _moment: Moment) -> object:
        known = history.item[: scorer.config.entries]
        lists = [
            scorer.posting[max(scorer.indptr[i], scorer.indptr[i + 1] - sample) : scorer.indptr[i + 1]] for i in known
        ]
        return np.unique(np.concatenate(lists)) if lists else None

    ten = np.arange(10, dtype=np.int32)
    spent = {
        "floor: the same inverted lists in numpy": milliseconds(floor, questions),
        "query": milliseconds(lambda h, m: scorer.add_scores(h, m, weights, out), questions),
        "causes of ten items": milliseconds(lambda h, m: scorer.causes(h, m, weights, ten), questions),
    }
    return {name: {"median": float(np.median(t)), "p99": float(np.quantile(t, 0.99))} for name, t in spent.items()}


def main(arguments: list[str]) -> None:
    """Measure, print, write."""
    rng = np.random.default_rng(0)
    if arguments:
        dataset = Path(arguments[0])
        test = Path(arguments[1]) if len(arguments) > 1 else dataset.with_name(dataset.name + "-test")
        log, questions = recorded(dataset, test, rng)
    else:
        log, questions = synthetic(rng)
    started = time.perf_counter()
    scorer = session_knn.fit(TrainingData(log, Catalogue.of(())))
    fitted = time.perf_counter() - started
    figures = measure(scorer, questions)
    ratio = figures["query"]["median"] / figures["floor: the same inverted lists in numpy"]["median"]
    name = "synthetic" if not arguments else Path(arguments[0]).name
    table = Table(title=f"{name}: {len(scorer.last):,} sessions, {scorer.n_items:,} items, fitted in {fitted:.1f} s")
    for column in ("step", "median ms", "p99 ms"):
        table.add_column(column, justify="left" if column == "step" else "right")
    for step, values in figures.items():
        table.add_row(step, f"{values['median']:.3f}", f"{values['p99']:.3f}")
    Console().print(table, f"query / floor: {ratio:.1f}")
    told = {"data": name, "sessions": len(scorer.last), "items": scorer.n_items, "fit_seconds": round(fitted, 2)}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(
        json.dumps({**told, "milliseconds": figures, "query_over_floor": round(ratio, 2)}, indent=1) + "\n"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
