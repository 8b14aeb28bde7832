"""The way a list should take over the plane: where each intent leads from a start, and by when.

Meeting a listener where they are and moving on from there is the iso principle of music therapy (I. M. Altshuler,
1948); an anxious start is calmed before it is brightened.
"""

from dataclasses import dataclass

import numpy as np

from recsys.playlist.check import outside_focus
from recsys.playlist.types import ASLEEP, BRIGHT, LIFT, START_RADIUS, USUAL_SECONDS, Point, Wish
from recsys.types import Float64

KNOTS = 33
"""Points by which a route is handed over, evenly spaced over the list's time."""

MARGIN = 0.08
"""How far beyond its least end a route aims: the tracks lie beside it, not on it."""

ANXIOUS = 0.3
"""Arousal above which an unhappy start is calmed first."""

DETOUR = 0.2
"""How far a route bends aside in its middle, towards a side that the seed draws: another seed, another walk."""

PACE = 0.18
"""Step a route counts on where it must hurry; the tracks' steps may be longer."""


@dataclass(frozen=True, slots=True)
class Route:
    """Where the list should be at evenly spaced moments (KNOTS,) of its time."""

    valence: Float64
    arousal: Float64


def route_of(wish: Wish) -> Route:
    """The route from the start to where the intent leads."""
    legs = [(0.0, wish.start), *_legs(wish)]
    at, points = np.array([leg[0] for leg in legs]), np.array([leg[1] for leg in legs])
    knots = np.linspace(0.0, 1.0, KNOTS)
    angle = np.random.default_rng(wish.seed).uniform(0.0, 2.0 * np.pi)
    aside = DETOUR * np.sin(np.pi * knots)
    return Route(
        np.interp(knots, at, points[:, 0]) + np.cos(angle) * aside,
        np.interp(knots, at, points[:, 1]) + np.sin(angle) * aside,
    )


def _legs(wish: Wish) -> list[tuple[float, Point]]:
    """(share of the list's time, point to be at by then), in order."""
    valence, arousal = wish.start
    match wish.intent:
        case "match":
            return [(1.0, wish.start)]
        case "lift":
            goal = (max(valence, min(valence + LIFT, BRIGHT) + MARGIN), arousal + 0.5 * (0.2 - arousal))
            if valence < 0 and arousal > ANXIOUS:
                return [(0.45, (valence + 0.05, 0.05)), (0.95, goal)]
            return [(0.9, goal)]
        case "focus":
            goal = (max(valence, 0.12), float(np.clip(arousal, -0.15, 0.15)))
            return [(_soonest(wish, goal), goal)]
        case "sleep":
            goal = (0.6 * valence + 0.1, min(arousal, ASLEEP - 2 * MARGIN))
            return [(max(0.6, _soonest(wish, goal)), goal)]


def _soonest(wish: Wish, goal: Point) -> float:
    """The share of the list's time that walking to the goal takes; at most all of it."""
    far = np.hypot(goal[0] - wish.start[0], goal[1] - wish.start[1]) - START_RADIUS
    steps = 1.0 + max(0.0, float(far)) / PACE
    return min(1.0, steps * USUAL_SECONDS / (60.0 * wish.minutes))


def to_go(wish: Wish, valence: Float64, arousal: Float64) -> Float64:
    """(n,) how far each point lies from where the list may end: 0 where it may."""
    match wish.intent:
        case "match":
            return np.zeros(len(valence))
        case "lift":
            return np.maximum(0.0, min(wish.start[0] + LIFT, BRIGHT) - valence)
        case "focus":
            return outside_focus(valence, arousal)
        case "sleep":
            return np.maximum(0.0, arousal - ASLEEP)
