"""What our ALS costs beside the bare library: `python -m benchmarks.als_fit` prints a table and writes JSON.

The same matrix, the same settings, BLAS on one thread for both (implicit is several times slower otherwise), in turn.
Ours also builds the matrix from the log and fixes the linear fold-in.
"""

import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from implicit.als import AlternatingLeastSquares
from rich.console import Console
from rich.table import Table
from threadpoolctl import threadpool_limits

from benchmarks.synthetic import catalogue_of, interactions_of
from recsys.models import als
from recsys.models.factors import preferences
from recsys.protocols import TrainingData

RESULTS = Path(__file__).parent / "results" / "als_fit.json"
SIZES = {"n_items": 10_000, "n_users": 20_000, "n_events": 1_000_000}
ROUNDS = 5


def seconds(call: Callable[[], object]) -> float:
    """How long one call takes."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def main() -> None:
    """Measure in turn, so that a busy machine is busy for both; print, write."""
    data = TrainingData(interactions_of(**SIZES), catalogue_of(SIZES["n_items"]))
    config, matrix = als.AlsConfig(), preferences(data.interactions)
    factors = als.rank_of(len(np.unique(data.interactions.item)), config)

    def bare() -> None:
        with threadpool_limits(1, "blas"):
            AlternatingLeastSquares(
                factors=factors,
                regularization=config.regularisation,
                alpha=config.alpha,
                iterations=config.iterations,
                random_state=0,
            ).fit(matrix, show_progress=False)

    pairs = [(seconds(bare), seconds(lambda: als.fit(data))) for _ in range(ROUNDS + 1)][1:]
    found = {
        **SIZES,
        "factors": factors,
        "bare_seconds": float(np.median([library for library, _ in pairs])),
        "ours_seconds": float(np.median([ours for _, ours in pairs])),
        "ratio": float(np.median([ours / library for library, ours in pairs])),
    }
    table = Table(title=f"ALS: {SIZES['n_events']:,} events, {SIZES['n_items']:,} items, {factors} factors")
    table.add_column("fit")
    table.add_column("median s", justify="right")
    table.add_row("implicit alone", f"{found['bare_seconds']:.2f}")
    table.add_row("ours, fold-in included", f"{found['ours_seconds']:.2f}")
    table.add_row("ratio", f"{found['ratio']:.3f}")
    Console().print(table)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
