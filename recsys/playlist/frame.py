"""A playlist as the rows of a data frame."""

from typing import Any, get_args

from recsys.errors import QueryError, nearest
from recsys.mood.types import MOOD_POINTS, Intent, MoodReport
from recsys.playlist.ask import Playlist
from recsys.playlist.types import Point


def rows_of(user: str, made: Playlist) -> dict[str, list[Any]]:
    """Columns of the list in playing order.

    `taste` is the percentile of the engine's score without mood among the tracks allowed; `unmet` names, on every
    row, what the list as a whole does not keep (joined by `|`, "" for nothing).
    """
    points, n = made.points.tolist(), len(made.tracks)
    return {
        "user_id": [user] * n,
        "position": list(range(1, n + 1)),
        "item_id": [facts.item_id for facts in made.tracks],
        "title": [facts.title for facts in made.tracks],
        "creator": [facts.creator for facts in made.tracks],
        "valence": [valence for valence, _ in points],
        "arousal": [arousal for _, arousal in points],
        "tempo": [facts.tempo for facts in made.tracks],
        "duration_seconds": [facts.duration_seconds for facts in made.tracks],
        "taste": made.taste.tolist(),
        "is_new": made.is_new.tolist(),
        "unmet": ["|".join(made.unmet)] * n,
    }


def report(mood: str | Point | None) -> MoodReport | None:
    """A mood as code tells it: a label of the contract, or (valence, arousal). Raises QueryError for another."""
    if mood is None:
        return None
    if isinstance(mood, str):
        label = next((name for name in MOOD_POINTS if name == mood), None)
        if label is None:
            raise QueryError("mood", f"unknown mood {mood!r}", nearest(mood, list(MOOD_POINTS)))
        return MoodReport.of(label)
    valence, arousal = mood
    if not (-1 <= valence <= 1 and -1 <= arousal <= 1):
        raise QueryError("mood", f"{mood!r} lies outside the plane", "valence and arousal in [-1, 1]")
    return MoodReport(float(valence), float(arousal))


def intent_of(name: str | None) -> Intent | None:
    """An intent by its name. Raises QueryError for one that does not exist."""
    if name is None:
        return None
    found = next((intent for intent in get_args(Intent) if intent == name), None)
    if found is None:
        raise QueryError("intent", f"unknown intent {name!r}", nearest(name, list(get_args(Intent))))
    intent: Intent = found
    return intent
