"""People nobody has met, items nobody has touched: `python -m benchmarks.cold_start [DATASET ...]`.

Prints a table for each data set and protocol (`cold-users`, `cold-items`, `cold-both`: what they hold out is told in
`recsys.evaluation.cold`) and writes JSON. For new people the engine is also asked without their visit: what a list
for nobody is worth. `chance` ranks at random.

Without arguments: goodbooks from the folder GONGGAM_DATA, where it is there, and the simulated demo bookshop. What is
not measured again stays in the JSON as it was.
"""

import argparse
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from api.cli_evaluate import comparison_lines, progress_bars, shown_on, table_of
from recsys.dataset.dataset import Dataset
from recsys.dataset.demo.__main__ import main as simulate
from recsys.dataset.reader import read_dataset
from recsys.dataset.sources.registry import importer
from recsys.evaluation.ablation import signals_named
from recsys.evaluation.cases import ProtocolSettings
from recsys.evaluation.report import Report, to_json
from recsys.evaluation.run import Settings, evaluate_models
from recsys.protocols import FitRanker, Ranker, TrainingData
from recsys.rankers import rankers
from recsys.registry import ENGINE, runnable
from recsys.types import Float64, History, Moment

RESULTS = Path(__file__).parent / "results" / "cold_start.json"
PROTOCOLS = ("cold-users", "cold-items", "cold-both")
MODELS = ("popular", "item_linear", "transitions", "content", "lightfm", ENGINE)
FIGURES = ("recall@10", "ndcg@10", "mrr@10", "recall@20", "ndcg@20", "coverage@10", "fit_seconds", "ms_per_case")
NOBODY = ("history", "session")


@dataclass(frozen=True)
class Chance:
    """Ranks n items at random, a new order at every question."""

    n: int
    rng: np.random.Generator

    def scores(self, history: History, moment: Moment) -> Float64:  # noqa: ARG002
        """Random scores (n,)."""
        return self.rng.random(self.n)


def fit_chance(data: TrainingData) -> Ranker:
    """Nothing to learn."""
    return Chance(len(data.catalogue), data.rng())


def measure(dataset: Dataset, protocol: str, settings: ProtocolSettings, console: Console) -> dict[str, Any]:
    """Evaluate the models on one data set under one protocol, print the table, return its record."""
    names = [name for name in MODELS if name == ENGINE or name in runnable()]
    fits: Mapping[str, FitRanker] = {"chance": fit_chance, **rankers(names)}
    told = Settings(settings, without=signals_named(NOBODY) if protocol == "cold-users" else frozenset())
    with progress_bars(console) as bars:
        report = evaluate_models(dataset, protocol, fits, told, shown_on(bars))
    console.print(table_of(report))
    for line in comparison_lines(report):
        console.print(line)
    return {"folds": settings.folds, **record(report)}


def record(report: Report) -> dict[str, Any]:
    """What is kept: the figures, the cases by strategy, and the engine compared with each other model."""
    told: Mapping[str, Any] = to_json(report)
    compared = [c for c in told["comparisons"] if c["metric"] == "ndcg@10" and c["model"] == ENGINE]
    strategies = {f.segment.removeprefix("strategy "): f.n for f in report.figures if f.segment.startswith("strategy")}
    return {
        "n_train_events": report.n_train_events,
        "n_test_cases": report.n_test_cases,
        "seed": report.seed,
        "strategies": strategies,
        "models": {name: {key: own[key] for key in FIGURES} for name, own in told["models"].items()},
        "comparisons": compared,
    }


def datasets(folders: list[Path]) -> Iterator[tuple[str, Dataset]]:
    """The given folders or, without any, goodbooks where it is and the demo bookshop."""
    for folder in folders:
        yield folder.name, read_dataset(folder)
    if folders:
        return
    source = Path(os.environ.get("GONGGAM_DATA", "")) / "goodbooks"
    if "GONGGAM_DATA" in os.environ and source.is_dir():
        yield "goodbooks", importer("goodbooks")(source).dataset()
    else:
        print("goodbooks skipped: set GONGGAM_DATA to the folder that holds it, or name a dataset folder")
    with tempfile.TemporaryDirectory() as scratch:
        simulate([scratch, "--shop", "bookshop", "--data", str(Path(__file__).parents[1] / "data")])
        yield "bookshop (simulated)", read_dataset(Path(scratch) / "bookshop")


def keep(path: Path, name: str, protocol: str, found: Mapping[str, Any]) -> None:
    """Write one record into the JSON, beside what is there."""
    results = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    results.setdefault(name, {})[protocol] = found
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("datasets", nargs="*", type=Path, metavar="DATASET")
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, default=RESULTS)
    options = parser.parse_args()
    settings, console = ProtocolSettings(folds=options.folds, seed=options.seed), Console()
    for name, dataset in datasets(options.datasets):
        for protocol in PROTOCOLS:
            keep(options.json, name, protocol, measure(dataset, protocol, settings, console))


if __name__ == "__main__":
    main()
