"""What a finished list does not keep, by name: the planner's own word on its work."""

from itertools import pairwise

import numpy as np

from recsys.playlist.tracks import Tracks
from recsys.playlist.types import (
    ASLEEP,
    BRIGHT,
    FOCUS_AROUSAL,
    GAP,
    LIFT,
    MOST_RISE,
    START_RADIUS,
    STEP,
    TEMPO_JUMP,
    UNMET,
    USUAL_SECONDS,
    Unmet,
    Wish,
)
from recsys.types import Bool, Float64, Int32

EXACT = 1e-9
"""Allowance for the rounding of sums; the plane's coordinates have six decimals at most."""


def unmet(tracks: Tracks, wish: Wish, chosen: Int32, known: Bool) -> tuple[Unmet, ...]:
    """Everything the list `chosen` (m,) does not keep, the gravest first; an empty list keeps nothing."""
    if len(chosen) == 0:
        return ("tracks",)
    chain = np.array([*wish.after, *chosen], dtype=np.int32)
    points = np.column_stack((tracks.valence, tracks.arousal))
    found: dict[Unmet, bool] = {
        "start": not wish.after and _distance(points[chosen[0]], wish.start) > START_RADIUS + EXACT,
        "seed_track": wish.first is not None and chosen[0] != wish.first,
        "step": any(_distance(points[a], points[b]) > STEP + EXACT for a, b in pairwise(chain[-len(chosen) - 1 :])),
        "artist_gap": _is_repeated(tracks.artist[chain], len(wish.after)),
        "tempo": bool(np.any(np.abs(np.diff(tracks.tempo[chain[-len(chosen) - 1 :]])) > TEMPO_JUMP + EXACT)),
        "new_share": wish.new_share is not None and abs(wish.new_share * len(chosen) - _count(~known[chosen])) > 1,
        "length": _misses(tracks.seconds[chosen], wish.minutes),
        **_of_intent(points[chosen], wish),
    }
    return tuple(name for name in UNMET if found.get(name, False))


def _of_intent(points: Float64, wish: Wish) -> dict[Unmet, bool]:
    valence, arousal = points[:, 0], points[:, 1]
    match wish.intent:
        case "match":
            return {"stay": any(_distance(point, wish.start) > START_RADIUS + EXACT for point in points)}
        case "lift":
            return {"end": bool(valence[-1] < min(wish.start[0] + LIFT, BRIGHT) - EXACT)}
        case "focus":
            away = outside_focus(valence, arousal)
            return {"focus": bool(np.any((np.diff(away) >= 0) & (away[1:] > EXACT))), "end": bool(away[-1] > EXACT)}
        case "sleep":
            rises = arousal[1:] - np.minimum.accumulate(arousal)[:-1]
            return {"rise": bool(np.any(rises > MOST_RISE + EXACT)), "end": bool(arousal[-1] > ASLEEP + EXACT)}


def outside_focus(valence: Float64, arousal: Float64) -> Float64:
    """How far points lie outside |arousal| <= .3, valence >= 0; 0 within."""
    return np.hypot(np.maximum(-valence, 0.0), np.maximum(np.abs(arousal) - FOCUS_AROUSAL, 0.0))


def _distance(one: Float64, other: Float64 | tuple[float, float]) -> float:
    return float(np.hypot(one[0] - other[0], one[1] - other[1]))


def _is_repeated(artists: Int32, before: int) -> bool:
    """Whether an artist comes twice within `GAP` neighbours, at least one of them after the first `before`."""
    return any(
        artists[place] in artists[max(0, place - GAP + 1) : place] for place in range(max(before, 0), len(artists))
    )


def _count(mask: Bool) -> int:
    return int(np.count_nonzero(mask))


def _misses(seconds: Float64, minutes: float) -> bool:
    """Whether the list misses its length by more than one of its tracks."""
    lengths = np.where(np.isnan(seconds), USUAL_SECONDS, seconds)
    return bool(abs(lengths.sum() - 60.0 * minutes) > lengths.mean() + EXACT)
