"""What a request may make of a mood: the beliefs at its moment, where its list should stand, what may be said."""

from dataclasses import dataclass, replace

import numpy as np

from recsys.dataset.catalogue import Catalogue
from recsys.mood.belief import believe
from recsys.mood.cues import cues_of, recent, without_events
from recsys.mood.items import ItemMoods
from recsys.mood.policy import aim_of, congruent, days_of, may_speak
from recsys.mood.types import HORIZONS, MoodAim, MoodBelief
from recsys.state.history import SESSION_GAP
from recsys.types import Query, UserState

NO_BELIEF = MoodBelief(0.0, 0.0, 0.0, (), "now")
MINORS = ("under14", "under19")
"""Of viewers this young no mood is inferred; what they say in a request is obeyed."""


@dataclass(frozen=True, slots=True)
class MoodReading:
    """The belief *lately* (None where none may be held), the aim of the list, and the policy's word on speaking."""

    lately: MoodBelief | None = None
    aim: MoodAim | None = None
    may_speak: bool = False
    confidence: float = 0.0
    days: int = 0


def read_mood(query: Query, moods: ItemMoods | None, catalogue: Catalogue, timed: bool) -> MoodReading:
    """The mood of a request. One said in it is an instruction: obeyed whatever is in use, and alone.

    Else nothing is computed without the signal `mood` in use, for minors, or where times are not seconds (nothing
    would fade). `without` refolds the belief without these events.
    """
    if moods is None:
        return MoodReading()
    at, zone = query.moment.at, query.moment.zone
    silent = "mood" not in query.use or query.filters.viewer_age in MINORS or not timed
    if query.mood is not None or at is None or silent:
        aim = aim_of(query.mood, query.intent, NO_BELIEF, NO_BELIEF)
        return MoodReading(aim=aim, confidence=aim.strength if aim else 0.0)
    state = query.state
    if "history" not in query.use or not moods.any_known:
        state = replace(state, touches=(), skips=())
    state = recent(without_events(state, query.without), at)
    cues = cues_of(state, moods, catalogue)
    doubted = bool(query.state.flags)
    now, lately = (believe(cues, at, zone, horizon, is_doubted=doubted) for horizon in HORIZONS)
    aim = aim_of(None, query.intent, now, lately)
    believed = lately if cues else None
    if aim is None or aim.source == "said":
        return MoodReading(believed, aim, confidence=aim.strength if aim else lately.confidence)
    spoken = may_speak(lately, zone, sessions_of(query.state))
    return MoodReading(believed, aim, spoken, lately.confidence, days_of(congruent(lately), zone))


def sessions_of(state: UserState) -> int:
    """Visits of a person: distinct session ids, and stretches without a long silence among the rest."""
    named = {touch.session_id for touch in state.touches if touch.session_id is not None}
    times = np.array([touch.at for touch in state.touches if touch.session_id is None], dtype=np.int64)
    return len(named) + (1 + int(np.count_nonzero(np.diff(times) >= SESSION_GAP)) if len(times) else 0)
