"""Files of one sequence a line, ids between spaces."""

from pathlib import Path

import polars as pl

from recsys.dataset.table import read_bytes
from recsys.errors import DataError


def lines_of(path: Path) -> pl.DataFrame:
    """The non-empty lines: `line` (from 1) and `text`. Raises DataError when there is none."""
    text = read_bytes(path).decode("utf-8", errors="replace").splitlines()
    frame = pl.DataFrame({"line": range(1, len(text) + 1), "text": text}, schema={"line": pl.Int64, "text": pl.String})
    filled = frame.with_columns(pl.col("text").str.strip_chars()).filter(pl.col("text") != "")
    if filled.is_empty():
        raise DataError("the file is empty", file=path.name, allowed="ids between spaces, one sequence a line")
    return filled


def exploded(lines: pl.DataFrame) -> pl.DataFrame:
    """One row an id of `text`, in order, as `item_id`; the other columns are repeated."""
    ids = lines.with_columns(pl.col("text").str.extract_all(r"\S+").alias("item_id")).drop("text")
    return ids.explode("item_id").filter(pl.col("item_id").is_not_null())
