"""What a search hints of a mood: scored when it comes in, for whoever consents to mood, and for nobody else.

The text itself goes its own way (`api.consent`): a cue holds numbers and a need, never words.
"""

from dataclasses import replace

from api.consent import Consents, Purpose
from recsys.events import Detail, Event, EventName
from recsys.mood.frames import needs_asked
from recsys.mood.hints import BEHIND, Hint, hint_of
from recsys.mood.text import TextMood, read_text
from recsys.mood.types import Need
from recsys.plain import plain
from recsys.safety.sensitive import is_sensitive

NOT_THEIRS = frozenset({"title", "idiom", "other", "past"})
"""Frames in which a line says nothing of who wrote it."""


def with_cue(event: Event, consents: Consents, titles: frozenset[str]) -> Event:
    """A search with what it hints at, where the person lets it be guessed; any other event as it is."""
    query = event.details.get("query")
    if event.name is not EventName.SEARCH or not isinstance(query, str) or not consents.allows(Purpose.MOOD):
        return event
    hint = hint_of_search(query, titles)
    return event if hint is None else replace(event, details={**event.details, **cue_of(hint)})


def hint_of_search(query: str, titles: frozenset[str]) -> Hint | None:
    """What a search hints at. In a search box a bare word is asked for: “위로” is a wish, “휴식” is no state of rest."""
    read = read_text(query, titles=titles)
    wish = _wish(query, read)
    if wish is None or read.frame in NOT_THEIRS or is_sensitive(query):
        return hint_of(query, titles=titles)
    valence, arousal = BEHIND[wish]
    return Hint(valence, arousal, 1.0 if wish == "comfort" else 0.5, wish, "loss" if read.theme else "")


def _wish(query: str, read: TextMood) -> Need | None:
    """Comfort or calm where they are asked for; what is low by itself is a state and read as one."""
    asked = (*needs_asked(plain(query)), *read.needs)[:1]
    if "comfort" in asked:
        return "comfort"
    is_calm = "calm" in asked or (read.valence > 0.0 and read.needs[:1] == ("calm",))
    return "calm" if is_calm and read.valence > -0.35 else None


def cue_of(hint: Hint) -> dict[str, Detail]:
    """The hint as details of its event."""
    cue: dict[str, Detail] = {
        "cue_kind": "search",
        "cue_valence": hint.valence,
        "cue_arousal": hint.arousal,
        "cue_weight": hint.weight,
    }
    cue |= {"cue_need": hint.need} if hint.need else {}
    return cue | ({"cue_theme": hint.theme} if hint.theme else {})
