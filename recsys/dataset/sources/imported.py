"""What an importer hands over, and how it finds its files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from recsys.dataset.build import dataset_of
from recsys.dataset.dataset import Dataset, Meta
from recsys.dataset.meta import meta_of
from recsys.dataset.table import Table, parse_csv, read_bytes
from recsys.errors import DataError
from recsys.types import Int64


@dataclass(frozen=True)
class Origin:
    """The file a table's rows stand in and their lines (n,) there, None for "row n of the table"."""

    name: str
    lines: Int64 | None = None


@dataclass(frozen=True)
class Imported:
    """A source as the contract's tables. `events` or `items` may be None, `test_events` usually is.

    Test events may have a column `case`: "single" marks a session that is exactly one case, its last item the
    target (`recsys.dataset.build.SINGLE_CASE`). `notes` say what was left out and how many rows it concerned.
    `origins` are the tables' files and lines where rows are those of one file, for errors to name.
    """

    meta: Meta
    events: pl.DataFrame | None
    items: pl.DataFrame | None
    test_events: pl.DataFrame | None = None
    notes: tuple[str, ...] = ()
    origins: Mapping[str, Origin] = field(default_factory=dict)

    def dataset(self) -> Dataset:
        """The tables as a dataset, the test part checked too. Raises DataError naming the place in file or table."""
        if self.test_events is not None:
            dataset_of(self.meta, Table(self.test_events, "test events"), None)
        return dataset_of(self.meta, self._table("events", self.events), self._table("items", self.items))

    def _table(self, name: str, frame: pl.DataFrame | None) -> Table | None:
        origin = self.origins.get(name, Origin(name))
        return None if frame is None else Table(frame, origin.name, origin.lines)

    def with_meta(self, kind: str | None, timezone: str | None) -> "Imported":
        """The same tables under another default kind or time zone; None keeps what is there. Raises DataError."""
        changes = {key: value for key, value in (("kind", kind), ("timezone", timezone)) if value is not None}
        meta_of({"name": self.meta.name, **changes})
        return replace(self, meta=replace(self.meta, **changes))  # type: ignore[arg-type]


def find(source: Path, names: Sequence[str], published: str) -> Path:
    """The first of the files (glob patterns) in a folder or below it, plain or .gz; `published` says where they come
    from. A source that is a file itself is taken when its name fits. Raises DataError.
    """
    path = find_optional(source, names)
    if path is None:
        problem = "no such folder" if not source.exists() else f"{names[0]} is missing"
        wanted = " or ".join(names)
        raise DataError(problem, file=source, allowed=f"{wanted}, plain or .gz", advice=f"published as {published}")
    return path


def find_optional(source: Path, names: Sequence[str]) -> Path | None:
    """As `find`, None when there is no such file."""
    patterns = [pattern for name in names for pattern in (name, f"{name}.gz")]
    if source.is_file():
        return source if any(source.match(pattern) for pattern in patterns) else None
    for pattern in patterns:
        found = sorted(source.rglob(pattern), key=lambda path: (len(path.parts), path))
        if found:
            return found[0]
    return None


def read_table(
    path: Path,
    columns: Sequence[str] = (),
    *,
    separator: str = ",",
    encoding: str = "utf-8",
    quote: str | None = '"',
) -> Table:
    """A delimited file as text; `columns` names those of a file without a header. Raises DataError."""
    data = read_bytes(path)
    if encoding != "utf-8":
        data = data.decode(encoding).encode()
    if len(separator) > 1:
        data, separator = data.replace(separator.encode(), b"\t"), "\t"
    return parse_csv(data, path.name, separator=separator, quote=quote, columns=columns)


def tags(frame: pl.DataFrame, key: str, value: str) -> pl.DataFrame:
    """One row a key with its values in order: `category` the first of them, `tags` all, `|`-separated."""
    named = frame.filter(pl.col(value).is_not_null())
    return named.group_by(key, maintain_order=True).agg(
        pl.col(value).first().alias("category"), pl.col(value).str.join("|").alias("tags")
    )
