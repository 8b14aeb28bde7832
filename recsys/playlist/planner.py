"""From arrays and a wish to a plan: which tracks take part, what they are worth, the search, and what was not kept."""

from dataclasses import dataclass

import numpy as np

from recsys.playlist.check import unmet
from recsys.playlist.prices import NONE, PRICED, Pool, Rules
from recsys.playlist.route import route_of, to_go
from recsys.playlist.search import best_list
from recsys.playlist.tracks import Tracks
from recsys.playlist.types import GAP, MOST_RISE, START_RADIUS, STEP, TEMPO_JUMP, USUAL_SECONDS, Listening, Plan, Wish
from recsys.types import Bool, Float64, Int32

CELL = 0.1
FAR = 64.0
"""More than any two tracks' worth differ: cells stay apart when both are sorted at once."""

PER_CELL = 8
"""Tracks of each square of the plane, this wide, that take part: the best liked. A larger shelf costs no more time."""

PHASES = 4
"""Parts of a list in which a track's chance differs, so that seeds differ in order too."""

CHANCE = 0.075
"""Standard deviation of the noise on tastes' percentiles."""

PULL, PULL_OF_MATCH = 2.0, 0.5
"""Percentiles given up for one squared unit of distance from the route; a list that stays has nowhere to be led."""

TIRED = 0.5
"""Percentiles that a wholly tired track loses."""

PRICES = {
    "start": 60.0, "step": 25.0, "stay": 30.0, "focus": 20.0, "rise": 20.0, "end": 5.0, "artist_gap": 6.0,
    "tempo": 3.0, "new_share": 4.0, "length": 6.0,
}  # fmt: skip
"""What the nearest list pays for each breach: the cheapest is given up first. `end` and `length` count in the mean."""


@dataclass(frozen=True, slots=True)
class Search:
    """One attempt: lists kept at each place, of them with the same last track, and what a breach costs (`PRICED`).

    `is_hurried` drops lists that would have to hurry to their end; a patient attempt drops only what cannot arrive.
    """

    width: int
    depth: int
    price: Float64
    is_hurried: bool = False


FORBIDDEN = np.full(len(PRICED), np.inf)
SEARCHES = (
    Search(48, 1, FORBIDDEN, is_hurried=True),
    Search(384, 8, FORBIDDEN),
    Search(48, 1, np.array([PRICES[name] for name in PRICED])),
)
"""Tried in this order until one finds a list: most wishes need the first only."""


def plan(tracks: Tracks, listening: Listening, wish: Wish) -> Plan:
    """The best list found that keeps everything, else the nearest one and what it does not keep.

    The same arguments give the same list. Tracks without a place on the plane never take part.
    """
    allowed = listening.allowed & tracks.playable
    allowed[list(wish.after)] = False
    if wish.first is not None:
        allowed[wish.first] = tracks.playable[wish.first]
    liking = _liking(listening, allowed, wish)
    chosen = np.empty(0, dtype=np.int32)
    for search in SEARCHES:
        chosen = _search(tracks, listening, wish, (allowed, liking), search)
        if len(chosen):
            break
    return _told(tracks, wish, chosen, listening.known)


def percentiles(taste: Float64, allowed: Bool) -> Float64:
    """(n,) mid-rank of each allowed item's taste among the allowed in (0, 1); 0 elsewhere."""
    places = np.flatnonzero(allowed)
    out = np.zeros(len(taste))
    order = np.argsort(taste[places])
    ranked = taste[places[order]]
    starts = np.flatnonzero(np.append(True, ranked[1:] != ranked[:-1])) if len(places) else places
    count = np.diff(np.append(starts, len(places)))
    out[places[order]] = np.repeat(starts + 0.5 * count, count) / max(1, len(places))
    return out


def percentiles_of(chosen: Int32, taste: Float64, allowed: Bool) -> Float64:
    """(m,) the same of a few items, without ranking the rest."""
    among, own = taste[allowed], taste[chosen][:, None]
    below, equal = np.count_nonzero(among < own, axis=1), np.count_nonzero(among == own, axis=1)
    return np.where(allowed[chosen], (below + 0.5 * equal) / max(1, len(among)), 0.0)


def _liking(listening: Listening, allowed: Bool, wish: Wish) -> Float64:
    """(n, PHASES) what each track is worth in each phase of the list."""
    noise = np.random.default_rng(wish.seed).standard_normal((len(allowed), PHASES))
    noise *= CHANCE
    noise += (percentiles(listening.taste, allowed) - TIRED * listening.tired)[:, None]
    return noise


def _search(tracks: Tracks, listening: Listening, wish: Wish, worth: tuple[Bool, Float64], search: Search) -> Int32:
    allowed, liking = worth
    split = listening.known if wish.new_share is not None else np.zeros_like(allowed)
    takes_part = _best_of_each_cell(tracks, np.flatnonzero(allowed).astype(np.int32), liking.mean(axis=1), split)
    named = np.array([*wish.after, *([] if wish.first is None else [wish.first])], dtype=np.int32)
    kept = np.union1d(takes_part, named)
    kept = kept[np.argsort(tracks.valence[kept], kind="stable")]
    if len(kept) == 0:
        return kept
    place_of = {track: int(np.flatnonzero(kept == track)[0]) for track in named.tolist()}
    seconds = np.where(np.isnan(tracks.seconds[kept]), USUAL_SECONDS, tracks.seconds[kept])
    liking = liking[kept]
    liking[[place_of[track] for track in wish.after]] = -np.inf
    way = route_of(wish)
    pool = Pool(
        valence=tracks.valence[kept],
        arousal=tracks.arousal[kept],
        tempo=tracks.tempo[kept],
        seconds=seconds,
        artist=tracks.artist[kept],
        is_new=(~listening.known[kept]).astype(np.int32),
        away=to_go(wish, tracks.valence[kept], tracks.arousal[kept]),
        liking=liking,
        before=np.array([place_of[track] for track in wish.after], dtype=np.int32),
        route_valence=way.valence,
        route_arousal=way.arousal,
    )
    first = NONE if wish.first is None else place_of[wish.first]
    found: Int32 = best_list(pool, _rules(wish, _pace(seconds, search), first, search), _most(wish, seconds))
    return kept[found]


def _most(wish: Wish, seconds: Float64) -> int:
    """More tracks than the list can hold."""
    return int(60.0 * wish.minutes / max(float(seconds.min()), 1.0)) + 3


def _pace(seconds: Float64, search: Search) -> float:
    """Distance a second of the list leads: most tracks are of usual length, the shortest lead fastest."""
    return float(0.9 * STEP / seconds.mean() if search.is_hurried else STEP / seconds.min())


def _rules(wish: Wish, pace: float, first: int, search: Search) -> Rules:
    return Rules(
        start_valence=float(wish.start[0]),
        start_arousal=float(wish.start[1]),
        start_radius=START_RADIUS,
        stay_radius=START_RADIUS if wish.intent == "match" else np.inf,
        step=STEP,
        rise=MOST_RISE if wish.intent == "sleep" else np.inf,
        tempo_jump=TEMPO_JUMP,
        gap=GAP,
        is_approach=wish.intent == "focus",
        new_share=-1.0 if wish.new_share is None else float(wish.new_share),
        seconds=60.0 * float(wish.minutes),
        pace=pace,
        first=first,
        width=search.width,
        depth=search.depth,
        pull=PULL_OF_MATCH if wish.intent == "match" else PULL,
        price=search.price,
    )


def _best_of_each_cell(tracks: Tracks, items: Int32, worth: Float64, split: Bool) -> Int32:
    """The best `PER_CELL` of the items in each square of the plane, on either side of `split` (n,)."""
    side = int(np.ceil(2.0 / CELL)) + 1
    column = ((tracks.valence[items] + 1.0) / CELL).astype(np.int64)
    row = ((tracks.arousal[items] + 1.0) / CELL).astype(np.int64)
    cell = 2 * (column * side + row) + split[items]
    order = np.argsort(cell * FAR - worth[items])
    sorted_cells = cell[order]
    starts = np.flatnonzero(np.diff(sorted_cells, prepend=-1))
    rank = np.arange(len(order)) - np.repeat(starts, np.diff(np.append(starts, len(order))))
    return np.asarray(items[order[rank < PER_CELL]], dtype=np.int32)


def _told(tracks: Tracks, wish: Wish, chosen: Int32, known: Bool) -> Plan:
    seconds = tracks.seconds[chosen]
    total = float(np.where(np.isnan(seconds), USUAL_SECONDS, seconds).sum())
    return Plan(chosen, unmet(tracks, wish, chosen, known), total, not bool(np.isnan(seconds).any()))
