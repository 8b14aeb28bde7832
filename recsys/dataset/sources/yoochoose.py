"""RecSys Challenge 2015 (YooChoose) clicks: sessions with real timestamps, no users."""

from pathlib import Path

import polars as pl

from recsys.dataset.checks import require
from recsys.dataset.dataset import Meta
from recsys.dataset.sources.imported import Imported, find, find_optional, read_table
from recsys.dataset.table import Table, read_bytes

PUBLISHED = "the RecSys Challenge 2015 (yoochoose-clicks.dat) or session-rec's samples of it (SessionId ItemId Time)"
OFFICIAL = ("SessionId", "Time", "ItemId", "Category")


def read(source: Path) -> Imported:
    """Read the train and, where it is there, the test clicks; each session is its own anonymous user."""
    train = find(source, ["yoochoose-clicks.dat", "*train_full*", "*train*"], PUBLISHED)
    test = None if source.is_file() else find_optional(source, ["yoochoose-test.dat", "*test*"])
    meta = Meta(name="yoochoose", kind="goods", time="seconds")
    return Imported(meta, _events(train), None, None if test is None else _events(test))


def _events(path: Path) -> pl.DataFrame:
    clicks = _clicks(path)
    require(clicks, ["SessionId", "ItemId", "Time"], f"published as {PUBLISHED}")
    return clicks.frame.select(
        pl.col("SessionId").alias("user_id"),
        pl.col("ItemId").alias("item_id"),
        pl.col("Time").alias("datetime"),
        pl.lit("view_item").alias("event"),
        pl.col("SessionId").alias("session_id"),
    )


def _clicks(path: Path) -> Table:
    """The samples have a header and tabs, the official files commas and no header."""
    if read_bytes(path)[:9] == b"SessionId":
        return read_table(path, separator="\t", quote=None)
    return read_table(path, OFFICIAL, quote=None)
