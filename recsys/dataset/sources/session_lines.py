"""Anonymous sessions, one a line, items between spaces, oldest first; a train and perhaps a test file.

A test line `items<TAB>target` is exactly one case: its events carry `case` = "single", the target being the last.
"""

from pathlib import Path

import polars as pl

from recsys.dataset.build import SINGLE_CASE
from recsys.dataset.dataset import Meta
from recsys.dataset.sources.imported import Imported, find, find_optional
from recsys.dataset.sources.lines import exploded, lines_of

PUBLISHED = "session files of the session-recommendation papers (NAME_train.txt, NAME_test.txt)"


def read(source: Path) -> Imported:
    """Read *train*.txt (or the one .txt) and *test*.txt; each session is its own anonymous user."""
    train = find(source, ["*train*.txt", "*.txt"], PUBLISHED)
    test = None if source.is_file() else find_optional(source, ["*test*.txt"])
    meta = Meta(name="session-lines", kind="goods", time="order")
    if test is None or test == train:
        return Imported(meta, _events(train, "s"), None)
    return Imported(meta, _events(train, "s"), None, _events(test, "t"))


def _events(path: Path, prefix: str) -> pl.DataFrame:
    lines = lines_of(path)
    single = pl.when(pl.col("text").str.contains("\t", literal=True)).then(pl.lit(SINGLE_CASE))
    session = pl.lit(prefix) + pl.col("line").cast(pl.String)
    events = exploded(lines.with_columns(session.alias("session_id"), single.alias("case")))
    columns = events.select(pl.col("session_id").alias("user_id"), "item_id", "session_id", "case")
    return columns if columns["case"].is_not_null().any() else columns.drop("case")
