"""What all tracks of a list, or most of them, have in common: what a title may truly say of it."""

from collections.abc import Iterable

import numpy as np

from recsys.playlist.ask import Playlist
from recsys.playlist.tracks import is_instrumental
from recsys.types import ItemFacts

MOST = 0.7
"""Share of the tracks that must carry a tag before the list is said to be of it."""

TAGS = {"piano": ("피아노", "piano"), "guitar": ("기타", "guitar", "acoustic guitar")}
SLOW, QUICK = 85.0, 120.0
"""Beats per minute that no track of a slow list exceeds, and none of a quick one falls below."""

CALM, LIVELY, BRIGHT = 0.0, 0.4, 0.3
"""Arousal that no track of a calm list exceeds, least mean arousal of a lively one, least valence of a bright one."""


def textures(made: Playlist) -> frozenset[str]:
    """The names of what holds for the list; empty for an empty list."""
    if not made.tracks:
        return frozenset()
    valence, arousal = made.points[:, 0], made.points[:, 1]
    tempo = np.array([np.nan if facts.tempo is None else facts.tempo for facts in made.tracks])
    new = float(made.is_new.mean())
    knows = made.situation.strategy == "personal"
    holds = {
        "instrumental": all(is_instrumental(facts) for facts in made.tracks),
        "korean": all(facts.language == "ko" for facts in made.tracks),
        "calm": bool(arousal.max() <= CALM),
        "lively": bool(arousal.mean() >= LIVELY),
        "bright": bool(valence.min() >= BRIGHT),
        "slow": bool(np.all(tempo <= SLOW)),
        "quick": bool(np.all(tempo >= QUICK)),
        "known": knows and new == 0.0,
        "half_new": knows and abs(new - 0.5) <= 1.0 / len(made.tracks),
        "all_new": knows and new == 1.0,
        **{name: _share(made.tracks, tags) >= MOST for name, tags in TAGS.items()},
    }
    return frozenset(name for name, is_so in holds.items() if is_so)


def _share(tracks: Iterable[ItemFacts], tags: tuple[str, ...]) -> float:
    carried = [any(tag.casefold() in tags for tag in facts.tags) for facts in tracks]
    return sum(carried) / len(carried)
