"""What the MovieLens formats share: titles such as "Godfather, The (1972)" and their ratings."""

import polars as pl

from recsys.dataset.dataset import Meta
from recsys.dataset.table import Table

RATING_COLUMNS = ("user_id", "item_id", "rating", "datetime")
YEAR = r"\s*\((\d{4})\)(?:\s*\(.*\))?\s*$"


def meta(name: str) -> Meta:
    """Films rated 1-5 at UTC seconds."""
    return Meta(name=name, kind="film", time="seconds", rating_max=5.0)


def events(ratings: Table) -> pl.DataFrame:
    """Rate events of a ratings table."""
    return ratings.frame.select("user_id", "item_id", "datetime", pl.lit("rate").alias("event"), "rating")


def titled(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with the year moved from `title` to `released` and the article back to the front."""
    title = pl.col("title").str.replace(YEAR, "").str.replace(r"^(.+), (The|A|An)( \(.*\))?$", "$2 $1$3")
    return frame.with_columns(
        title.str.strip_chars().alias("title"), pl.col("title").str.extract(YEAR).alias("released")
    )
