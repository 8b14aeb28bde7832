"""A large shop: `python -m benchmarks.scale [--items 1000000 --users 200000 --events 20000000]` prints and writes JSON.

The default engine is fitted on a synthetic shop (`benchmarks.synthetic.LargeShop`) in one process and served by a
fresh one, so that both peaks of memory are their own: seconds of every step, size of the artefact, seconds to load it,
milliseconds of one request (events -> ranked items, a history of 50, k = 10, one core), and the overlap of its ten
with those of the same exact sum over every item. `--keep FOLDER` leaves the model there, and `--fitted` measures only
the serving of what was left.

What is sparsified, and why: item x item matrices hold the strongest cells of a row, as many as an eighth of the memory
limit holds (`recsys.models.rowwise`), for all pairs of a million items are 4 TB; the linear model solves each item on
its nearest neighbours only. Next-item factors see a bounded number of choices, weights are learned on a bounded number
of held-out choices, and requests score only what the sources name (`recsys.retrieval`).
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.synthetic import END, NOW, LargeShop
from recsys import artifacts
from recsys.config import EngineConfig
from recsys.engine import Engine, rank
from recsys.memory import needs_of, peak
from recsys.models.linear import ItemToItem, SparseRows
from recsys.protocols import TrainingData
from recsys.training import fit_engine
from recsys.types import Interactions, Query, Touch, UserState

RESULTS = Path(__file__).parent / "results" / "scale.json"
FITTED = "fit.json"
HISTORY, K, SEED = 50, 10, 0


class Steps:
    """Seconds by step: a progress callback that books the time since the last call on the step that called.

    Processor seconds, of all threads: on a machine that does other work too, those of the clock say little.
    """

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.process_time()

    def __call__(self, step: str, share: float) -> None:
        """A step is at this share of its work."""
        now = time.process_time()
        self.seconds[step] = self.seconds.get(step, 0.0) + now - self._last
        self._last = now
        if share in {0.0, 1.0}:
            print(f"{step} {share:.0%}: {self.seconds[step]:.0f} s, peak {peak_gib():.1f} GiB", file=sys.stderr)


def peak_gib() -> float:
    """The most memory this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def fit(shop: LargeShop, n_events: int, folder: Path) -> dict[str, Any]:
    """Make the shop, fit the default engine on it, and save it."""
    steps = Steps()
    log, catalogue = shop.interactions(n_events), shop.catalogue()
    steps("making the shop", 1.0)
    started = time.perf_counter()
    engine = fit_engine(TrainingData(log, catalogue, progress=steps))
    steps("index", 1.0)
    fitted = time.perf_counter() - started
    model = artifacts.save(engine, folder, created=datetime.fromtimestamp(END, UTC))
    steps("saving", 1.0)
    return {
        "memory_limit_gib": EngineConfig().memory_limit_gib,
        "items": len(catalogue),
        "users": log.n_users,
        "events": len(log),
        "fit_seconds": fitted,
        "steps_processor_seconds": steps.seconds,
        "fit_peak_gib": peak_gib(),
        "artefact_gib": sum(path.stat().st_size for path in model.iterdir()) / 2**30,
        "rows": rows_of(engine),
    }


def rows_of(engine: Engine) -> dict[str, str]:
    """What each scorer keeps: its kind, and the cells of sparse rows."""
    found = {}
    for scorer in engine.scorers:
        rows = scorer.rows if isinstance(scorer, ItemToItem) else None
        sparse = isinstance(rows, SparseRows)
        found[scorer.name] = f"{len(rows.data):,} cells" if sparse else type(rows or scorer).__name__  # type: ignore[union-attr]
    return found


def people(log: Interactions, count: int) -> list[UserState]:
    """The last events of some people who have enough of them."""
    rng = np.random.default_rng(SEED)
    enough = np.flatnonzero(np.bincount(log.user, minlength=log.n_users) >= HISTORY)
    chosen = rng.permutation(enough)[:count]
    rows = np.flatnonzero(np.isin(log.user, chosen))
    return [state_of(log, rows[log.user[rows] == user][-HISTORY:]) for user in chosen.tolist()]


def state_of(log: Interactions, rows: Any) -> UserState:
    """The rows of a person as the fold keeps them."""
    touches = tuple(Touch(f"e{row}", f"i{log.item[row]}", "chosen", int(log.time[row])) for row in rows.tolist())
    return UserState(touches=touches, last_at=touches[-1].at)


def serve(shop: LargeShop, n_events: int, folder: Path, count: int) -> dict[str, Any]:
    """Load the model and ask it for many people, by candidates and over everything."""
    log = shop.interactions(n_events)
    states = people(log, count)
    before = resident_gib()
    started = time.perf_counter()
    engine = artifacts.load(folder)
    loaded = time.perf_counter() - started
    resident = resident_gib() - before
    queries = [Query(state=state, moment=NOW, k=K) for state in states]
    found, spent = asked(engine, queries)
    whole, all_spent = asked(replace(engine, retrieval=None), queries)
    shared = [len(set(a.tolist()) & set(b.tolist())) / max(1, len(b)) for a, b in zip(found, whole, strict=True)]
    return {
        "estimated_fit_gib_beside_the_data": peak(needs_of(TrainingData(log, engine.catalogue), EngineConfig()))
        / 2**30,
        "load_average_of_the_machine": os.getloadavg()[0],
        "load_seconds": loaded,
        "resident_gib": resident,
        "people": len(queries),
        "request_ms": spent,
        "request_over_everything_ms": all_spent,
        "overlap_at_10": float(np.mean(shared)),
        "overlap_of_two_people": float(
            np.mean([len(set(a.tolist()) & set(b.tolist())) / K for a, b in zip(whole[1:], whole, strict=False)])
        ),
    }


def asked(engine: Engine, queries: list[Query]) -> tuple[list[Any], dict[str, float]]:
    """The served items of every query, and milliseconds of one: by the clock, and of the processor."""
    for query in queries[:10]:
        rank(engine, query)
    served, spent, worked = [], [], []
    for query in queries:
        started, idle = time.perf_counter(), time.thread_time()
        served.append(rank(engine, query).served)
        spent.append(1000.0 * (time.perf_counter() - started))
        worked.append(1000.0 * (time.thread_time() - idle))
    figures = {"median": np.median(spent), "p95": np.quantile(spent, 0.95), "processor_median": np.median(worked)}
    return served, {name: float(value) for name, value in figures.items()}


def resident_gib() -> float:
    """Memory of this process that is in use now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**30


def served_elsewhere(told: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """`serve` in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.scale", "--serve", str(folder), "--people", str(told.people)]
    sizes = ["--items", str(told.items), "--users", str(told.users), "--events", str(told.events)]
    answer = subprocess.run([*command, *sizes], check=True, capture_output=True, text=True).stdout
    found: dict[str, Any] = json.loads(answer.splitlines()[-1])
    return found


def show(figures: dict[str, Any]) -> None:
    """The table."""
    table = Table(title="{items:,} items, {users:,} people, {events:,} events".format(**figures))
    table.add_column("")
    table.add_column("", justify="right")
    request, whole = figures["request_ms"], figures["request_over_everything_ms"]
    worked = sum(figures["steps_processor_seconds"].values())
    rows = {
        "fit, weights included, s (processor s)": f"{figures['fit_seconds']:.0f} ({worked:.0f})",
        "most memory while fitting, data and all, GiB": f"{figures['fit_peak_gib']:.1f}",
        "estimated before, beside the data, GiB": f"{figures['estimated_fit_gib_beside_the_data']:.1f}",
        "artefact, GiB": f"{figures['artefact_gib']:.2f}",
        "load, s": f"{figures['load_seconds']:.1f}",
        "memory of the loaded model, GiB": f"{figures['resident_gib']:.1f}",
        "one request, ms: median, p95 (processor median)": _times(request),
        "the same over every item, ms": _times(whole),
        "overlap of the ten": f"{figures['overlap_at_10']:.3f}",
        **{f"{name} keeps": kept for name, kept in figures["rows"].items()},
    }
    for name, value in rows.items():
        table.add_row(name, value)
    Console().print(table)


def _times(found: dict[str, float]) -> str:
    return f"{found['median']:.2f}, {found['p95']:.2f} ({found['processor_median']:.2f})"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--users", type=int, default=200_000)
    parser.add_argument("--events", type=int, default=20_000_000)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--json", type=Path, default=RESULTS)
    parser.add_argument("--keep", type=Path, help="folder in which the model stays")
    parser.add_argument("--fitted", action="store_true", help="serve what --keep left, without fitting")
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    """Measure, print, write."""
    told = _arguments()
    shop = LargeShop.of(told.items, told.users, SEED)
    if told.serve:
        print(json.dumps(serve(shop, told.events, told.serve, told.people)))
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = told.keep or Path(scratch)
        fitted = folder / FITTED
        if not told.fitted:
            folder.mkdir(parents=True, exist_ok=True)
            fitted.write_text(json.dumps(fit(shop, told.events, folder)), encoding="utf-8")
        figures = json.loads(fitted.read_text(encoding="utf-8")) | served_elsewhere(told, folder)
    show(figures)
    told.json.parent.mkdir(exist_ok=True)
    told.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
