"""The importers by the names the command line uses."""

from collections.abc import Callable, Mapping
from pathlib import Path

from recsys.dataset.sources import (
    amazon_sequences,
    csv,
    deezer_mood,
    depaulmovie,
    goodbooks,
    incarmusic,
    kmrd,
    lastfm_2k,
    movielens_1m,
    movielens_100k,
    online_retail,
    session_lines,
    yoochoose,
)
from recsys.dataset.sources.imported import Imported
from recsys.errors import DataError, nearest

Importer = Callable[[Path], Imported]

IMPORTERS: Mapping[str, Importer] = {
    "goodbooks": goodbooks.read,
    "movielens-100k": movielens_100k.read,
    "movielens-1m": movielens_1m.read,
    "kmrd": kmrd.read,
    "lastfm-2k": lastfm_2k.read,
    "amazon-sequences": amazon_sequences.read,
    "session-lines": session_lines.read,
    "yoochoose": yoochoose.read,
    "deezer-mood": deezer_mood.read,
    "online-retail": online_retail.read,
    "incarmusic": incarmusic.read,
    "depaulmovie": depaulmovie.read,
    "csv": csv.read,
}


def importer(name: str) -> Importer:
    """The importer of a format. Raises DataError naming the formats there are."""
    if name not in IMPORTERS:
        raise DataError("unknown format", value=name, allowed=nearest(name, list(IMPORTERS)))
    return IMPORTERS[name]
