"""A dataset folder in, a Dataset out."""

from pathlib import Path

from recsys.dataset.build import dataset_of
from recsys.dataset.dataset import Dataset
from recsys.dataset.meta import read_meta
from recsys.dataset.table import SUFFIXES, Table, load_table
from recsys.errors import DataError


def read_dataset(folder: Path) -> Dataset:
    """The dataset in a folder: dataset.toml with events, items or both, each as .csv, .csv.gz or .parquet.

    Rows are in (time, original row) order; items known only from events get bare facts. Every problem is a
    DataError naming file and line (in parquet the row, from 1), the value, what is allowed and what to do.
    """
    folder = Path(folder)
    if not folder.is_dir():
        problem = "a file, not a folder" if folder.exists() else "no such folder"
        raise DataError(problem, file=folder, advice="a dataset is a folder with dataset.toml, events.csv, items.csv")
    meta = read_meta(folder)
    events, items = _table(folder, "events"), _table(folder, "items")
    if events is None and items is None:
        names = ", ".join(f"{stem}{suffix}" for stem in ("events", "items") for suffix in SUFFIXES)
        raise DataError("neither events nor items are there", file=folder, allowed=f"at least one of {names}")
    return dataset_of(meta, events, items)


def _table(folder: Path, stem: str) -> Table | None:
    found = [path for suffix in SUFFIXES if (path := folder / f"{stem}{suffix}").exists()]
    if len(found) > 1:
        names = " and ".join(path.name for path in found)
        raise DataError(f"{names} are both there", file=folder, advice="keep the one that holds the data")
    return load_table(found[0]) if found else None
