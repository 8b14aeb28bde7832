"""How well tags and titles place a song on the mood plane: `python -m benchmarks.item_mood --data FOLDER`.

Songs of deezer-mood whose artist carries tags in hetrec-lastfm-2k; five folds by artist, so that no artist is both
learned from and placed. Prints Pearson's r of placed against annotated valence and arousal, and writes JSON.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from recsys.dataset.catalogue import Catalogue
from recsys.dataset.sources.deezer_mood import read as read_songs
from recsys.dataset.sources.imported import read_table
from recsys.mood.items import item_moods
from recsys.types import ItemFacts

FOLDS = 5
RESULTS = Path(__file__).parent / "results" / "item_mood.json"
Tags = Mapping[str, tuple[str, ...]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print a table, write the figures; 2 where the data is absent."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.item_mood")
    parser.add_argument("--data", type=Path, required=True, help="folder with deezer-mood and hetrec-lastfm-2k")
    parser.add_argument("--json", type=Path, default=RESULTS)
    asked = parser.parse_args(arguments)
    if not (asked.data / "deezer-mood").is_dir() or not (asked.data / "hetrec-lastfm-2k").is_dir():
        sys.stderr.write(f"{asked.data}: needs the folders deezer-mood and hetrec-lastfm-2k\n")
        return 2
    figures = measure(songs(asked.data))
    for name, value in figures.items():
        print(f"{name:32} {value:>8,.3f}" if isinstance(value, float) else f"{name:32} {value:>8,}")
    asked.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0


def songs(data: Path) -> tuple[ItemFacts, ...]:
    """The songs of tagged artists, the tags most used first."""
    rows = read_songs(data / "deezer-mood").items
    assert rows is not None
    tags = artist_tags(data / "hetrec-lastfm-2k" / "artist_tags_decoded.csv.gz")
    return tuple(
        ItemFacts(
            row["item_id"], "track", row["title"] or "", creator=row["creator"], tags=tags[_key(row["creator"])],
            valence=row["valence"], arousal=row["arousal"],
        )
        for row in rows.iter_rows(named=True)
        if _key(row["creator"] or "") in tags
    )  # fmt: skip


def artist_tags(path: Path) -> Tags:
    """The tags of each artist, most used first; names are compared in lower case."""
    uses = read_table(path).frame.select(
        pl.col("artist").str.strip_chars().str.to_lowercase().alias("key"),
        pl.col("tag").str.to_lowercase(),
        pl.col("n").cast(pl.Int64, strict=False),
    )
    total = uses.drop_nulls().group_by("key", "tag").agg(pl.col("n").sum()).sort(["n", "tag"], descending=[True, False])
    listed = total.group_by("key", maintain_order=True).agg("tag")
    return {key: tuple(names) for key, names in listed.iter_rows()}


def _key(name: str) -> str:
    return name.strip().lower()


def measure(facts: Sequence[ItemFacts]) -> dict[str, Any]:
    """r of the learned placing and of the vocabulary alone, every song placed while its artist is unknown."""
    artists = {name: code for code, name in enumerate(dict.fromkeys(f.creator for f in facts))}
    fold_of = np.random.default_rng(0).permutation(len(artists)) % FOLDS
    fold = fold_of[[artists[f.creator] for f in facts]]
    truth = np.array([(f.valence, f.arousal) for f in facts])
    placed = np.full(truth.shape, np.nan)
    for test in range(FOLDS):
        hidden = [replace(f, valence=None, arousal=None) if fold[i] == test else f for i, f in enumerate(facts)]
        placed[fold == test] = _points(hidden)[fold == test]
    plain = _points([replace(f, valence=None, arousal=None) for f in facts])
    return {
        "songs": len(facts),
        "artists": len(artists),
        **_figures("learned", truth, placed),
        **_figures("vocabulary only", truth, plain),
    }


def _points(facts: Sequence[ItemFacts]) -> Any:
    moods = item_moods(Catalogue.of(facts))
    return np.column_stack((moods.valence, moods.arousal))


def _figures(name: str, truth: Any, placed: Any) -> dict[str, float]:
    """Songs that could not be placed stand at the neutral point."""
    told = np.nan_to_num(placed)
    found = {
        f"{name}: {a} r": float(np.corrcoef(truth[:, i], told[:, i])[0, 1])
        for i, a in enumerate(("valence", "arousal"))
    }
    return found | {f"{name}: placed": float((~np.isnan(placed).any(axis=1)).mean())}


if __name__ == "__main__":
    sys.exit(main())
