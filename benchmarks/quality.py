"""Quality on public data: `python -m benchmarks.quality --data FOLDER` prints a table a data set and writes JSON.

Every data set found under FOLDER is imported as `gonggam import` does, its people's last choices are held out
(leave-last-out, full catalogue, seen items excluded), and the models are asked for them side by side in one run.
`--write-readme` puts the tables of the JSON between the marks of the two READMEs, so that no figure is typed.

Another data set is a line of SOURCES; another model a name of the registry; a peer from elsewhere a line of PEERS.
"""

import argparse
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from typing import Any

from rich.console import Console

RESULTS = Path(__file__).parent / "results" / "quality.json"
ROOT = Path(__file__).resolve().parent.parent
PROTOCOL, MIN_EVENTS, SEED = "leave-last-out", 5, 0
MODELS = ("popular", "item_linear", "transitions", "content", "gonggam")
FIGURES = ("recall@10", "ndcg@10", "mrr@10", "coverage@10", "recall@20", "ndcg@20", "fit_seconds", "ms_per_case")
LIBRARIES = ("gonggam", "numpy", "scipy", "numba", "implicit", "polars")
PEERS: Mapping[str, Any] = {}
"""Rankers from elsewhere by name (`recsys.protocols.FitRanker`), measured on the same cases."""

START, END = "<!-- quality:start -->", "<!-- quality:end -->"


@dataclass(frozen=True)
class Source:
    """A data set: the folder it lies in, and the importer that reads it."""

    folder: str
    format: str


SOURCES = {
    "goodbooks": Source("goodbooks", "goodbooks"),
    "kmrd": Source("kmrd", "kmrd"),
    "ml-100k": Source("ml-100k", "movielens-100k"),
    "ml-1m": Source("ml-1m", "movielens-1m"),
    "amazon-beauty": Source("amazon-beauty", "amazon-sequences"),
}


@dataclass(frozen=True)
class Words:
    """The words of a table in one language."""

    file: str
    model: str
    people: str
    caption: str
    lead: str


WORDS = (
    Words(
        "README.md",
        "model",
        "people asked",
        "Recall@10 / NDCG@10. Each person's last choice is held out (`{protocol}`, people with at least {min_events}"
        " items), the whole catalogue is ranked, seed {seed}.",
        "{name}: NDCG@10 of `gonggam` less that of `{against}`: {difference} (95 % interval {low} to {high},"
        " bootstrap over people).",
    ),
    Words(
        "README.ko.md",
        "모델",
        "물어본 사람",
        "Recall@10 / NDCG@10. 사람마다 마지막 선택 하나를 빼 두고(`{protocol}`, 항목이 {min_events}개 이상인 사람),"
        " 목록 전체에서 순위를 매겼어요. 시드는 {seed}이에요.",
        "{name}: `gonggam`의 NDCG@10에서 `{against}`의 것을 빼면 {difference}(95 % 구간 {low} ~ {high},"
        " 사람 단위 부트스트랩)이에요.",
    ),
)


def measure(source: Source, data: Path, models: Sequence[str], console: Console) -> dict[str, Any]:
    """Import one data set, evaluate the models on it, print the table, return its record."""
    from api.cli_evaluate import progress_bars, shown_on, table_of
    from recsys.dataset.reader import read_dataset
    from recsys.dataset.sources.registry import importer
    from recsys.dataset.writer import write_dataset
    from recsys.evaluation.cases import ProtocolSettings
    from recsys.evaluation.report import to_json
    from recsys.evaluation.run import Settings, evaluate_models
    from recsys.registry import rankers

    with tempfile.TemporaryDirectory() as folder:
        imported = importer(source.format)(data / source.folder)
        write_dataset(Path(folder) / "set", imported.meta, imported.events, imported.items)
        dataset = read_dataset(Path(folder) / "set")
    # The engine comes last: it is the one that the others are compared with.
    fits = {**PEERS, **rankers(models)}
    settings = Settings(ProtocolSettings(MIN_EVENTS, seed=SEED))
    with progress_bars(console) as bars:
        report = evaluate_models(dataset, PROTOCOL, fits, settings, shown_on(bars))
    console.print(table_of(report))
    return _record(to_json(report))


def _record(report: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of a report: the figures, and everything needed to get them again."""
    figures = {name: {key: found[key] for key in FIGURES} for name, found in report["models"].items()}
    kept = {key: report[key] for key in ("dataset", "protocol", "n_train_events", "n_test_cases", "seed")}
    versions = {"python": python_version(), **{name: version(name) for name in LIBRARIES}}
    compared = [found for found in report["comparisons"] if found["metric"] == "ndcg@10"]
    return {**kept, "min_events": MIN_EVENTS, "versions": versions, "models": figures, "comparisons": compared}


def tables(results: Mapping[str, Any], words: Words) -> str:
    """The tables of the README in one language: models down, data sets across."""
    found = results["datasets"]
    models = list(dict.fromkeys(name for record in found.values() for name in record["models"]))
    rows = [
        [words.model, *found],
        ["---", *("---:" for _ in found)],
        *([f"`{name}`", *(_cell(record, name) for record in found.values())] for name in models),
        [words.people, *(f"{record['n_test_cases']:,}" for record in found.values())],
    ]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    first = next(iter(found.values()))
    leads = [_lead(name, record, words) for name, record in found.items()]
    return "\n".join([*lines, "", words.caption.format(**first), "", *(f"- {lead}" for lead in leads if lead)])


def _cell(record: Mapping[str, Any], model: str) -> str:
    own = record["models"].get(model)
    return "" if own is None else f"{shown(own['recall@10'])} / {shown(own['ndcg@10'])}"


def _lead(name: str, record: Mapping[str, Any], words: Words) -> str:
    """The engine beside the best of the others, with its interval."""
    others = {m: f["ndcg@10"] for m, f in record["models"].items() if m != "gonggam"}
    best = max(others, key=lambda m: others[m])
    for found in record["comparisons"]:
        if {found["model"], found["against"]} == {"gonggam", best}:
            bounds = {key: f"{found[key]:+.4f}" for key in ("difference", "low", "high")}
            return words.lead.format(name=name, against=best, **bounds)
    return ""


def shown(value: float) -> str:
    """Four decimals, as the command prints them."""
    return f"{value:.4f}"


def write_readmes(results: Mapping[str, Any], root: Path = ROOT) -> None:
    """Replace what stands between the marks of each README by the tables."""
    for words in WORDS:
        path = root / words.file
        text = path.read_text(encoding="utf-8")
        before, _, rest = text.partition(START)
        _, mark, after = rest.partition(END)
        if not mark:
            raise SystemExit(f"{words.file}: {START} ... {END} is missing")
        path.write_text(f"{before}{START}\n{tables(results, words)}\n{END}{after}", encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Quality on public data.")
    parser.add_argument("--data", type=Path, help="folder that holds " + ", ".join(s.folder for s in SOURCES.values()))
    parser.add_argument("--only", help="comma-separated names of data sets; the others keep their figures")
    parser.add_argument("--models", default=",".join(MODELS), help="comma-separated names of models")
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
    console = Console()
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {"datasets": {}}
    for name in _chosen(told.only, told.data) if told.data else ():
        results["datasets"][name] = measure(SOURCES[name], told.data, told.models.split(","), console)
        results["datasets"] = {known: results["datasets"][known] for known in SOURCES if known in results["datasets"]}
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    if told.write_readme:
        write_readmes(results)


if __name__ == "__main__":
    main()
