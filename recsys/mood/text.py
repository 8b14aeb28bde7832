"""Text to mood: what a line says of the feeling of the person who wrote it, Korean and English, without a network.

Nothing of the text is kept: a reading holds numbers, needs and names of feelings only.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from recsys.mood.feelings import Feeling, by_name
from recsys.mood.frames import WEIGHTS, Frame, Framed, framed, is_ironic, needs_asked, theme_of
from recsys.mood.textmodel import Scores, text_model
from recsys.mood.types import Need
from recsys.mood.words import Hit, find
from recsys.plain import plain

MOST_LABELS = 3
MODEL_LENGTH = 7.0
"""Characters of a text in which the model weighs as much as one word of feeling; it grows with the square."""
MISLED = 0.15
WISH_SURE = 0.6
LONG_WISH = 24
"""From so many characters on, a text that asks for something also tells something, and is read as a whole."""
LEAST_LENGTH = 20
SURE_AT = 0.45
"""A distance from the middle of the plane at which a reading is half as sure as it can be, by the model alone."""
FAINT = 0.4
"""A text without a word of feeling speaks of none if the model puts its valence nearer to 0, or it is short."""
WINK = -0.5
"""What irony makes of a kind word, as negation does; and how much less sure it leaves the reader."""

_HANGUL = re.compile("[ㄱ-ㅎㅏ-ㅣ가-힣]")
_TEARS = re.compile("ㅠ|ㅜ|😭|😢|;_;|t_t")


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


def read_text(text: str, locale: str = "ko-KR", titles: frozenset[str] = frozenset()) -> TextMood:
    """The reading of one text. `titles` are casefolded titles of the catalogue: a title is nobody's feeling.

    The language is read off the letters; `locale` decides for a text without any.
    """
    spoken = plain(text)
    found = find(spoken)
    told = framed(spoken, found.feelings, titles)
    if not spoken or told.frame in ("title", "idiom"):
        return TextMood(0.0, 0.0, 0.0, (), (), "", told.frame if spoken else "none", 0.0)
    is_korean = bool(_HANGUL.search(spoken)) or (not spoken.isascii() and locale.startswith("ko"))
    scores = text_model("ko" if is_korean else "en").scores(spoken, found)
    return reading(spoken, told, scores)


def reading(text: str, told: Framed, scores: Scores) -> TextMood:
    """What a plain text, its frame with the words of feeling in it, and the model's scores come to."""
    frame, hits = told.frame, told.hits
    valence, arousal, confidence = _point(text, told, scores)
    if frame == "none" and abs(valence) >= FAINT and len(text) >= LEAST_LENGTH:
        frame = "state"
    needs = needs_asked(text) if frame == "need" else ()
    if frame == "need" and len(text) < LONG_WISH and (hits or needs):
        valence, arousal, confidence = _wish(hits)
    labels = () if frame == "none" else _labels(text, hits, scores, valence)
    return TextMood(
        valence=valence,
        arousal=arousal,
        confidence=confidence if frame != "none" else min(confidence, 0.3),
        needs=needs or _needs(labels),
        labels=tuple(feeling.kote for feeling in labels),
        theme=theme_of(text, frame),
        frame=frame,
        weight=WEIGHTS[frame],
    )


def _point(text: str, told: Framed, scores: Scores) -> tuple[float, float, float]:
    """Words and model together: each word weighs 1, the model more in longer texts, as its n-grams see more.

    The model reads along what is negated or somebody else's, and is trusted less for it.
    """
    hits = told.hits
    misled = told.aside + sum(hit.negated for hit in hits)
    trust = max(0.3, (len(text) / MODEL_LENGTH) ** 2) * (MISLED if hits and misled else 1.0)
    total = len(hits) + trust
    valence = (sum(hit.valence for hit in hits) + trust * scores.valence) / total
    arousal = (sum(hit.arousal for hit in hits) + trust * scores.arousal) / total
    agreement = 1.0 - min(1.0, abs(valence - scores.valence))
    strength = abs(valence) / (abs(valence) + SURE_AT)
    confidence = strength * agreement * (1.4 if hits else 0.7)
    if is_ironic(text):
        valence, confidence = (valence * WINK if valence > 0.0 else valence), confidence * -WINK
    if _TEARS.search(text):
        arousal = min(1.0, arousal + 0.1)
    return max(-1.0, min(1.0, valence)), arousal, min(0.95, confidence)


def _wish(hits: Sequence[Hit]) -> tuple[float, float, float]:
    """A short wish is taken by its words: the model, which knows what people feel and not what they want, is silent."""
    n = max(len(hits), 1)
    return sum(hit.valence for hit in hits) / n, sum(hit.arousal for hit in hits) / n, WISH_SURE


def _labels(text: str, hits: Sequence[Hit], scores: Scores, valence: float) -> tuple[Feeling, ...]:
    """Feelings of the words first; where there is none, or in a longer text, the model's that lie on the same side."""
    named = [by_name()[hit.label] for hit in sorted(hits, key=lambda hit: -abs(hit.valence)) if not hit.negated]
    guessed = [feeling for feeling in scores.labels if feeling.valence * valence > 0.0]
    is_told = bool(named) and len(text) < LEAST_LENGTH
    return _distinct((*named, *(() if is_told else guessed)))[:MOST_LABELS]


def _distinct(feelings: Iterable[Feeling]) -> tuple[Feeling, ...]:
    found: dict[str, Feeling] = {}
    for feeling in feelings:
        found.setdefault(feeling.kote, feeling)
    return tuple(found.values())


def _needs(labels: Sequence[Feeling]) -> tuple[Need, ...]:
    return tuple(dict.fromkeys(need for feeling in labels for need in feeling.needs))
