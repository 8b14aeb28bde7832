"""KMRD: Naver movie ratings 1-10 with Korean titles, genres and casts; times are UNIX seconds, life is in KST."""

from pathlib import Path

import polars as pl

from recsys.dataset.checks import require
from recsys.dataset.dataset import Meta
from recsys.dataset.sources.imported import Imported, find, find_optional, read_table, tags

PUBLISHED = "kmrd on GitHub (lovit), folder kmrd-small or kmrd-2m"
AGES = {
    "12세 관람가": 12,
    "15세 관람가": 15,
    "청소년 관람불가": 19,
    "PG-13": 13,
    "R": 17,
}
"""Lowest age by grade; every other grade (전체 관람가, G, PG, NR) sets none."""
CAST = 5
"""At most this many leading actors are named."""


def read(source: Path) -> Imported:
    """Read rates.csv and movies.txt, and where they are there genres, countries, castings and peoples."""
    rates = read_table(find(source, ["rates.csv"], PUBLISHED))
    require(rates, ["user", "movie", "rate", "time"], f"published as {PUBLISHED}")
    events = rates.frame.select(
        pl.col("user").alias("user_id"),
        pl.col("movie").alias("item_id"),
        pl.col("time").alias("datetime"),
        pl.lit("rate").alias("event"),
        pl.col("rate").alias("rating"),
    )
    meta = Meta(name="kmrd", kind="film", time="seconds", timezone="Asia/Seoul", rating_max=10.0)
    return Imported(meta, events, _items(source))


def _items(source: Path) -> pl.DataFrame:
    movies = read_table(find(source, ["movies.txt"], PUBLISHED), separator="\t", quote=None)
    require(movies, ["movie", "title", "title_eng", "year", "grade"], f"published as {PUBLISHED}")
    items = movies.frame.select("movie", "title", *_english(), _age())
    for told in (_genres(source), _countries(source), _cast(source)):
        items = items if told is None else items.join(told, on="movie", how="left", maintain_order="left")
    return items.rename({"movie": "item_id"})


def _english() -> list[pl.Expr]:
    """`title_eng` holds "Cinema Paradiso , 1988"; `year` is that of the latest release, the film's own stands there."""
    own = pl.col("title_eng").str.extract(r",\s*(\d{4})\s*$")
    title = pl.col("title_eng").str.replace(r"\s*,\s*\d{4}\s*$", "").str.strip_chars()
    return [title.alias("title_en"), pl.coalesce(own, "year").alias("released")]


def _age() -> pl.Expr:
    return pl.col("grade").replace_strict(AGES, default=0, return_dtype=pl.Int32).alias("age_limit")


def _genres(source: Path) -> pl.DataFrame | None:
    path = find_optional(source, ["genres.csv"])
    return None if path is None else tags(read_table(path).frame, "movie", "genre")


def _countries(source: Path) -> pl.DataFrame | None:
    path = find_optional(source, ["countries.csv"])
    return None if path is None else read_table(path).frame.group_by("movie").agg(pl.col("country").str.join("|"))


def _cast(source: Path) -> pl.DataFrame | None:
    """The leading actors as contributors. The files name no directors, so `creator` stays empty."""
    castings, peoples = find_optional(source, ["castings.csv"]), find_optional(source, ["peoples.txt"])
    if castings is None or peoples is None:
        return None
    names = read_table(peoples, separator="\t", quote=None).frame
    leading = read_table(castings).frame.filter(pl.col("leading") == "1")
    named = leading.join(names, on="people").with_columns(pl.coalesce("korean", "original").alias("name"))
    ordered = named.filter(pl.col("name").is_not_null()).sort(pl.col("order").cast(pl.Int64), maintain_order=True)
    actors = ("actor:" + pl.col("name").str.replace_all("|", " ", literal=True)).head(CAST).str.join("|")
    return ordered.group_by("movie").agg(actors.alias("contributors"))
