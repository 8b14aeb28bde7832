"""`gonggam evaluate`: progress while it runs, a table at the end, JSON on request."""

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from recsys.config import read_config
from recsys.dataset.reader import read_dataset
from recsys.errors import QueryError
from recsys.evaluation.ablation import signals_named
from recsys.evaluation.cases import ProtocolSettings
from recsys.evaluation.notebook import DEFAULT_MODELS
from recsys.evaluation.protocols import protocol_named
from recsys.evaluation.report import Comparison, ModelRun, Report, to_columns, to_json
from recsys.evaluation.run import Settings, evaluate_models
from recsys.rankers import rankers

DECIMALS = 4


def run_evaluate(  # noqa: PLR0913, PLR0917  (the options of the command, one parameter each)
    dataset: Path,
    protocol: str,
    test: Path | None = None,
    models: str | None = None,
    without: str | None = None,
    k: str = "10,20",
    min_events: int = 5,
    folds: int = 5,
    seed: int = 0,
    json_path: Path | None = None,
    budget: float | None = None,
    config: Path | None = None,
    plot_path: Path | None = None,
) -> None:
    """Evaluate models on a dataset folder, print the table, write the JSON of the contract and a plot where asked.

    `models`, `without` and `k` are comma-separated; `config` is the composition of the engine. Raises QueryError for
    an unknown protocol, model, signal or kind of picture, naming the nearest right one, ConfigError for the
    composition, and DataError for the folders.
    """
    protocol_named(protocol)  # before anything is read: a misspelt name should not cost a minute
    composition = None if config is None else read_config(config)
    fits = rankers(names_in(models) or DEFAULT_MODELS, budget, composition)
    draw = None if plot_path is None else drawer(plot_path)
    signals, ks = signals_named(names_in(without)), numbers_in(k)
    told = ProtocolSettings(min_events, folds, seed, None if test is None else read_dataset(test))
    console = Console()
    with progress_bars(console) as bars:
        settings = Settings(told, ks, signals)
        report = evaluate_models(read_dataset(dataset), protocol, fits, settings, shown_on(bars))
    console.print(table_of(report))
    for line in comparison_lines(report):
        console.print(line)
    if json_path is not None:
        json_path.write_text(json.dumps(to_json(report), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        console.print(f"written: {json_path}")
    if draw is not None:
        draw(report)
        console.print(f"written: {plot_path}")


def drawer(path: Path) -> Callable[[Report], None]:
    """Draws a report into a picture. Raises GonggamError at once when matplotlib is missing or the ending wrong."""
    from recsys.evaluation import drawing  # noqa: PLC0415  (matplotlib is optional)

    drawing.checked_format(path)

    def draw(report: Report) -> None:
        figures = pl.DataFrame(to_columns(report))
        page = drawing.plot(figures, title=f"{report.dataset}, {report.protocol}: {report.n_test_cases:,} cases")
        drawing.write(page, path)

    return draw


def names_in(text: str | None) -> list[str]:
    """The distinct names of a comma-separated list, in order."""
    return list(dict.fromkeys(name.strip() for name in (text or "").split(",") if name.strip()))


def numbers_in(text: str) -> tuple[int, ...]:
    """The whole numbers of a comma-separated list."""
    try:
        return tuple(int(name) for name in names_in(text))
    except ValueError as error:
        raise QueryError("k", f"{text!r} is not a list of whole numbers", "such as 10,20") from error


def progress_bars(console: Console) -> Progress:
    """Bars that leave the screen when done, so that the table stands alone."""
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"))
    return Progress(*columns, TimeElapsedColumn(), console=console, transient=True)


def shown_on(bars: Progress) -> Callable[[str, float], None]:
    """A progress callback with one bar a step."""
    tasks: dict[str, TaskID] = {}

    def show(step: str, share: float) -> None:
        if step not in tasks:
            tasks[step] = bars.add_task(step, total=1.0)
        bars.update(tasks[step], completed=share)

    return show


def table_of(report: Report) -> Table:
    """Models as rows, metrics as columns, the best of each column in bold."""
    cases = f"{report.n_test_cases:,} cases after {report.n_train_events:,} training events, seed {report.seed}"
    table = Table(
        title=escape(f"{report.dataset}, {report.protocol}"),
        caption=cases,
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        show_edge=False,
    )
    table.add_column("model", min_width=11)
    keys = _keys(report)
    for heading in [*(key.replace("coverage", "cover").replace("@", "\n@") for key in keys), "fit\ns", "ms a\ncase"]:
        table.add_column(heading, justify="right", no_wrap=True)
    best = {key: max(report.of(run.name)[key] for run in report.runs) for key in keys}
    for run in report.runs:
        table.add_row(run.name, *_cells(report, run, best), f"{run.fit_seconds:.1f}", f"{run.ms_per_case:.2f}")
    return table


def _keys(report: Report) -> list[str]:
    """The metrics a terminal has room for; the JSON has all of them."""
    first = list(report.of(report.runs[0].name))
    return [key for key in first if key.split("@")[0] in ("recall", "ndcg", "mrr", "coverage")]


def _cells(report: Report, run: ModelRun, best: dict[str, float]) -> list[str]:
    own = report.of(run.name)
    return [f"[bold]{_short(own[key])}[/bold]" if own[key] == top else _short(own[key]) for key, top in best.items()]


def _short(share: float) -> str:
    """A share without its leading zero, as tables in papers write it: eighty columns are narrow."""
    return f"{share:.{DECIMALS}f}".removeprefix("0")


def comparison_lines(report: Report) -> list[str]:
    """One line a rival of the last model: the difference in NDCG at the smallest k and its 95 % interval."""
    first = [c for c in report.comparisons if c.metric == "ndcg" and c.model == report.comparisons[0].model]
    return [_line(c) for c in first if c.k == min(other.k for other in first)]


def _line(comparison: Comparison) -> str:
    found = comparison.difference
    return (
        f"{comparison.model} - {comparison.against}: ndcg@{comparison.k} {found.value:+.{DECIMALS}f} "
        f"(95 % interval {found.low:+.{DECIMALS}f} to {found.high:+.{DECIMALS}f}, p = {found.p:.3f})"
    )
