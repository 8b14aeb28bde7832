"""Crisis first: a text is looked at before anything scores, keeps or counts it, and is answered with a help card.

What is found leaves no trace: no row, no log line, no counter, nothing that outlives the answer.
"""

import re
from collections.abc import Iterable, Iterator

from api.schemas.fields import CareOut
from api.shops import Model
from explain.care import care_card
from recsys.events import Event
from recsys.safety.crisis import crisis_level

SPOKEN = ("query", "text", "value", "topic", "object", "field", "filters")
"""Details in which a person's own words may come; the last ones are labels by contract, but a shop may put any in."""
_HANGUL = re.compile("[가-힣ㄱ-ㆎ]")


def care_for(texts: Iterable[str], model: Model, country: str, locale: str | None = None) -> CareOut | None:
    """The card where one of the texts speaks of ending one's life; in the text's own language unless said."""
    for words in texts:
        if crisis_level(words, model.titles) != "none":
            card = care_card(locale or ("ko-KR" if _HANGUL.search(words) else "en-US"), country)
            return {"text": card.text, "lines": card.lines, "handoff": None}
    return None


def set_apart(batch: Iterable[Event], model: Model, country: str) -> tuple[tuple[Event, ...], CareOut | None]:
    """The events that may go on to be admitted, and the card for those that may not."""
    safe, card = [], None
    for event in batch:
        found = care_for(_words(event), model, country)
        card = card or found
        if found is None:
            safe.append(event)
    return tuple(safe), card


def _words(event: Event) -> Iterator[str]:
    for name in SPOKEN:
        told = event.details.get(name)
        if isinstance(told, str):
            yield told
        elif isinstance(told, tuple):
            yield from told
