"""What a search hints of a mood: scored when it comes in, for whoever consents to mood, and for nobody else.

The text itself goes its own way (`api.consent`): a cue holds numbers and a need, never words.
"""

from dataclasses import replace

from api.consent import Consents, Purpose
from recsys.events import Detail, Event, EventName
from recsys.mood.hints import Hint, hint_of_search


def with_cue(event: Event, consents: Consents, titles: frozenset[str]) -> Event:
    """A search with what it hints at, where the person lets it be guessed; any other event as it is."""
    query = event.details.get("query")
    if event.name is not EventName.SEARCH or not isinstance(query, str) or not consents.allows(Purpose.MOOD):
        return event
    hint = hint_of_search(query, titles)
    return event if hint is None else replace(event, details={**event.details, **cue_of(hint)})


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
