"""Frames out as a dataset folder, all or nothing."""

import shutil
import tempfile
from pathlib import Path

import polars as pl

from recsys.dataset.dataset import Meta
from recsys.dataset.meta import FILE, toml_of
from recsys.dataset.table import SUFFIXES
from recsys.errors import DataError

CSV_ROWS = 5_000_000
"""Above this many rows a table is written as parquet: a CSV would take gigabytes."""
_OWN = {FILE} | {f"{stem}{suffix}" for stem in ("events", "items") for suffix in SUFFIXES}


def write_dataset(
    folder: Path, meta: Meta, events: pl.DataFrame | None, items: pl.DataFrame | None, *, csv_rows: int = CSV_ROWS
) -> None:
    """Write dataset.toml and the tables that are given, replacing an older dataset in `folder` as a whole.

    A folder that holds anything but a dataset is refused. A crash leaves the old folder or the new one.
    Raises DataError when neither table is given or the folder cannot be replaced.
    """
    if events is None and items is None:
        raise DataError("neither events nor items were given", file=folder, advice="a dataset needs one of them")
    check_target(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        _fill(fresh, meta, {"events": events, "items": items}, csv_rows)
        _swap(fresh, folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def check_target(folder: Path) -> None:
    """Raise DataError unless `folder` is absent, empty, or a dataset folder and nothing more."""
    if folder.exists() and not folder.is_dir():
        raise DataError("a file, not a folder", file=folder, advice="name a folder to write to")
    found = sorted(path.name for path in folder.iterdir()) if folder.exists() else []
    foreign = [name for name in found if name not in _OWN]
    if foreign or (found and FILE not in found):
        value = ", ".join(foreign or found)
        raise DataError("the folder is not empty", file=folder, value=value, advice="name a new or an empty folder")


def _fill(folder: Path, meta: Meta, tables: dict[str, pl.DataFrame | None], csv_rows: int) -> None:
    (folder / FILE).write_text(toml_of(meta), "utf-8")
    for stem, frame in tables.items():
        if frame is None:
            continue
        if frame.height > csv_rows:
            frame.write_parquet(folder / f"{stem}.parquet")
        else:
            frame.write_csv(folder / f"{stem}.csv")
    # mkdtemp makes folders private; a dataset is an ordinary folder.
    folder.chmod(0o755)


def _swap(fresh: Path, folder: Path) -> None:
    """Put `fresh` in the place of `folder`; the old folder leaves only when the new one stands."""
    if not folder.exists():
        fresh.rename(folder)
        return
    old = fresh.with_name(fresh.name + "-old")
    folder.rename(old)
    try:
        fresh.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    shutil.rmtree(old)
