"""MovieLens 100K: u.data (tab) and u.item (`|`, latin-1)."""

from pathlib import Path

import polars as pl

from recsys.dataset.sources import movielens
from recsys.dataset.sources.imported import Imported, find, read_table

PUBLISHED = "ml-100k by GroupLens"
GENRES = (
    "unknown",
    "Action",
    "Adventure",
    "Animation",
    "Children's",
    "Comedy",
    "Crime",
    "Documentary",
    "Drama",
    "Fantasy",
    "Film-Noir",
    "Horror",
    "Musical",
    "Mystery",
    "Romance",
    "Sci-Fi",
    "Thriller",
    "War",
    "Western",
)
"""The flags of u.item, in the order of u.genre."""


def read(source: Path) -> Imported:
    """Read u.data and u.item. Raises DataError."""
    path = find(source, ["u.data"], PUBLISHED)
    ratings = read_table(path, movielens.RATING_COLUMNS, separator="\t", quote=None)
    return Imported(movielens.meta("movielens-100k"), movielens.events(ratings), _items(source))


def _items(source: Path) -> pl.DataFrame:
    columns = ("item_id", "title", "date", "video", "url", *GENRES)
    path = find(source, ["u.item"], PUBLISHED)
    films = read_table(path, columns, separator="|", encoding="latin-1", quote=None).frame
    told = [pl.when(pl.col(genre) == "1").then(pl.lit(genre)) for genre in GENRES[1:]]
    genres = pl.concat_list(told).list.drop_nulls()
    return movielens.titled(films).select(
        "item_id", "title", "released", genres.list.first().alias("category"), genres.list.join("|").alias("tags")
    )
