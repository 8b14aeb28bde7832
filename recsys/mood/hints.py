"""From the reading of a text to a cue: numbers and a need; the text itself is gone."""

from dataclasses import dataclass, replace
from typing import Literal

from recsys.mood.text import TextMood, read_text
from recsys.mood.types import CueKind, MoodCue, Need
from recsys.safety.sensitive import is_sensitive

LEAST_SURE = 0.35
"""A reading less sure than this hints at nothing: the confidence below which a mood moves no list either."""

NOBODYS = ("other", "past", "title", "idiom")
"""Frames of speech that say nothing of the writer's mood now."""

HEAVY = frozenset({"절망", "패배/자기혐오", "죄책감"})
"""Feelings that are never acted on: whoever writes of them is left alone, not served."""

BEHIND: dict[Need, tuple[float, float]] = {
    "comfort": (-0.6, -0.2),
    "calm": (-0.15, 0.15),
    "energise": (0.1, 0.6),
    "savour": (0.65, 0.3),
    "vent": (-0.6, 0.45),
    "explore": (0.4, 0.45),
}
"""Where those stand who wish for something in bright words: the mean point of the feelings that lead to a need. A wish
for comfort speaks of comfort, and hints at its absence. A wish for a change, or to concentrate, hints at nothing: it
may mend a low mood or keep a good one."""

LOSS = (-0.6, -0.1)
"""Where a search for works about parting stands, and how much a word of it weighs that is no more than a topic."""
TOPIC = 0.5


@dataclass(frozen=True, slots=True)
class Hint:
    """What a text hints at: a point, a weight for its frame of speech, a need, and whether it speaks of a loss."""

    valence: float
    arousal: float
    weight: float
    need: Need | Literal[""] = ""
    theme: Literal["", "loss"] = ""


def hint_of(text: str, locale: str = "ko-KR", titles: frozenset[str] = frozenset()) -> Hint | None:
    """The hint of one text; None for one that says nothing sure of its writer, or that touches a sensitive matter."""
    read = read_text(text, locale, titles)
    if read.frame in NOBODYS or HEAVY & set(read.labels[:1]) or is_sensitive(text):
        return None
    need: Need | Literal[""] = read.needs[0] if read.needs else ""
    if read.theme:
        return Hint(*LOSS, TOPIC, "comfort", "loss")
    point = _point(read)
    if point is None or read.weight == 0.0 or read.confidence < LEAST_SURE:
        return None
    return Hint(round(point[0], 3), round(point[1], 3), round(read.weight, 3), need)


def hint_of_search(query: str, titles: frozenset[str] = frozenset()) -> Hint | None:
    """What a search hints at. People search in requests: a wish (“지칠 때 읽는 책”) counts as much as a state told."""
    hint = hint_of(query, titles=titles)
    return hint if hint is None or hint.theme else replace(hint, weight=1.0)


def cue_of(hint: Hint, event_id: str, at: int, kind: CueKind = "search") -> MoodCue:
    """The hint as a cue of an event."""
    return MoodCue(event_id, at, kind, hint.valence, hint.arousal, hint.weight, hint.need, theme=hint.theme)


def _point(read: TextMood) -> tuple[float, float] | None:
    """The state told, also as the occasion of a wish (“지칠 때”); of a wish in bright words the one behind it."""
    if read.frame != "need" or read.valence < 0.0 or not read.needs:
        return read.valence, read.arousal
    return BEHIND.get(read.needs[0])
