"""DePaulMovie: films rated 1-5 in a survey, by time, location and companion."""

from pathlib import Path

import polars as pl

from recsys.dataset.checks import require
from recsys.dataset.dataset import Meta
from recsys.dataset.sources.imported import Imported, find, read_table

PUBLISHED = "Movie_DePaulMovie/ratings.txt in CARSKit's context-aware data sets"
CONTEXTS = {"Time": "context_time", "Location": "context_location", "Companion": "context_companion"}


def read(source: Path) -> Imported:
    """Read ratings.txt; the films have ids only. Raises DataError."""
    ratings = read_table(find(source, ["ratings.txt", "ratings.csv"], PUBLISHED))
    require(ratings, ["userid", "itemid", "rating", *CONTEXTS], f"published as {PUBLISHED}")
    events = ratings.frame.select(
        pl.col("userid").alias("user_id"),
        pl.col("itemid").alias("item_id"),
        pl.lit("rate").alias("event"),
        "rating",
        *(pl.when(pl.col(name) != "NA").then(pl.col(name)).alias(column) for name, column in CONTEXTS.items()),
    )
    return Imported(Meta(name="depaulmovie", kind="film", time="none", rating_max=5.0), events, None)
