"""What a playlist must keep, checked the slow and obvious way. Knows nothing of the planner but its answer."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

Point = tuple[float, float]
CLOSE = 1e-6


@dataclass(frozen=True)
class Asked:
    """A request as its sender sees it. `after` are the tracks heard just before, by the list that is continued."""

    start: Point
    intent: str
    minutes: float
    forbidden: frozenset[str] = frozenset()
    first: str | None = None
    new_share: float | None = None
    known: frozenset[str] = frozenset()
    after: tuple[str, ...] = ()


def broken(asked: Asked, tracks: Sequence[str], about: Mapping[str, Any]) -> set[str]:
    """Names of what the list breaks; `about` maps an id to an object with valence, arousal, tempo, seconds, artist."""
    if not tracks:
        return {"tracks"}
    if len(set(tracks)) < len(tracks) or set(tracks) & asked.forbidden:
        return {"forbidden"}
    found: set[str] = set()
    heard = [about[one] for one in (*asked.after, *tracks)]
    own = [about[one] for one in tracks]
    if asked.first is not None and tracks[0] != asked.first:
        found.add("seed_track")
    if not asked.after and _far(own[0], asked.start) > 0.35 + CLOSE:
        found.add("start")
    for one, other in pairwise(heard):
        if _far(one, (other.valence, other.arousal)) > 0.25 + CLOSE and other in own:
            found.add("step")
        if one.tempo is not None and other.tempo is not None and abs(one.tempo - other.tempo) > 25 and other in own:
            found.add("tempo")
    for place, one in enumerate(heard):
        if place >= len(asked.after) and one.artist in [other.artist for other in heard[max(0, place - 3) : place]]:
            found.add("artist_gap")
    if asked.new_share is not None:
        new = sum(one not in asked.known for one in tracks)
        if abs(new - asked.new_share * len(tracks)) > 1:
            found.add("new_share")
    seconds = [210.0 if one.seconds is None else one.seconds for one in own]
    if abs(sum(seconds) - 60 * asked.minutes) > sum(seconds) / len(seconds) + CLOSE:
        found.add("length")
    return found | _of_intent(asked, own)


def _of_intent(asked: Asked, own: Sequence[Any]) -> set[str]:
    found: set[str] = set()
    if asked.intent == "match" and any(_far(one, asked.start) > 0.35 + CLOSE for one in own):
        found.add("stay")
    if asked.intent == "lift" and own[-1].valence < min(asked.start[0] + 0.4, 0.7) - CLOSE:
        found.add("end")
    if asked.intent == "focus":
        # A start far away is walked in from: nearer with every track, and never out again.
        away = [math.hypot(max(-one.valence, 0.0), max(abs(one.arousal) - 0.3, 0.0)) for one in own]
        if away[-1] > CLOSE:
            found.add("end")
        if any(then > CLOSE and then >= now for now, then in pairwise(away)):
            found.add("focus")
    if asked.intent == "sleep":
        if own[-1].arousal > -0.5 + CLOSE:
            found.add("end")
        lowest = own[0].arousal
        for one in own[1:]:
            if one.arousal > lowest + 0.05 + CLOSE:
                found.add("rise")
            lowest = min(lowest, one.arousal)
    return found


def _far(one: Any, point: Point) -> float:
    return math.hypot(one.valence - point[0], one.arousal - point[1])
