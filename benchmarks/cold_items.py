"""Items nobody has touched: `python -m benchmarks.cold_items [DATASET ...]` prints a table and writes JSON.

A tenth of the touched items is held out as new: the models are fitted on a catalogue and a log without them, then the
items are added by their attributes alone (`with_items`). For people who later chose one of them: where does it stand
among all the new items, given what they had chosen before? 0.5 is chance; popularity has no counts for new items.

Without arguments: goodbooks from the folder GONGGAM_DATA, where it is there, and the simulated demo bookshop.
"""

import argparse
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from recsys.config import EngineConfig
from recsys.dataset.catalogue import Catalogue
from recsys.dataset.dataset import Dataset
from recsys.dataset.demo.__main__ import main as simulate
from recsys.dataset.reader import read_dataset
from recsys.dataset.sources.registry import IMPORTERS
from recsys.dataset.writer import write_dataset
from recsys.protocols import Extensible, TrainingData
from recsys.registry import ENGINE, MODELS, Alone, runnable
from recsys.state.history import build_history
from recsys.training import fit_engine
from recsys.types import Float64, History, Int32, Moment

RESULTS = Path(__file__).parent / "results" / "cold_items.json"
SHARE, MOST_CASES, K = 0.1, 2_000, 10
Score = Callable[[History, Moment], Float64]


@dataclass(frozen=True)
class Cold:
    """Training data over the old items 0..n-1, the catalogue in which new items follow them, and the questions."""

    training: TrainingData
    catalogue: Catalogue
    cases: tuple["Case", ...]

    @property
    def new(self) -> Int32:
        """Indices of the new items."""
        return np.arange(len(self.training.catalogue), len(self.catalogue), dtype=np.int32)


@dataclass(frozen=True)
class Case:
    """What a person had chosen before, when they were asked, and the new item they then chose."""

    history: History
    moment: Moment
    target: int


def held_out(dataset: Dataset, seed: int) -> Cold:
    """Hold out a tenth of the touched items; the old ones keep their order and come first."""
    log, rng = dataset.interactions, np.random.default_rng(seed)
    touched = np.unique(log.item)
    is_new = np.zeros(log.n_items, dtype=np.bool_)
    is_new[rng.choice(touched, max(1, int(SHARE * len(touched))), replace=False)] = True
    order = np.concatenate((np.flatnonzero(~is_new), np.flatnonzero(is_new)))
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    moved = replace(log, item=place[log.item].astype(np.int32))
    old = moved.take(~is_new[log.item])
    facts = dataset.catalogue.facts
    n_old = int(np.count_nonzero(~is_new))
    whole = Catalogue.of(facts[item] for item in order)
    training = TrainingData(replace(old, n_items=n_old), Catalogue.of(whole.facts[:n_old]), seed)
    return Cold(training, whole, tuple(_cases(dataset, moved.item, n_old, rng)))


def _cases(dataset: Dataset, item: Int32, n_old: int, rng: np.random.Generator) -> Iterator[Case]:
    """One question for each first choice of a new item by somebody with a past, at most `MOST_CASES`."""
    log, asked = dataset.interactions, 0
    seen: set[tuple[int, int]] = set()
    for row in rng.permutation(np.flatnonzero(item >= n_old)).tolist():
        user, target = int(log.user[row]), int(item[row])
        own = dataset.rows_of(user)
        past = own[(own < row) & (item[own] < n_old)]
        if len(past) == 0 or (user, target) in seen or asked == MOST_CASES:
            continue
        seen.add((user, target))
        asked += 1
        strength, nowhere = log.weight[past].astype(np.float64), np.zeros(len(past), dtype=np.bool_)
        history = build_history(item[past], strength, log.time[past], nowhere)
        yield Case(history, Moment(int(log.time[row]) if log.ordered else None), target)


def scorers(cold: Cold) -> Iterator[tuple[str, Score]]:
    """Popularity, every model that can take in new items, and the engine: fitted without them, then told of them."""
    for name in runnable():
        fitted = MODELS[name].fit(cold.training, MODELS[name].config())
        if isinstance(fitted, Extensible):
            yield name, Alone(fitted.extended(cold.catalogue)).scores
        elif name == "popular":
            yield name, Alone(fitted).scores
    yield ENGINE, _engine(cold, EngineConfig())
    if "lightfm" in runnable():
        yield f"{ENGINE} + lightfm", _engine(cold, EngineConfig(scorers=(*EngineConfig().scorers, "lightfm")))


def _engine(cold: Cold, config: EngineConfig) -> Score:
    return fit_engine(cold.training, config).with_items(cold.catalogue.facts[len(cold.training.catalogue) :]).scores


def figures(cold: Cold, score: Score) -> dict[str, float]:
    """Mean percentile of the chosen item among the new ones (1 is best), its standard error, and recall@10.

    Ties stand in random order: percentile and recall are expectations over it.
    """
    places, hits = [], []
    first, n = int(cold.new[0]), len(cold.new)
    for case in cold.cases:
        found = score(case.history, case.moment)
        values = np.zeros(n)
        values[: max(0, len(found) - first)] = found[first:]
        own = values[case.target - first]
        above, tied = np.count_nonzero(values > own), np.count_nonzero(values == own) - 1
        places.append(1.0 - (above + tied / 2) / max(1, n - 1))
        hits.append(float(np.clip((K - above) / (tied + 1), 0.0, 1.0)))
    error = float(np.std(places) / np.sqrt(len(places)))
    return {"percentile": float(np.mean(places)), "standard_error": error, f"recall@{K}": float(np.mean(hits))}


def measure(dataset: Dataset, seed: int) -> dict[str, Any]:
    """All figures of one data set."""
    cold = held_out(dataset, seed)
    return {
        "new_items": len(cold.new),
        "cases": len(cold.cases),
        "chance": {"percentile": 0.5, f"recall@{K}": min(1.0, K / len(cold.new))},
        "models": {name: figures(cold, score) for name, score in scorers(cold)},
    }


def datasets(folders: list[Path]) -> Iterator[tuple[str, Dataset]]:
    """The given folders or, without any, goodbooks where it is and the demo bookshop."""
    for folder in folders:
        yield folder.name, read_dataset(folder)
    if folders:
        return
    source = Path(os.environ.get("GONGGAM_DATA", "")) / "goodbooks"
    with tempfile.TemporaryDirectory() as scratch:
        if "GONGGAM_DATA" in os.environ and source.is_dir():
            found = IMPORTERS["goodbooks"](source)
            write_dataset(Path(scratch) / "goodbooks", found.meta, found.events, found.items)
            yield "goodbooks", read_dataset(Path(scratch) / "goodbooks")
        else:
            print("goodbooks skipped: set GONGGAM_DATA to the folder that holds it, or name a dataset folder")
        simulate([scratch, "--shop", "bookshop", "--data", str(Path(__file__).parents[1] / "data")])
        yield "bookshop (simulated)", read_dataset(Path(scratch) / "bookshop")


def show(name: str, found: Mapping[str, Any]) -> None:
    """The table of one data set."""
    table = Table(title=f"{name}: {found['new_items']:,} new items, {found['cases']:,} choices of them")
    for column in ("model", "mean percentile", f"recall@{K}"):
        table.add_column(column, justify="left" if column == "model" else "right")
    table.add_row("chance", "0.500", f"{found['chance'][f'recall@{K}']:.3f}")
    for model, own in found["models"].items():
        table.add_row(
            model, f"{own['percentile']:.3f} ± {1.96 * own['standard_error']:.3f}", f"{own[f'recall@{K}']:.3f}"
        )
    Console().print(table)


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("datasets", nargs="*", type=Path, metavar="DATASET")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, default=RESULTS)
    options = parser.parse_args()
    results = {}
    for name, dataset in datasets(options.datasets):
        results[name] = measure(dataset, options.seed)
        show(name, results[name])
    options.json.parent.mkdir(exist_ok=True)
    options.json.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
