"""What a search hints of a mood: scored when it comes in, for whoever consents to mood, and for nobody else.

The text itself goes its own way (`api.consent`): a cue holds numbers and a need, never words.
"""

from collections.abc import Mapping
from dataclasses import replace

from api.consent import Consents, Purpose
from recsys.events import Detail, Event, EventName
from recsys.mood.text import TextMood, read_text
from recsys.safety.sensitive import is_sensitive

LEAST_SURE = 0.35
"""A reading less sure than this hints at nothing: the confidence below which a mood moves no list either."""

HEAVY = frozenset({"절망", "패배/자기혐오", "죄책감"})
"""Feelings that are never acted on: whoever writes of them is left alone, not served."""


def with_cue(event: Event, consents: Consents, titles: frozenset[str]) -> Event:
    """A search with what it hints at, where the person lets it be guessed; any other event as it is."""
    query = event.details.get("query")
    if event.name is not EventName.SEARCH or not isinstance(query, str) or not consents.allows(Purpose.MOOD):
        return event
    read = read_text(query, titles=titles)
    return replace(event, details={**event.details, **cue_of(read)}) if hints(read, query) else event


def hints(read: TextMood, text: str) -> bool:
    """Whether a reading may become a cue: sure enough, somebody's own, and of nothing sensitive."""
    is_own = read.weight > 0.0 and read.confidence >= LEAST_SURE
    return is_own and not HEAVY & set(read.labels[:1]) and not is_sensitive(text)


def cue_of(read: TextMood) -> Mapping[str, Detail]:
    """The reading as details of its event."""
    cue: dict[str, Detail] = {
        "cue_kind": "search",
        "cue_valence": round(read.valence, 3),
        "cue_arousal": round(read.arousal, 3),
        "cue_weight": round(read.weight, 3),
    }
    if read.needs:
        cue["cue_need"] = read.needs[0]
    if read.theme:
        cue["cue_theme"] = "loss"
    return cue
