"""The beam search over tracks: at each place the best lists by their last track, until one has the asked length.

A list's worth is the mean over its tracks of liking less distance from the route. What must hold has a price each:
an infinite one forbids, a finite one buys the nearest list where nothing keeps everything.
"""

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from recsys.playlist import prices
from recsys.playlist.prices import END, LENGTH, NONE, Past, Pool, Rules, Tried

Array = NDArray[Any]
NEVER = -np.inf

LENGTH_PULL = 0.3
"""Worth lost by a list that misses its length by one of its tracks."""


class Beam(NamedTuple):
    """Lists of equal length (k,): tracks (k, longest), worth so far, seconds, lowest arousal, number of new ones."""

    path: Array
    worth: Array
    seconds: Array
    lowest: Array
    fresh: Array


@njit(cache=True, nogil=True)
def best_list(pool: Pool, rules: Rules, longest: int) -> Any:
    """Places (m,) in the pool of the best list, empty when none keeps what is forbidden to break."""
    c = len(pool.seconds)
    worth, parent = np.empty((c, rules.depth)), np.empty((c, rules.depth), np.int32)
    beam = Beam(np.empty((1, longest), np.int32), np.zeros(1), np.zeros(1), np.full(1, np.inf), np.zeros(1, np.int32))
    best, best_worth = np.empty(0, np.int32), NEVER
    for length in range(longest):
        worth[:] = NEVER
        for state in range(len(beam.worth)):
            _grow(pool, rules, _past(pool, beam, length, state), (worth, parent), state)
        kept = _best(worth.ravel(), rules.width)
        if len(kept) == 0:
            break
        beam = _next(pool, beam, length, (kept // rules.depth, worth.ravel()[kept], parent.ravel()[kept]))
        ends = _ends(pool, rules, beam, length + 1)
        place = int(np.argmax(ends))
        if ends[place] > best_worth:
            best, best_worth = beam.path[place, : length + 1].copy(), ends[place]
    return best


@njit(cache=True, nogil=True)
def _past(pool: Pool, beam: Beam, length: int, state: int) -> Any:
    """One list of the beam, and the tracks heard just before it."""
    path = beam.path[state, :length]
    return Past(
        path,
        np.concatenate((pool.before, path)),
        beam.worth[state],
        beam.seconds[state],
        beam.lowest[state],
        beam.fresh[state],
    )


@njit(cache=True, nogil=True)
def _grow(pool: Pool, rules: Rules, past: Past, best: tuple[Array, Array], state: int) -> None:
    """Try every track after one list, and note what is among the best lists with the same last track."""
    worth, parent = best
    track = _eligible(pool, rules, past)
    tried = Tried(track, np.zeros(len(track)))
    prices.of_length(pool, rules, past, tried)
    prices.of_repeats(past, tried)
    prices.of_place(pool, rules, past, tried)
    prices.of_step(pool, rules, past, tried)
    prices.of_tempo(pool, rules, past, tried)
    prices.of_artist(pool, rules, past, tried)
    prices.of_intent(pool, rules, past, tried)
    prices.of_new(pool, rules, past, tried)
    for place in range(len(track)):
        one = track[place]
        found = past.worth + _liking(pool, rules, one, past.seconds + pool.seconds[one]) - tried.price[place]
        least = np.argmin(worth[one])
        if found > worth[one, least]:
            worth[one, least], parent[one, least] = found, state


@njit(cache=True, nogil=True)
def _eligible(pool: Pool, rules: Rules, past: Past) -> Any:
    """The tracks worth trying next: where steps must be kept, those a step away. The pool is sorted by valence."""
    if rules.first != NONE and len(past.path) == 0:
        return np.full(1, rules.first)
    if rules.price[prices.STEP] < np.inf or len(past.heard) == 0:
        return np.arange(len(pool.valence))
    last = past.heard[-1]
    valence, arousal = pool.valence[last], pool.arousal[last]
    low = np.searchsorted(pool.valence, valence - rules.step)
    high = np.searchsorted(pool.valence, valence + rules.step, side="right")
    found, n = np.empty(high - low, np.int64), 0
    for track in range(low, high):
        if abs(pool.arousal[track] - arousal) <= rules.step:
            found[n] = track
            n += 1
    return found[:n]


@njit(cache=True, nogil=True)
def _liking(pool: Pool, rules: Rules, track: int, after: float) -> Any:
    """What a track adds: how it is liked in this phase, less how far it stands from the route."""
    share = min(1.0, after / rules.seconds)
    knot = int(share * (len(pool.route_valence) - 1))
    far = (pool.valence[track] - pool.route_valence[knot]) ** 2 + (pool.arousal[track] - pool.route_arousal[knot]) ** 2
    phase = min(pool.liking.shape[1] - 1, int(share * pool.liking.shape[1]))
    return pool.liking[track, phase] - rules.pull * far


@njit(cache=True, nogil=True)
def _best(worth: Array, width: int) -> Any:
    """The places of the best `width` values that are possible at all."""
    possible = np.flatnonzero(worth > NEVER)
    if len(possible) <= width:
        return possible
    limit = np.partition(-worth[possible], width - 1)[width - 1]
    return possible[-worth[possible] <= limit][:width]


@njit(cache=True, nogil=True)
def _next(pool: Pool, beam: Beam, length: int, grown: tuple[Array, Array, Array]) -> Any:
    """The lists one track longer: `grown` are the tracks (k,), the worth with them, and the lists they come after."""
    track, worth, parent = grown
    path = beam.path[parent]
    path[:, length] = track
    return Beam(
        path,
        worth,
        beam.seconds[parent] + pool.seconds[track],
        np.minimum(beam.lowest[parent], pool.arousal[track]),
        beam.fresh[parent] + pool.is_new[track],
    )


@njit(cache=True, nogil=True)
def _ends(pool: Pool, rules: Rules, beam: Beam, length: int) -> Any:
    """(k,) worth of each list if it ended now: the mean, less what its length and its end miss."""
    missed = (beam.seconds - rules.seconds) / (beam.seconds / length)  # in tracks of the list
    worth = beam.worth / length - LENGTH_PULL * missed**2
    for state in range(len(worth)):
        away = pool.away[beam.path[state, length - 1]]
        if away > 0:
            worth[state] -= rules.price[END] * (1.0 + away)
        if abs(missed[state]) > 1.0:
            worth[state] -= rules.price[LENGTH] * abs(missed[state])
    return worth
