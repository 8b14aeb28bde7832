"""When a guess about a mood stays unspoken: what the person's own events, the place and the past ask for."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from recsys.events import PROFILE_FLAGS, Event, EventName

PUBLIC = frozenset(
    {"push", "notification", "lockscreen", "kiosk", "store", "screen", "mail", "email", "sms", "receipt", "agent"}
)
"""Parts of a surface's or channel's name where others read along: nothing of a mood is said there, said or guessed."""

MATTERS = frozenset({EventName.COMPLAINT, EventName.RETURN_REQUEST})
MOOD_CODES = frozenset({"mood_said", "mood_believed"})

REFUSED_SECONDS = 90 * 86_400
"""How long no mood is guessed aloud after the person called such a guess wrong."""

AGAIN_SECONDS = 7 * 86_400
"""A guess is told once in this time at most."""

FIRST_SESSIONS = 3
"""In so many first sessions nothing is guessed aloud."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """What a person's events ask for: flags of their profile, an open complaint or return, a guess they refused."""

    flags: frozenset[str] = frozenset()
    has_open_matter: bool = False
    refused_at: int | None = None

    def allows(self, at: int) -> bool:
        """Whether a guess may be spoken at that time (UTC seconds)."""
        is_refused = self.refused_at is not None and at - self.refused_at < REFUSED_SECONDS
        return not self.flags and not self.has_open_matter and not is_refused


def quiet_of(events: Iterable[Event]) -> Quiet:
    """Read off a person's events, in their order; each `reason_wrong` with its code."""
    flags: dict[str, bool] = {}
    is_open, refused_at = False, None
    for event in events:
        if event.name is EventName.PROFILE_FLAG:
            flags |= {name: bool(event.details[name]) for name in PROFILE_FLAGS if name in event.details}
        elif event.name in MATTERS:
            is_open = True
        elif event.name is EventName.RESOLVED:
            is_open = False
        elif event.name is EventName.REASON_WRONG and event.details.get("code") in MOOD_CODES:
            refused_at = event.at
    return Quiet(frozenset(name for name, is_on in flags.items() if is_on), is_open, refused_at)


def is_public(*places: str | None) -> bool:
    """Whether a surface or channel is one where others read along."""
    return any(PUBLIC & set(re.split(r"[^a-z]+", place.casefold())) for place in places if place)
