"""What each rule asks of the next track: one small loop a rule, over the tracks tried after one list."""

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from recsys.playlist.types import Unmet

Array = NDArray[Any]
PRICED: tuple[Unmet, ...] = (
    "start",
    "step",
    "stay",
    "focus",
    "rise",
    "end",
    "artist_gap",
    "tempo",
    "new_share",
    "length",
)
"""What has a price, in the order of `Rules.price`."""
START, STEP, STAY, FOCUS, RISE, END, GAP, TEMPO, NEW, LENGTH = range(len(PRICED))
NONE = -1


class Pool(NamedTuple):
    """The tracks that take part (c,), sorted by valence, and the route's knots (r,).

    `liking` is (c, phases): a track's worth in each phase of the list. `away` is the distance from where the list
    may end. `before` (b,) are the places in the pool of the tracks heard just before.
    """

    valence: Array
    arousal: Array
    tempo: Array
    seconds: Array
    artist: Array
    is_new: Array
    away: Array
    liking: Array
    before: Array
    route_valence: Array
    route_arousal: Array


class Rules(NamedTuple):
    """What must hold; `first` is the track the list must open with or -1, `new_share` -1 where none was asked.

    `pace` is the distance a second of the list is counted on to lead. The search keeps `width` lists at each place,
    of them at most `depth` with the same last track.
    """

    start_valence: float
    start_arousal: float
    start_radius: float
    stay_radius: float
    step: float
    rise: float
    tempo_jump: float
    gap: int
    is_approach: bool
    new_share: float
    seconds: float
    pace: float
    first: int
    width: int
    depth: int
    pull: float
    price: Array


class Past(NamedTuple):
    """One list so far: its tracks, the same after those heard before it, worth, seconds, lowest arousal, new ones."""

    path: Array
    heard: Array
    worth: float
    seconds: float
    lowest: float
    fresh: int


class Tried(NamedTuple):
    """Tracks (t,) tried next, and the price (t,) each has to pay."""

    track: Array
    price: Array


@njit(cache=True, nogil=True)
def of_length(pool: Pool, rules: Rules, past: Past, tried: Tried) -> None:
    """A list may not be longer than asked by more than one of its tracks, nor too short to reach its end."""
    n = len(past.path) + 1
    for place in range(len(tried.track)):
        track = tried.track[place]
        seconds = past.seconds + pool.seconds[track]
        left = max(0.0, rules.seconds - seconds + seconds / n)
        is_late = pool.away[track] > rules.pace * left and rules.price[END] == np.inf
        if seconds - rules.seconds > seconds / n or is_late:
            tried.price[place] = np.inf


@njit(cache=True, nogil=True)
def of_repeats(past: Past, tried: Tried) -> None:
    """No track comes twice."""
    for place in range(len(tried.track)):
        for other in past.path:
            if other == tried.track[place]:
                tried.price[place] = np.inf


@njit(cache=True, nogil=True)
def of_place(pool: Pool, rules: Rules, past: Past, tried: Tried) -> None:
    """The first track is near the start, and of `match` every track."""
    is_first = len(past.heard) == 0
    for place in range(len(tried.track)):
        track = tried.track[place]
        far = np.hypot(pool.valence[track] - rules.start_valence, pool.arousal[track] - rules.start_arousal)
        if far > rules.stay_radius:
            tried.price[place] += rules.price[STAY] * (1.0 + far - rules.stay_radius)
        if is_first and far > rules.start_radius:
            tried.price[place] += rules.price[START] * (1.0 + far - rules.start_radius)


@njit(cache=True, nogil=True)
def of_step(pool: Pool, rules: Rules, past: Past, tried: Tried) -> None:
    """Neighbours are a step apart."""
    if len(past.heard) == 0:
        return
    last = past.heard[-1]
    for place in range(len(tried.track)):
        track = tried.track[place]
        step = np.hypot(pool.valence[track] - pool.valence[last], pool.arousal[track] - pool.arousal[last])
        if step > rules.step:
            tried.price[place] += rules.price[STEP] * (1.0 + step - rules.step)


@njit(cache=True, nogil=True)
def of_tempo(pool: Pool, rules: Rules, past: Past, tried: Tried) -> None:
    """No jump of the tempo between neighbours; one that is not known (NaN) never jumps."""
    if len(past.heard) == 0:
        return
    last = pool.tempo[past.heard[-1]]
    for place in range(len(tried.track)):
        jump = abs(pool.tempo[tried.track[place]] - last)
        if jump > rules.tempo_jump:
            tried.price[place] += rules.price[TEMPO] * (1.0 + 0.01 * (jump - rules.tempo_jump))


@njit(cache=True, nogil=True)
def of_artist(pool: Pool, rules: Rules, past: Past, tried: Tried) -> None:
    """No artist twice among `gap` neighbours."""
    for other in past.heard[max(0, len(past.heard) - rules.gap + 1) :]:
        artist = pool.artist[other]
        for place in range(len(tried.track)):
            if pool.artist[tried.track[place]] == artist:
                tried.price[place] += rules.price[GAP]


@njit(cache=True, nogil=True)
def of_intent(pool: Pool, rules: Rules, past: Past, tried: Tried) -> None:
    """Towards sleep arousal does not rise; towards focus every track is nearer to it until it is reached."""
    if len(past.path) == 0:
        return
    away = pool.away[past.path[-1]]
    for place in range(len(tried.track)):
        track = tried.track[place]
        risen = pool.arousal[track] - past.lowest
        if risen > rules.rise:
            tried.price[place] += rules.price[RISE] * (1.0 + risen - rules.rise)
        if rules.is_approach and pool.away[track] > 0 and pool.away[track] >= away:
            tried.price[place] += rules.price[FOCUS] * (1.0 + pool.away[track])


@njit(cache=True, nogil=True)
def of_new(pool: Pool, rules: Rules, past: Past, tried: Tried) -> None:
    """The number of new tracks is the asked share to within one track, all along."""
    if rules.new_share < 0:
        return
    wanted = rules.new_share * (len(past.path) + 1)
    for place in range(len(tried.track)):
        if abs(past.fresh + pool.is_new[tried.track[place]] - wanted) > 1.0:
            tried.price[place] += rules.price[NEW]
