"""Quality on public data: `python -m benchmarks.quality --data FOLDER` prints a table a data set and writes JSON.

Every data set found under FOLDER is imported as `gonggam import` does and split by its protocol: people's last
choices, the next items of later sessions, or good ratings of the held-out folds, with their context and without it,
over the full catalogue. Our scorers alone, models of other libraries
(`benchmarks.peers`) and the engine are asked the same cases in one run; then the engine's sum and LightGBM's
LambdaMART over the same values rank the same candidates. `make bench-quality` installs the libraries first; one that
is missing is named as missing. `--write-readme` puts the tables of the JSON into the two READMEs.

Another data set is a line of SOURCES; another model a name of the registry; another peer a line of
`benchmarks.peers.registry`.
"""

import argparse
import json
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from platform import python_version
from typing import Any

import numpy as np
from rich.console import Console

from benchmarks.peers.lambdamart import Arena
from benchmarks.peers.registry import Book, peers, versions
from benchmarks.readme import RESULTS, write_readmes
from recsys.config import EngineConfig
from recsys.dataset.build import dataset_of
from recsys.dataset.dataset import Dataset
from recsys.dataset.sources.imported import Imported
from recsys.dataset.sources.registry import importer
from recsys.dataset.table import Table
from recsys.evaluation.cases import Case, ProtocolSettings, Split
from recsys.evaluation.protocols import protocol_named
from recsys.evaluation.report import Report, to_json
from recsys.evaluation.run import Settings, evaluate_splits
from recsys.models.libraries import trouble
from recsys.protocols import FitRanker
from recsys.rankers import rankers
from recsys.registry import ENGINE
from recsys.types import Signal

MIN_EVENTS, SEED = 5, 0
FIGURES = (
    "recall@10",
    "ndcg@10",
    "mrr@10",
    "coverage@10",
    "recall@20",
    "ndcg@20",
    "mrr@20",
    "fit_seconds",
    "ms_per_case",
)
LIBRARIES = (
    "gonggam",
    "numpy",
    "scipy",
    "numba",
    "implicit",
    "polars",
    "lightgbm",
    "lightfm-next",
    "rectools",
    "torch",
)
SUM, TREES = "sum", "LambdaMART"
NO_ORDER = ("repeat", "context", "time_habit", "mood_fit")
"""Scorers that move a few items and leave the rest as it was: alone they are no ranking."""


@dataclass(frozen=True)
class Source:
    """A data set: its folder, the importer that reads it, how it is split, what the engine is also asked without."""

    folder: str
    format: str
    protocol: str = "leave-last-out"
    without: frozenset[Signal] = frozenset()


SOURCES = {
    "goodbooks": Source("goodbooks", "goodbooks"),
    "kmrd": Source("kmrd", "kmrd"),
    "ml-100k": Source("ml-100k", "movielens-100k"),
    "ml-1m": Source("ml-1m", "movielens-1m"),
    "amazon-beauty": Source("amazon-beauty", "amazon-sequences"),
    "diginetica": Source("diginetica", "session-lines", "next-item"),
    "yoochoose-100k": Source("yoochoose-100k", "yoochoose", "next-item"),
    "depaulmovie": Source("depaulmovie", "depaulmovie", "folds", frozenset({"context"})),
    "incarmusic": Source("incarmusic", "incarmusic", "folds", frozenset({"context"})),
}


@dataclass(frozen=True)
class Run:
    """One data set, split, and how it is measured."""

    dataset: Dataset
    protocol: str
    splits: tuple[Split, ...]
    console: Console
    without: frozenset[Signal] = frozenset()

    def report(self, fits: Mapping[str, FitRanker], splits: tuple[Split, ...]) -> Report:
        """All models on the same cases; the last one is compared with the others, and with itself without a signal."""
        from api.cli_evaluate import progress_bars, shown_on, table_of

        settings = Settings(ProtocolSettings(MIN_EVENTS, seed=SEED), without=self.without)
        with progress_bars(self.console) as bars:
            report = evaluate_splits(self.dataset, self.protocol, splits, fits, settings, shown_on(bars))
        self.console.print(table_of(report))
        return report

    def cases(self) -> int:
        """Cases of all splits."""
        return sum(split.n_cases for split in self.splits)


def run_of(source: Source, data: Path, console: Console) -> Run:
    """Import a data set and split it."""
    imported = importer(source.format)(data / source.folder)
    dataset = imported.dataset()
    test = _test_part(imported)
    settings = ProtocolSettings(MIN_EVENTS, seed=SEED, test=test)
    splits = protocol_named(source.protocol)(dataset, settings)
    return Run(dataset, source.protocol, splits, console, source.without)


def _test_part(imported: Imported) -> Dataset | None:
    if imported.test_events is None:
        return None
    return dataset_of(imported.meta, Table(imported.test_events, "test events"), None)


def sampled(splits: tuple[Split, ...], most: int | None) -> tuple[Split, ...]:
    """The same splits with at most so many cases each, drawn by the seed; None keeps all."""
    return tuple(s if most is None or s.n_cases <= most else _sampled(s, most) for s in splits)


def _sampled(split: Split, most: int) -> Split:
    kept = np.zeros(split.n_cases, dtype=np.bool_)
    kept[np.random.default_rng(SEED).permutation(split.n_cases)[:most]] = True

    def cases() -> Iterator[Case]:
        return (case for case, wanted in zip(split.cases(), kept, strict=True) if wanted)

    return replace(split, cases=cases, n_cases=most)


def measure(run: Run, told: argparse.Namespace) -> dict[str, Any]:
    """Everything about one data set: our scorers, the peers and the engine, then the duel."""
    book, arena, splits = Book(), Arena(), sampled(run.splits, told.sample_cases)
    known = peers(told.sasrec_seconds)
    wanted = known if told.peers == "all" else {name: known[name] for name in told.peers.split(",") if name}
    left_out = {name: why for name, peer in wanted.items() if (why := peer.trouble(run.splits, run.protocol))}
    parts = told.models.split(",") if told.models else EngineConfig().scorers
    own = [name for name in parts if name != ENGINE and (told.models or name not in NO_ORDER)]
    fits = {
        **rankers(own),
        **{name: book.noting(name, peer.fit) for name, peer in wanted.items() if name not in left_out},
        ENGINE: arena.engine,
    }
    for name, why in left_out.items():
        run.console.print(f"{name}: {why}")
    record = _record(run.report(fits, splits))
    missing, duels = trouble("lightgbm"), told.duel_cases
    if duels and not missing:
        duel = {TREES: book.noting(TREES, arena.lambdamart), SUM: arena.additive}
        record["duel"] = _record(run.report(duel, sampled(splits, told.duel_cases)))
    elif duels:
        left_out[TREES] = f"not installed ({missing})"
    return record | {"of_cases": run.cases(), "settings": book.settings, "left_out": left_out, "versions": _versions()}


def _versions() -> dict[str, str]:
    return {"python": python_version(), **versions(LIBRARIES)}


def _record(report: Report) -> dict[str, Any]:
    """What is kept of a report: the figures and everything needed to get them again."""
    found = to_json(report)
    models: Any = found["models"]
    compared: Any = found["comparisons"]
    kept = {key: found[key] for key in ("dataset", "protocol", "n_train_events", "n_test_cases", "seed")}
    figures = {name: {key: own[key] for key in FIGURES} for name, own in models.items()}
    metrics = ("ndcg@10", "recall@20", "mrr@20")
    subject = next(name for name in reversed(models) if " without " not in name)
    comparisons = [one for one in compared if one["metric"] in metrics and one["model"] == subject]
    return {**kept, "min_events": MIN_EVENTS, "models": figures, "comparisons": comparisons}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Quality on public data.")
    parser.add_argument("--data", type=Path, help="folder that holds " + ", ".join(s.folder for s in SOURCES.values()))
    parser.add_argument("--only", help="comma-separated names of data sets; the others keep their figures")
    parser.add_argument("--models", help="comma-separated names of our models; by default the engine's scorers")
    parser.add_argument("--peers", default="all", help='comma-separated names of peers, "" for none')
    parser.add_argument("--sasrec-seconds", type=float, default=600.0, help="processor time for the neural peer")
    parser.add_argument("--sample-cases", type=int, help="ask at most so many cases, drawn by the seed")
    parser.add_argument(
        "--duel-cases", type=int, default=10_000, help="cases of the sum against LambdaMART, 0 for none"
    )
    parser.add_argument("--json", type=Path, default=RESULTS, help="where the figures are kept")
    parser.add_argument("--write-readme", action="store_true", help="put the tables into the two READMEs")
    return parser.parse_args()


def _chosen(only: str | None, data: Path) -> list[str]:
    names = only.split(",") if only else [name for name, source in SOURCES.items() if (data / source.folder).is_dir()]
    unknown = [name for name in names if name not in SOURCES]
    if unknown or not names:
        raise SystemExit(f"no data set {', '.join(unknown) or 'found'}; known: {', '.join(SOURCES)}")
    return names


def main() -> None:
    """Measure what is asked for, print, write."""
    told = _arguments()
    warnings.simplefilter("ignore")  # those of the libraries would tear the bars
    console = Console()
    results = json.loads(told.json.read_text(encoding="utf-8")) if told.json.exists() else {"datasets": {}}
    for name in _chosen(told.only, told.data) if told.data else ():
        results["datasets"][name] = measure(run_of(SOURCES[name], told.data, console), told)
        results["datasets"] = {known: results["datasets"][known] for known in SOURCES if known in results["datasets"]}
        told.json.parent.mkdir(exist_ok=True)
        told.json.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if told.write_readme:
        write_readmes(results)


if __name__ == "__main__":
    main()
