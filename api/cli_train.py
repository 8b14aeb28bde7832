"""`gonggam train`: learn, show progress, write the model, say how good it is on what it did not see."""

import resource
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from api.store.store import Store
from api.stored_dataset import stored_dataset
from recsys import artifacts
from recsys.config import EngineConfig, read_config
from recsys.dataset.dataset import Dataset
from recsys.dataset.reader import read_dataset
from recsys.engine import Engine
from recsys.errors import GonggamError, QueryError
from recsys.evaluation.run import evaluate_models
from recsys.rankers import rankers
from recsys.training import fit_engine, training_data


def run_train(source: "Source", out: Path, config: Path | None, budget: float | None) -> None:
    """Train on a dataset folder, on what the service has stored, or on both, and print what came of it."""
    composition = EngineConfig() if config is None else read_config(config)
    console = Console()
    data = source.read()
    started = time.perf_counter()
    engine = fit_with_progress(data, composition, console, budget)
    seconds = time.perf_counter() - started
    quality = held_out_quality(data, composition, console)
    about = {
        "seed": composition.seed,
        "scorers": list(composition.scorers),
        "fit_seconds": seconds,
        "held_out": quality,
    }
    written = artifacts.save(engine, out, created=datetime.now(UTC), dataset=data, about=about)
    console.print(summary(data, engine, seconds, quality))
    console.print(f"model  {written}")


@dataclass(frozen=True)
class Source:
    """Where to learn from: a dataset folder, a service's database, or the one on top of the other."""

    folder: Path | None
    db: str | None = None
    shop: str = "default"

    def read(self) -> Dataset:
        """The data. Raises GonggamError when neither was given."""
        base = None if self.folder is None else read_dataset(self.folder)
        if self.db is not None:
            return self._stored(self.db, base)
        if base is None:
            raise GonggamError("train: give a dataset folder or --db URL, e.g. `gonggam train shop/ --out artifacts`")
        return base

    def _stored(self, db: str, base: Dataset | None) -> Dataset:
        store = Store.open(db, now=lambda: int(time.time()))
        try:
            return stored_dataset(store, self.shop, base)
        finally:
            store.close()


def fit_with_progress(data: Dataset, config: EngineConfig, console: Console, budget: float | None = None) -> Engine:
    """Fit the composition; a bar a scorer."""
    columns = (
        TextColumn("{task.description:<14}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as bars:
        tasks = {}

        def show(step: str, share: float) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=1.0)
            bars.update(tasks[step], completed=share)

        engine = fit_engine(training_data(data, config, show), config, budget)
        for task in tasks.values():
            bars.update(task, completed=1.0)
    return engine


def held_out_quality(data: Dataset, config: EngineConfig, console: Console) -> dict[str, dict[str, float]]:
    """Each person's last choice held out: the engine beside popularity; empty where that cannot be measured."""
    if not data.interactions.ordered:
        return {}
    try:
        with console.status("measuring on held-out choices"):
            report = evaluate_models(data, "leave-last-out", rankers(["popular", "gonggam"], config=config))
    except QueryError as error:
        console.print(f"held-out quality not measured: {error}")
        return {}
    return {run.name: report.of(run.name) for run in report.runs}


def summary(data: Dataset, engine: Engine, seconds: float, quality: dict[str, dict[str, float]]) -> Table:
    """What was learned from what, as a table."""
    table = Table(title=f"{data.meta.name}: trained", show_header=False)
    log = data.interactions
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    rows = [
        ("people, items, events", f"{len(data.users):,}, {len(engine.catalogue):,}, {len(log):,}"),
        ("scorers", ", ".join(s.name for s in engine.scorers)),
        ("fit", f"{seconds:.1f} s"),
        ("peak memory", f"{memory:.2f} GiB"),
    ]
    for name, figures in quality.items():
        rows.append((f"held-out, {name}", f"recall@10 {figures['recall@10']:.4f}   NDCG@10 {figures['ndcg@10']:.4f}"))
    for row in rows:
        table.add_row(*row)
    return table
