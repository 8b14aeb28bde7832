"""hetrec2011-lastfm-2k: how often users played artists, and the artists' tags; its rows are in no order."""

from pathlib import Path

import polars as pl

from recsys.dataset.checks import POSITIVE, number, require
from recsys.dataset.dataset import Meta
from recsys.dataset.sources.imported import Imported, find, find_optional, read_table

PUBLISHED = "hetrec2011-lastfm-2k by GroupLens"
LEAST_USES, MOST_TAGS = 3, 10
"""A tag counts for an artist when at least so many listeners gave it; the most used ones are kept."""


def read(source: Path) -> Imported:
    """Read user_artists.dat and artists.dat, and the tags where they are there. The weight is log(1 + plays)."""
    plays = read_table(find(source, ["user_artists.dat"], PUBLISHED), separator="\t", quote=None)
    require(plays, ["userID", "artistID", "weight"], f"published as {PUBLISHED}")
    events = plays.frame.select(
        pl.col("userID").alias("user_id"),
        pl.col("artistID").alias("item_id"),
        pl.lit("play").alias("event"),
        number(plays, "weight", POSITIVE).log1p().round(6).alias("weight"),
    )
    return Imported(Meta(name="lastfm-2k", kind="artist", time="none"), events, _items(source))


def _items(source: Path) -> pl.DataFrame:
    artists = read_table(find(source, ["artists.dat"], PUBLISHED), separator="\t", quote=None)
    require(artists, ["id", "name"], f"published as {PUBLISHED}")
    items = artists.frame.select(pl.col("id").alias("item_id"), pl.col("name").alias("title"))
    used = _tag_uses(source)
    if used is None:
        return items
    kept = used.filter(pl.col("n") >= LEAST_USES).sort("n", descending=True, maintain_order=True)
    names = pl.col("tag").str.replace_all("|", " ", literal=True).head(MOST_TAGS).str.join("|")
    told = kept.group_by("item_id").agg(names.alias("tags"))
    return items.join(told, on="item_id", how="left", maintain_order="left")


def _tag_uses(source: Path) -> pl.DataFrame | None:
    """item_id, tag, n: from a decoded table, or from the official ids and names (latin-1)."""
    decoded = find_optional(source, ["artist_tags_decoded.csv"])
    if decoded is not None:
        frame = read_table(decoded).frame
        return frame.select(pl.col("artistID").alias("item_id"), "tag", pl.col("n").cast(pl.Int64, strict=False))
    given, names = find_optional(source, ["user_taggedartists.dat"]), find_optional(source, ["tags.dat"])
    if given is None or names is None:
        return None
    words = read_table(names, separator="\t", encoding="latin-1", quote=None).frame.rename({"tagValue": "tag"})
    uses = read_table(given, separator="\t", quote=None).frame.join(words, on="tagID")
    return uses.group_by(pl.col("artistID").alias("item_id"), "tag", maintain_order=True).agg(pl.len().alias("n"))
