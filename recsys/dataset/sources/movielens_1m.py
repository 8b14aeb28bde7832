"""MovieLens 1M: ratings.dat and movies.dat, `::` between the fields, latin-1."""

from pathlib import Path

import polars as pl

from recsys.dataset.sources import movielens
from recsys.dataset.sources.imported import Imported, find, read_table

PUBLISHED = "ml-1m by GroupLens"


def read(source: Path) -> Imported:
    """Read ratings.dat and movies.dat. Raises DataError."""
    ratings = read_table(find(source, ["ratings.dat"], PUBLISHED), movielens.RATING_COLUMNS, separator="::", quote=None)
    path = find(source, ["movies.dat"], PUBLISHED)
    films = read_table(path, ("item_id", "title", "tags"), separator="::", encoding="latin-1", quote=None).frame
    items = movielens.titled(films).select(
        "item_id", "title", "released", pl.col("tags").str.split("|").list.first().alias("category"), "tags"
    )
    return Imported(movielens.meta("movielens-1m"), movielens.events(ratings), items)
