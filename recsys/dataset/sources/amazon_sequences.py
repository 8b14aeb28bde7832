"""Amazon reviews as the sequential recommenders ship them: `user item item ...` a line, oldest first."""

import json
from pathlib import Path

import polars as pl

from recsys.dataset.dataset import Meta
from recsys.dataset.sources.imported import Imported, find, find_optional
from recsys.dataset.sources.lines import exploded, lines_of
from recsys.dataset.table import read_bytes
from recsys.errors import DataError

PUBLISHED = "the data folder of S3-Rec or BERT4Rec on GitHub (Beauty.txt, Beauty_item2attributes.json)"


def read(source: Path) -> Imported:
    """Read NAME.txt and, where it is there, NAME_item2attributes.json. Raises DataError."""
    lines = lines_of(find(source, ["*.txt"], PUBLISHED))
    sequences = lines.with_columns(lines["text"].str.extract(r"^(\S+)").alias("user_id"))
    items = exploded(sequences.with_columns(pl.col("text").str.replace(r"^\S+\s*", "")))
    events = items.select("user_id", "item_id")
    return Imported(Meta(name="amazon-sequences", kind="goods", time="order"), events, _items(source))


def _items(source: Path) -> pl.DataFrame | None:
    """Attributes with names are tags; bare numbers mean nothing to a reader and stay in a column of their own."""
    path = find_optional(source, ["*item2attributes.json"])
    if path is None:
        return None
    try:
        found: dict[str, list[int | str]] = json.loads(read_bytes(path))
    except ValueError as error:
        raise DataError(f"not JSON ({error})", file=path.name) from error
    opaque = all(str(value).isdigit() for values in found.values() for value in values)
    cells = ["|".join(f"a{value}" if opaque else str(value) for value in values) for values in found.values()]
    return pl.DataFrame({"item_id": list(found), "attributes" if opaque else "tags": cells})
