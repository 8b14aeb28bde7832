"""What a listener brings to a playlist: taste, what may be played, what they know, and what they skipped of late."""

from collections.abc import Iterable

import numpy as np

from recsys.engine import Engine, Situation
from recsys.playlist.ask import SEED_EVENT, Ask
from recsys.playlist.types import Listening
from recsys.types import Bool, Filters, Float64, Int32, Moment, UserState

RECENT_SKIP = 7 * 86_400
"""Seconds for which a skipped track stays away, and its artist comes less."""

TIRED_PER_SKIP = 0.34


def listening_of(engine: Engine, now: Situation, moment: Moment, ask: Ask) -> Listening:
    """Taste, and what may be played: nothing refused, switched off, left out, or skipped of late."""
    filters = Filters(language=ask.language, viewer_age=ask.viewer_age, drop_seen=False, storefront=False)
    allowed = engine.shelf.allowed(now.state, filters) & engine.tracks.playable
    if ask.instrumental:
        allowed &= engine.tracks.instrumental
    allowed[_left_out(engine, ask.leave_out)] = False
    allowed[known(engine, ask.after)] = False
    skipped = known(engine, _skipped(now.state, moment))
    allowed[skipped] = False
    had = np.zeros(len(allowed), dtype=np.bool_)
    had[known(engine, (t.item_id for t in now.state.touches if t.event_id != SEED_EVENT))] = True
    return Listening(engine.scores(now.history, moment), allowed, had, _tired(engine, skipped))


def _skipped(state: UserState, moment: Moment) -> list[str]:
    """Tracks skipped of late and not played since."""
    since = None if moment.at is None else moment.at - RECENT_SKIP
    played = {touch.item_id: touch.at for touch in state.touches}
    recent = [skip for skip in state.skips if since is None or skip.at >= since]
    return [skip.item_id for skip in recent if played.get(skip.item_id, -1) <= skip.at]


def _tired(engine: Engine, skipped: Int32) -> Float64:
    """(n,) how tired the listener is of each track's artist, by the tracks of theirs that were skipped."""
    artist = engine.tracks.artist
    skips = np.bincount(artist[np.unique(skipped)], minlength=int(artist.max(initial=0)) + 1)
    return np.asarray(np.minimum(1.0, TIRED_PER_SKIP * skips[artist]))


def _left_out(engine: Engine, names: tuple[str, ...]) -> Bool:
    """(n,) the tracks of these ids and creators; letter case of a name does not matter."""
    artists = [engine.tracks.artists.get(name.strip().casefold(), -1) for name in names]
    out: Bool = np.isin(engine.tracks.artist, artists)
    out[known(engine, names)] = True
    return out


def known(engine: Engine, ids: Iterable[str]) -> Int32:
    """The items of these ids that the catalogue knows, in order."""
    found = engine.catalogue.items.indices(ids)
    return found[found >= 0]
