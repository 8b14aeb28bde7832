"""What a person asks of a playlist, and what they get."""

from dataclasses import dataclass
from typing import Literal

from recsys.engine import Situation
from recsys.mood.types import Intent, MoodReport
from recsys.playlist.types import Point, Unmet
from recsys.types import SIGNALS, Bool, Float64, ItemFacts, Moment, Signal, ViewerAge

StartSource = Literal["said", "seed_track", "continued", "believed", "heard", "middle"]
"""Where the start comes from: the request, its track, an earlier list, a belief, recent plays, or nowhere."""

SHORTEST, LONGEST = 5.0, 240.0
"""Minutes a list may be asked for."""

SEED_EVENT = "this-request:seed_track"
"""The event that stands for a seed track: it counts as heard in this visit, for this list only."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What a person asks of a playlist; ids are external.

    `start` None begins where the mood is believed to be now (with `mood` in use, never of minors), else where the
    recent plays lie, else in the middle of the plane. `intent` None brightens a low start gently and otherwise stays.
    `leave_out` names creators and tracks. `after` are the tracks of the list this one goes on from, oldest first.
    """

    start: MoodReport | None = None
    intent: Intent | None = None
    minutes: float = 30.0
    seed: int = 0
    seed_track: str | None = None
    leave_out: tuple[str, ...] = ()
    language: str | None = None
    instrumental: bool = False
    new_share: float | None = None
    after: tuple[str, ...] = ()
    viewer_age: ViewerAge = "unknown"
    session_id: str | None = None
    use: frozenset[Signal] = frozenset(SIGNALS)


@dataclass(frozen=True, slots=True)
class Playlist:
    """The list: tracks in order with their points (m, 2) float64, taste (m,) percentiles and what is new (m,).

    `seed` draws the same list again. `seconds` counts unknown durations as usual ones; `is_measured` tells whether all
    are known. `situation`, `moment` and `session_id` are those taste was read in.
    """

    tracks: tuple[ItemFacts, ...]
    points: Float64
    taste: Float64
    is_new: Bool
    start: Point
    source: StartSource
    intent: Intent
    seed: int
    unmet: tuple[Unmet, ...]
    seconds: float
    is_measured: bool
    situation: Situation
    moment: Moment
    session_id: str | None
