"""Speed of one request inside one process: `python -m benchmarks.engine` prints a table and writes JSON.

10,000 items, a history of 50, k = 10, one core: the engine's core (events -> ranked items), with evidence, and with
reasons; beside the floor of adding the same 50 rows of a dense matrix in numpy.
"""

import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.synthetic import NOW, engine_of, person
from explain.reasons import reasons
from recsys.engine import Engine, rank, recommend
from recsys.types import Query

RESULTS = Path(__file__).parent / "results" / "engine.json"
ROUNDS = 400


def median_ms(call: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Median milliseconds of a call after a warm-up."""
    for _ in range(20):
        call()
    spent = []
    for _ in range(rounds):
        started = time.perf_counter()
        call()
        spent.append(time.perf_counter() - started)
    return 1000.0 * statistics.median(spent)


def measure(engine: Engine, query: Query) -> dict[str, float]:
    """Milliseconds of each step of a request."""
    dense = np.random.default_rng(0).random((len(engine.catalogue), len(engine.catalogue)), dtype=np.float32)
    rows, weights = np.arange(0, 5_000, 100), np.random.default_rng(1).random(50).astype(np.float32)

    def whole() -> object:
        return reasons(recommend(engine, query).items)

    return {
        "floor: 50 dense rows in numpy": median_ms(lambda: weights @ dense[rows]),
        "core": median_ms(lambda: rank(engine, query)),
        "core + evidence": median_ms(lambda: recommend(engine, query)),
        "core + evidence + reasons": median_ms(whole),
    }


def main() -> None:
    """Measure, print, write."""
    engine = engine_of(n_items=10_000)
    figures = measure(engine, Query(state=person(50), moment=NOW))
    table = Table(title="one request, 10,000 items, history 50, k = 10")
    table.add_column("step")
    table.add_column("median ms", justify="right")
    for step, value in figures.items():
        table.add_row(step, f"{value:.3f}")
    Console().print(table)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"median_ms": figures, "scorers": [s.name for s in engine.scorers]}, indent=1) + "\n")


if __name__ == "__main__":
    main()
