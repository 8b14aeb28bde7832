"""A playlist for a person: their taste from the engine, their way from the planner."""

from dataclasses import replace

import numpy as np

from recsys.engine import Engine, Situation, observe
from recsys.errors import QueryError
from recsys.mood.belief import believe
from recsys.mood.cues import cues_of
from recsys.mood.reading import MINORS
from recsys.mood.types import Intent, MoodReport
from recsys.playlist.ask import LONGEST, SEED_EVENT, SHORTEST, Ask, Playlist, StartSource
from recsys.playlist.listening import known, listening_of
from recsys.playlist.planner import percentiles_of, plan
from recsys.playlist.types import Listening, Plan, Point, Wish
from recsys.types import Filters, Int32, Moment, Query, Touch, UserState

RECENT_PLAYS = 20
"""Newest tracks of the listener whose middle is the start of a list that was given none."""

LEAST_SURE = 0.35
"""Confidence below which nothing is made of a belief."""

NEIGHBOURS = 3
"""Tracks of the earlier list that the next one's first tracks stand beside."""

GRIEVING = ("lonely",)
"""Said moods of missing somebody: there a list stays beside the listener unless they ask for more."""


def playlist(engine: Engine, state: UserState, moment: Moment, ask: Ask | None = None) -> Playlist:
    """The playlist of a person at a moment. The same arguments give the same list; unknown people are normal.

    Raises QueryError for what is out of range, an unknown `seed_track`, and a catalogue without such tracks.
    """
    ask = ask or Ask()
    _check(engine, ask)
    now = _observed(engine, state, moment, ask)
    # Taste is the score without mood: the planner alone moves over the plane.
    moment = replace(now.moment, mood=None)
    listening = listening_of(engine, now, moment, ask)
    wish, source = _wish(engine, now, moment, ask)
    found = plan(engine.tracks, listening, wish)
    return _told(engine, (now, moment, ask), listening, (wish, source), found)


def _check(engine: Engine, ask: Ask) -> None:
    if not engine.tracks.playable.any():
        allowed = "a catalogue with tracks that have valence and arousal, or tags that tell them"
        raise QueryError("shop", "holds no track whose mood is known", allowed)
    if not SHORTEST <= ask.minutes <= LONGEST:
        raise QueryError("minutes", f"{ask.minutes:g} minutes asked for", f"{SHORTEST:g} to {LONGEST:g}")
    if ask.new_share is not None and not 0.0 <= ask.new_share <= 1.0:
        raise QueryError("new_share", f"{ask.new_share:g} asked for", "0 to 1")
    if ask.seed_track is not None:
        _check_seed(engine, ask)


def _check_seed(engine: Engine, ask: Ask) -> None:
    place = _index(engine, ask.seed_track or "")
    if not engine.tracks.playable[place]:
        raise QueryError("seed_track", f"{ask.seed_track!r} is no track whose mood is known", "such a track")
    if not engine.shelf.for_viewer(Filters(viewer_age=ask.viewer_age))[place]:
        allowed = "a track that can be had, without an age limit unless the viewer is a verified adult"
        raise QueryError("seed_track", f"{ask.seed_track!r} may not be played here", allowed)


def _index(engine: Engine, item_id: str) -> int:
    place = engine.catalogue.items.index(item_id)
    if place is None:
        raise QueryError("seed_track", f"unknown item {item_id!r}", "a track of the catalogue")
    return place


def _observed(engine: Engine, state: UserState, moment: Moment, ask: Ask) -> Situation:
    """What of the person may be used; a seed track counts as heard just now."""
    if ask.seed_track is not None:
        heard = Touch(SEED_EVENT, ask.seed_track, "viewed", moment.at or 0, _session(ask))
        state = replace(state, touches=(*state.touches, heard))
    return observe(engine, Query(state=state, moment=moment, session_id=_session(ask), use=ask.use - {"mood"}))


def _session(ask: Ask) -> str | None:
    """The visit a list belongs to; a track to open with makes one of its own where none is named."""
    return ask.session_id or (SEED_EVENT if ask.seed_track is not None else None)


def _wish(engine: Engine, now: Situation, moment: Moment, ask: Ask) -> tuple[Wish, StartSource]:
    earlier = known(engine, ask.after)
    earlier = earlier[engine.tracks.playable[earlier]]
    start, source = _start(engine, (now, moment), ask, earlier)
    goes_on = source == "continued"
    wish = Wish(
        start=start,
        intent=ask.intent or _gentlest(start, ask.start),
        minutes=ask.minutes,
        seed=ask.seed,
        first=None if ask.seed_track is None else _index(engine, ask.seed_track),
        after=tuple(earlier[-NEIGHBOURS:].tolist()) if goes_on else (),
        new_share=ask.new_share,
    )
    return wish, source


def _gentlest(start: Point, said: MoodReport | None) -> Intent:
    """What a person who asked for nothing gets: a low start is brightened, except where somebody is missed."""
    is_grieving = said is not None and said.label in GRIEVING
    return "lift" if start[0] < 0 and not is_grieving else "match"


def _start(engine: Engine, now: tuple[Situation, Moment], ask: Ask, earlier: Int32) -> tuple[Point, StartSource]:
    """What was said above all; then a named track, the list before, a belief, the recent plays, the middle."""
    if ask.start is not None:
        return (ask.start.valence, ask.start.arousal), "said"
    if ask.seed_track is not None:
        return _point(engine, _index(engine, ask.seed_track)), "seed_track"
    if len(earlier):
        return _point(engine, int(earlier[-1])), "continued"
    situation, moment = now
    believed = _believed(engine, situation, moment, ask)
    if believed is not None:
        return believed, "believed"
    heard = situation.history.item[engine.tracks.playable[situation.history.item]][:RECENT_PLAYS]
    if len(heard):
        return (float(engine.tracks.valence[heard].mean()), float(engine.tracks.arousal[heard].mean())), "heard"
    return (0.0, 0.0), "middle"


def _believed(engine: Engine, now: Situation, moment: Moment, ask: Ask) -> Point | None:
    """Where the mood is believed to be now; None where none may be held, or the cues say too little."""
    if "mood" not in ask.use or ask.viewer_age in MINORS or moment.at is None or engine.time_unit != "seconds":
        return None
    state = now.state if "history" in ask.use else replace(now.state, touches=(), skips=())
    cues = cues_of(state, engine.tracks.moods, engine.catalogue)
    belief = believe(cues, moment.at, moment.zone, "now", is_doubted=bool(state.flags))
    return (belief.valence, belief.arousal) if belief.confidence >= LEAST_SURE else None


def _point(engine: Engine, track: int) -> Point:
    return float(engine.tracks.valence[track]), float(engine.tracks.arousal[track])


def _told(
    engine: Engine,
    asked: tuple[Situation, Moment, Ask],
    listening: Listening,
    wished: tuple[Wish, StartSource],
    found: Plan,
) -> Playlist:
    wish, source = wished
    situation, moment, ask = asked
    chosen = found.tracks
    return Playlist(
        tracks=tuple(engine.catalogue.facts[track] for track in chosen),
        points=np.column_stack((engine.tracks.valence[chosen], engine.tracks.arousal[chosen])),
        taste=percentiles_of(chosen, listening.taste, listening.allowed),
        is_new=~listening.known[chosen],
        start=wish.start,
        source=source,
        intent=wish.intent,
        seed=wish.seed,
        unmet=found.unmet,
        seconds=found.seconds,
        is_measured=found.is_measured,
        situation=situation,
        moment=moment,
        session_id=_session(ask),
    )
