"""goodbooks-10k: book ratings 1-5 with real titles and authors; time is the row order."""

from pathlib import Path

import polars as pl

from recsys.dataset.checks import require
from recsys.dataset.dataset import Meta
from recsys.dataset.sources.imported import Imported, find, read_table

PUBLISHED = "goodbooks-10k on GitHub (zygmuntz)"
SERIES = r"^(?<title>.*?)\s*\((?<series>[^()#]*?[^()#,\s])\s*,?\s*#(?<number>\d+(?:\.\d+)?)?[^()]*\)\s*$"
"""The Fellowship of the Ring (The Lord of the Rings, #1). A range (#1-5) names the series and no number."""
LANGUAGES = {"eng": "en", "en-US": "en", "en-GB": "en", "en-CA": "en"}


def read(source: Path) -> Imported:
    """Read ratings.csv and books.csv. Raises DataError."""
    ratings = read_table(find(source, ["ratings.csv"], PUBLISHED))
    require(ratings, ["user_id", "book_id", "rating"], f"published as {PUBLISHED}")
    events = ratings.frame.select(
        "user_id", pl.col("book_id").alias("item_id"), pl.lit("rate").alias("event"), "rating"
    )
    meta = Meta(name="goodbooks", kind="book", time="order", rating_max=5.0)
    return Imported(meta, events, _items(source))


def _items(source: Path) -> pl.DataFrame:
    books = read_table(find(source, ["books.csv"], PUBLISHED))
    require(books, ["book_id", "title", "authors"], f"published as {PUBLISHED}")
    return split_series(books.frame).select(
        pl.col("book_id").alias("item_id"), "title", "series", "series_index", *_authors(), *_known(books.frame)
    )


def split_series(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with `title` cleaned of the series that stands behind it, and `series`, `series_index` told."""
    parts = pl.col("title").str.extract_groups(SERIES).struct
    is_range = pl.col("title").str.contains(r"#\d+(?:\.\d+)?\s*[-–&,]\s*#?\d[^()]*\)\s*$")
    return frame.with_columns(
        pl.coalesce(parts.field("title"), "title").str.strip_chars().alias("title"),
        parts.field("series").alias("series"),
        pl.when(~is_range).then(parts.field("number")).alias("series_index"),
    )


def _authors() -> list[pl.Expr]:
    """The first author is the creator; the source does not say whether the others wrote, drew or translated."""
    names = pl.col("authors").str.replace_all(r"\s+", " ").str.split(", ")
    others = names.list.slice(1).list.eval("contributor:" + pl.element()).list.join("|").replace("", None)
    return [names.list.first().alias("creator"), others.alias("contributors")]


def _known(frame: pl.DataFrame) -> list[pl.Expr]:
    """The columns only some copies of the file have."""
    columns = {
        "genre": [pl.col("genre").alias("category"), pl.col("genre").alias("tags")],
        "language_code": [pl.col("language_code").replace(LANGUAGES).alias("language")],
        "original_publication_year": [pl.col("original_publication_year").str.extract(r"^(-?\d+)").alias("released")],
        "image_url": [pl.col("image_url")],
    }
    return [expression for name, made in columns.items() if name in frame.columns for expression in made]
