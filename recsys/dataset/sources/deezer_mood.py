"""Deezer mood detection: songs with artist, title and a standardised valence and arousal; items only."""

from pathlib import Path

import polars as pl

from recsys.dataset.checks import number, require
from recsys.dataset.dataset import Meta
from recsys.dataset.sources.imported import Imported, find, find_optional, read_table
from recsys.dataset.table import Table
from recsys.errors import DataError

PUBLISHED = "deezer_mood_detection_dataset on GitHub (deezer): train.csv, validation.csv, test.csv"
FILES = ("train.csv", "validation.csv", "test.csv")
COLUMNS = ["dzr_sng_id", "valence", "arousal", "artist_name", "track_name"]


def read(source: Path) -> Imported:
    """Read the parts that are there; valence and arousal become ranks in [-1, 1] over all songs together."""
    paths = [path for name in FILES if (path := find_optional(source, [name])) is not None]
    if not paths:
        find(source, FILES, PUBLISHED)
    songs = pl.concat([_songs(read_table(path)) for path in paths])
    repeats = songs.height - songs["item_id"].n_unique()
    songs = songs.unique("item_id", keep="first", maintain_order=True)
    ranked = songs.with_columns(rank_normalised(songs["valence"]), rank_normalised(songs["arousal"]))
    notes = (f"{repeats:,} songs were there twice, the first was kept",) if repeats else ()
    return Imported(Meta(name="deezer-mood", kind="track", time="none"), None, ranked, notes=notes)


def _songs(table: Table) -> pl.DataFrame:
    require(table, COLUMNS, f"published as {PUBLISHED}")
    valence, arousal = number(table, "valence"), number(table, "arousal")
    songs = table.frame.select(
        pl.col("dzr_sng_id").alias("item_id"),
        pl.col("track_name").alias("title"),
        pl.col("artist_name").alias("creator"),
    )
    return songs.with_columns(valence.alias("valence"), arousal.alias("arousal"))


def rank_normalised(values: pl.Series) -> pl.Series:
    """(n,) mid-ranks scaled to (-1, 1), null where there is no value: half of the items lie on either side of 0."""
    n = values.len() - values.null_count()
    if n == 0:
        return values
    if not values.drop_nulls().is_finite().all():
        raise DataError(f"{values.name} holds values that are not finite", advice="remove these rows")
    return ((2 * values.rank("average") - 1) / n - 1).round(6).alias(values.name)
