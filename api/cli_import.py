"""`gonggam import`: a public format or a shop's CSV into a dataset folder, with what was found said plainly."""

import time
from pathlib import Path

import polars as pl
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from recsys.dataset.dataset import Dataset, Meta
from recsys.dataset.sources.csv import parse_mapping, read_csv
from recsys.dataset.sources.imported import Imported
from recsys.dataset.sources.registry import importer
from recsys.dataset.summary import Summary, summarise, warnings_of
from recsys.dataset.table import Table as Rows
from recsys.dataset.times import in_zone, seconds_of
from recsys.dataset.writer import check_target, write_dataset
from recsys.errors import DataError

PREVIEW_ROWS, LONGEST_CELL = 3, 60


def run_import(  # noqa: PLR0913, PLR0917 (one parameter an option of the command)
    format: str,
    source: Path,
    out: Path,
    mapping: str | None = None,
    preview: bool = False,
    kind: str | None = None,
    timezone: str | None = None,
) -> None:
    """Import SOURCE into OUT, a test part into OUT-test. With `preview` the first rows are shown, nothing is written.

    Raises DataError when something is wrong with the source or OUT is a folder of something else.
    """
    console = Console()
    if not preview:
        check_target(out)
        check_target(test_folder(out))
    with console.status(f"reading {source}"):
        imported = _read(format, source, mapping, (kind, timezone))
        dataset = imported.dataset()
    _report(console, imported, dataset)
    if preview:
        _show(console, imported)
        console.print("preview: nothing was written")
        return
    with console.status(f"writing {out}"):
        _write(imported, out)
    console.print(f"written: {out}" + (f" and {test_folder(out)}" if imported.test_events is not None else ""))


def test_folder(out: Path) -> Path:
    """Where a source's test part is written."""
    return out.with_name(f"{out.name}-test")


def _read(format: str, source: Path, mapping: str | None, told: tuple[str | None, str | None]) -> Imported:
    kind, timezone = told
    read = importer(format)
    if format == "csv":
        return read_csv(source, parse_mapping(mapping) if mapping else {}, kind=kind, timezone=timezone)
    if mapping:
        raise DataError(
            "--map is for the format csv", value=format, advice="leave it out: this format's names are known"
        )
    return read(source).with_meta(kind, timezone)


def _write(imported: Imported, out: Path) -> None:
    write_dataset(out, imported.meta, imported.events, imported.items)
    if imported.test_events is not None:
        write_dataset(test_folder(out), imported.meta, imported.test_events, None)


def _report(console: Console, imported: Imported, dataset: Dataset) -> None:
    console.print(summary_table(summarise(dataset), imported.meta.timezone))
    if imported.test_events is not None:
        console.print(f"test part: {imported.test_events.height:,} events")
    for note in imported.notes:
        console.print(f"note: {note}", markup=False)
    for warning in warnings_of(dataset, now=int(time.time())):
        console.print(f"warning: {warning}", style="yellow", markup=False)


def summary_table(summary: Summary, zone: str) -> Table:
    """The summary as a two-column table; times are those of the data set's zone."""
    table = Table(title=escape(summary.name), show_header=False)
    for label, value in _lines(summary, zone):
        table.add_row(label, value)
    return table


def _lines(summary: Summary, zone: str) -> list[tuple[str, str]]:
    low, quarter, half, three, nine, high = (f"{value:,.0f}" for value in summary.events_per_user)
    lines = [
        ("kind", summary.kind),
        ("users", f"{summary.users:,}"),
        ("items", f"{summary.items:,} ({summary.items_with_events:,} with events)"),
        ("events", f"{summary.events:,}" + "".join(f"\n  {act} {count:,}" for act, count in summary.acts)),
        ("refusals", f"{summary.refused:,}"),
        ("density", f"{100 * summary.density:.4f} %"),
        ("events a user", f"least {low}, 25 % {quarter}, median {half}, 75 % {three}, 90 % {nine}, most {high}"),
    ]
    if summary.first is not None and summary.last is not None:
        lines.append(("time", f"{in_zone(summary.first, zone)} to {in_zone(summary.last, zone)} ({zone})"))
    return lines


def _show(console: Console, imported: Imported) -> None:
    """The first rows of each table as they were understood, one column a row: shops' tables are wide."""
    frames = {"events": imported.events, "items": imported.items, "test events": imported.test_events}
    for title, frame in frames.items():
        if frame is not None:
            console.print(_rows_table(title, _readable(frame.head(PREVIEW_ROWS), imported.meta)))


def _readable(rows: pl.DataFrame, meta: Meta) -> pl.DataFrame:
    """The rows with their times as wall-clock times of the data set's zone."""
    if meta.time != "seconds" or "datetime" not in rows.columns:
        return rows
    seconds = seconds_of(Rows(rows, "events"), "datetime", meta.timezone)
    return rows.with_columns(pl.Series("datetime", [in_zone(second, meta.timezone) for second in seconds]))


def _rows_table(title: str, rows: pl.DataFrame) -> Table:
    table = Table(title=f"{title}, first rows")
    for heading in ("column", *(f"row {number}" for number in range(1, rows.height + 1))):
        table.add_column(heading, overflow="fold")
    for column in rows.columns:
        cells = ("" if value is None else str(value) for value in rows[column])
        table.add_row(column, *(escape(_shortened(cell)) for cell in cells))
    return table


def _shortened(cell: str) -> str:
    return cell if len(cell) <= LONGEST_CELL else cell[: LONGEST_CELL - 1] + "…"
