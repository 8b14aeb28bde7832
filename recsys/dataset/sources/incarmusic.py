"""InCarMusic: tracks rated 0-5 while imagining a drive: mood, sleepiness, weather, traffic, ... as context."""

from pathlib import Path

import polars as pl

from recsys.dataset.checks import require
from recsys.dataset.dataset import Meta
from recsys.dataset.sources.imported import Imported, find
from recsys.dataset.sources.xlsx import read_sheet

PUBLISHED = "Data_InCarMusic.xlsx in CARSKit's context-aware data sets"
CONTEXTS = {
    "DrivingStyle": "context_driving_style",
    "landscape": "context_landscape",
    "mood": "context_mood",
    "naturalphenomena": "context_natural_phenomena",
    "RoadType": "context_road_type",
    "sleepiness": "context_sleepiness",
    "trafficConditions": "context_traffic_conditions",
    "weather": "context_weather",
}
_NOTHING = ["NA", "\\N"]


def read(source: Path) -> Imported:
    """Read the sheets ContextualRating, Music Track and Music Category. Raises DataError."""
    path = find(source, ["Data_InCarMusic.xlsx"], PUBLISHED)
    ratings = read_sheet(path, "ContextualRating")
    require(ratings, ["UserID", "ItemID", "Rating", *CONTEXTS], f"published as {PUBLISHED}")
    contexts = [_told(name).alias(column) for name, column in CONTEXTS.items()]
    events = ratings.frame.select(
        pl.col("UserID").alias("user_id"),
        pl.col("ItemID").alias("item_id"),
        pl.lit("rate").alias("event"),
        pl.col("Rating").alias("rating"),
        *contexts,
    )
    return Imported(Meta(name="incarmusic", kind="track", time="none", rating_max=5.0), events, _items(path))


def _items(path: Path) -> pl.DataFrame:
    tracks = read_sheet(path, "Music Track")
    require(tracks, ["id", "artist", "title", "category_id"], f"published as {PUBLISHED}")
    genres = read_sheet(path, "Music Category", ("category_id", "category")).frame
    named = tracks.frame.join(genres, on="category_id", how="left", maintain_order="left")
    return named.select(
        pl.col("id").alias("item_id"),
        _told("title").alias("title"),
        _told("artist").alias("creator"),
        pl.col("category").str.replace(r" music$", "").alias("category"),
        pl.col("category").str.replace(r" music$", "").alias("tags"),
    )


def _told(column: str) -> pl.Expr:
    return pl.when(~pl.col(column).str.strip_chars().is_in(_NOTHING)).then(pl.col(column).str.strip_chars())
