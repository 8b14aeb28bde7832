"""Consent: which purposes exist, what each event needs, and which events may be kept at all.

Which purpose an event needs
    mood_report                  mood
    link, unlink                 link
    qr_scan, store_checkin       store
    everything else, of a person (`user_id`)                 history
    everything else, of an anonymous session (no `user_id`)  session
Care, navigation and reaction events count as everything else: they say what a person did and had trouble with, so
they are kept under the same consent as the rest of the history and never without it.
Free text (`query`, `text`) of any event additionally needs `words`: without it the event is kept and its text is not.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from api.redact import FREE_TEXT, mask_details
from recsys.events import Event, EventName


class Purpose(StrEnum):
    """What a person's data may be used for. Each is consented to, and withdrawn, by itself."""

    HISTORY = "history"
    SESSION = "session"
    TIME = "time"
    MOOD = "mood"
    LINK = "link"
    STORE = "store"
    BIRTHDAY = "birthday"
    WORDS = "words"
    MARKETING = "marketing"
    NIGHT_MARKETING = "night_marketing"
    RESEARCH = "research"


DEFAULT_PURPOSES: frozenset[Purpose] = frozenset({Purpose.HISTORY, Purpose.SESSION, Purpose.TIME})
"""What is on where the ledger says nothing and the operator set nothing else."""

CUES = frozenset({"cue_kind", "cue_valence", "cue_arousal", "cue_weight", "cue_need", "cue_theme"})
"""Details that say what a text was worth as a hint at a mood (`api.cues`); kept apart, and only with `mood`."""

_PURPOSE_OF: Mapping[EventName, Purpose] = {
    EventName.MOOD_REPORT: Purpose.MOOD,
    EventName.LINK: Purpose.LINK,
    EventName.UNLINK: Purpose.LINK,
    EventName.QR_SCAN: Purpose.STORE,
    EventName.STORE_CHECKIN: Purpose.STORE,
}


@dataclass(frozen=True, slots=True)
class Consents:
    """What a person consents to now. `text_version` is the notice they last answered; None without an answer."""

    on: frozenset[Purpose] = DEFAULT_PURPOSES
    text_version: str | None = None

    def allows(self, purpose: Purpose) -> bool:
        """Whether the purpose is consented to."""
        return purpose in self.on

    def among(self, purposes: Iterable[Purpose]) -> frozenset[Purpose]:
        """The named purposes that are consented to: a reader never gets more than it names."""
        return self.on & frozenset(purposes)

    def as_dict(self) -> dict[str, bool]:
        """Every purpose by name, true or false."""
        return {purpose.value: purpose in self.on for purpose in Purpose}


@dataclass(frozen=True, slots=True)
class Admitted:
    """Events to keep (their text dropped or masked), in their order, and how many must leave no trace."""

    keep: tuple[Event, ...]
    not_stored: int


def purpose_of(event: Event) -> Purpose:
    """The purpose an event is kept for (table above)."""
    return _PURPOSE_OF.get(event.name, Purpose.SESSION if event.user_id is None else Purpose.HISTORY)


def admit(events: Sequence[Event], consents: Consents) -> Admitted:
    """What one person's consents let the store keep of their events. For a session's events: the defaults."""
    return admit_each(events, lambda _: consents)


def admit_each(events: Sequence[Event], consents_of: Callable[[str | None], Consents]) -> Admitted:
    """As `admit`, for a batch of many people: `consents_of(user_id)`, where None asks for an anonymous session."""
    known = {user_id: consents_of(user_id) for user_id in {event.user_id for event in events}}
    keep = tuple(
        _with_allowed_text(event, known[event.user_id])
        for event in events
        if known[event.user_id].allows(purpose_of(event))
    )
    return Admitted(keep=keep, not_stored=len(events) - len(keep))


def _with_allowed_text(event: Event, consents: Consents) -> Event:
    """The event with its free text masked, or without it where `words` is not consented to."""
    if not event.details:
        return event
    details = mask_details(event.details)
    if not consents.allows(Purpose.WORDS):
        details = {name: value for name, value in details.items() if name not in FREE_TEXT}
    return replace(event, details=details)
