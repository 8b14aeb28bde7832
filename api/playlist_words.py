"""What is true of a playlist, as its words need it: the same for the service and for the command line."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from explain.playlists import ListFacts, parts_of
from recsys.mood.types import MoodReport
from recsys.playlist.ask import Playlist
from recsys.playlist.texture import textures


def facts_of(made: Playlist, said: MoodReport | None, parts: frozenset[str]) -> ListFacts:
    """The facts of a list; `said` is the mood of the request, `parts` the time of day where it may be used."""
    return ListFacts(
        intent=made.intent,
        source=made.source,
        minutes=round(made.seconds / 60),
        first=made.tracks[0] if made.tracks else None,
        label=said.label if said is not None else "",
        parts=parts,
        textures=textures(made),
        unmet=made.unmet,
        is_measured=made.is_measured,
        is_personal=is_personal(made),
        seed=made.seed,
    )


def is_personal(made: Playlist) -> bool:
    """Whether anything the listener did had a part in the list."""
    return made.situation.strategy in ("personal", "session")


def parts_at(at: int, zone: str) -> frozenset[str]:
    """The names of the time of day that UTC seconds are in a zone."""
    local = datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(zone))
    return parts_of(local.hour, local.weekday())
