"""Small shelves of tracks for the tests of playlists."""

from types import SimpleNamespace

import numpy as np

from benchmarks.playlist_oracle import Asked, broken
from recsys.dataset.catalogue import Catalogue
from recsys.playlist.tracks import Tracks
from recsys.playlist.types import Listening, Plan, Wish
from recsys.types import ItemFacts


def facts_of(rows, **more) -> list[ItemFacts]:
    """Tracks from (valence, arousal, tempo, seconds, artist) rows, named t0, t1, ..."""
    return [
        ItemFacts(
            f"t{n}",
            "track",
            title=f"곡 {n}",
            creator=artist,
            valence=v,
            arousal=a,
            tempo=tempo,
            duration_seconds=s,
            **more,
        )
        for n, (v, a, tempo, s, artist) in enumerate(rows)
    ]


def random_rows(rng: np.random.Generator, n: int, artists: int = 40):
    """A shelf spread over the whole plane, a part of it without tempo or duration."""
    return [
        (
            float(rng.uniform(-1, 1)),
            float(rng.uniform(-1, 1)),
            float(rng.uniform(60, 180)) if rng.random() < 0.8 else None,
            float(rng.uniform(90, 400)) if rng.random() < 0.8 else None,
            f"a{rng.integers(artists)}",
        )
        for _ in range(n)
    ]


def tracks_of(rows) -> Tracks:
    return Tracks.of(Catalogue.of(facts_of(rows)))


def everything(n: int, **changes) -> Listening:
    """A listener without preferences who knows nothing, unless said."""
    told = {"taste": np.zeros(n), "allowed": np.ones(n, bool), "known": np.zeros(n, bool), "tired": np.zeros(n)}
    return Listening(**{**told, **changes})


def judged(rows, wish: Wish, plan: Plan, known=()) -> set[str]:
    """What the oracle says the plan breaks."""
    about = {
        str(n): SimpleNamespace(valence=v, arousal=a, tempo=tempo, seconds=s, artist=artist)
        for n, (v, a, tempo, s, artist) in enumerate(rows)
    }
    asked = Asked(
        start=wish.start,
        intent=wish.intent,
        minutes=wish.minutes,
        first=None if wish.first is None else str(wish.first),
        new_share=wish.new_share,
        known=frozenset(str(n) for n in known),
        after=tuple(str(n) for n in wish.after),
    )
    return broken(asked, [str(n) for n in plan.tracks], about)
