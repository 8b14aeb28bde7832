"""What a playlist is asked to be, and what it came to be."""

from dataclasses import dataclass
from typing import Literal, get_args

from recsys.mood.types import Intent
from recsys.types import Bool, Float64, Int32

Point = tuple[float, float]
"""Valence and arousal in [-1, 1]."""

Unmet = Literal[
    "tracks", "start", "seed_track", "step", "stay", "focus", "rise", "end", "artist_gap", "tempo", "new_share",
    "length",
]  # fmt: skip
"""What a list may fail to keep, the gravest first."""
UNMET: tuple[Unmet, ...] = get_args(Unmet)

START_RADIUS = 0.35
"""Farthest the first track may stand from the start, and every track of `match`."""
STEP = 0.25
"""Farthest two neighbours may stand apart, Euclidean on the plane."""
LIFT, BRIGHT = 0.4, 0.7
"""A lift ends at least so much brighter, or at this valence."""
FOCUS_AROUSAL = 0.3
"""Focus keeps |arousal| within this and valence at 0 or above."""
MOST_RISE, ASLEEP = 0.05, -0.5
"""Towards sleep arousal never rises more above its lowest so far, and ends at this or below."""
GAP = 4
"""Among so many neighbouring tracks no artist comes twice."""
TEMPO_JUMP = 25.0
"""Beats per minute between neighbours where both are known."""
USUAL_SECONDS = 210.0
"""A track without a known duration counts as three and a half minutes."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a list is asked to be. Tracks are indices.

    `first` opens the list. `after` are the tracks of the list this one goes on from, oldest first: they do not
    come again, and the last of them is the neighbour of the first track. `new_share` in [0, 1] is the share of
    tracks new to the listener, kept to within one track.
    """

    start: Point
    intent: Intent = "match"
    minutes: float = 30.0
    seed: int = 0
    first: int | None = None
    after: tuple[int, ...] = ()
    new_share: float | None = None


@dataclass(frozen=True, slots=True)
class Listening:
    """What the listener brings along: taste (n,) float64 (any scale), allowed (n,), known (n,), tired (n,) in [0, 1].

    `tired` lowers a track for this list only, as after a skip of the same artist.
    """

    taste: Float64
    allowed: Bool
    known: Bool
    tired: Float64


@dataclass(frozen=True, slots=True)
class Plan:
    """Tracks in order (m,) int32, what they do not keep, their seconds in all, and whether all durations are known."""

    tracks: Int32
    unmet: tuple[Unmet, ...]
    seconds: float
    is_measured: bool
