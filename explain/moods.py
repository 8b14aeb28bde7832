"""What is said of a mood in a list: a said one is quoted back, a believed one guessed at once, or not spoken of at all.

Said is not inferred. A believed mood is offered as a condition when half sure, guessed with a hedge when surer, and
“lately” is said only where cues of several days carry it; it is never asserted, and never of anger.
"""

from collections.abc import Sequence
from typing import Literal

from explain.claims import LEAST_SURE_TO_GUESS, Claim
from explain.types import MoodSpeech, Tone
from recsys.evidence import MoodFit, RankedItem
from recsys.mood.types import Need
from recsys.types import Strategy

MOST_QUOTED = 3
"""A said mood is quoted on so many items at most, the first that it really moves."""
LEAST_SURE_TO_ASK = 0.5
"""From this confidence on a believed mood may be offered as a condition (“쉬어 가고 싶은 날이라면”)."""
DAYS_OF_LATELY = 3
"""Local days the cues must span before a sentence says “요즘”."""
LOW: frozenset[Need | Literal[""]] = frozenset({"comfort", "calm", "refresh", "energise", ""})
"""Needs of a low mood: only then may a sentence suppose that things are complicated lately."""
UNSPOKEN: frozenset[Need | Literal[""]] = frozenset({"vent"})
"""Needs that are never guessed aloud."""
_NOBODYS: frozenset[Strategy] = frozenset({"cold", "non_profiled"})


def spoken_moods(items: Sequence[RankedItem], strategy: Strategy, speech: MoodSpeech) -> dict[int, Claim]:
    """Row -> the claim its reason is to make of a mood. At most three quote, at most one guesses."""
    found = {row: claim for row, item in enumerate(items) if (claim := mood_claim(item)) is not None}
    said = [row for row, claim in found.items() if claim.code == "mood_said"]
    if said and speech != "none":
        moved = [row for row in said if found[row].is_verified]
        return {row: found[row] for row in moved[:MOST_QUOTED]}
    guessed = [row for row, claim in found.items() if claim.code == "mood_believed" and claim.is_verified]
    if not guessed or speech != "all" or strategy in _NOBODYS:
        return {}
    best = max(guessed, key=lambda row: found[row].share)
    return {best: found[best]}


def mood_claim(ranked: RankedItem) -> Claim | None:
    """The mood that carries an item; None where none does, or it is not to be spoken of."""
    fit = next((evidence for evidence in ranked.evidence if isinstance(evidence, MoodFit)), None)
    if fit is None or fit.support.contribution <= 0.0:
        return None
    if fit.aim.source == "said":
        return Claim("mood_said", ranked.facts, support=fit.support, aim=fit.aim)
    tone = tone_of(fit)
    if not tone:
        return None
    sure = round(fit.confidence, 2)
    return Claim("mood_believed", ranked.facts, support=fit.support, aim=fit.aim, tone=tone, confidence=sure)


def tone_of(fit: MoodFit) -> Tone:
    """How far a sentence about a believed mood may go; "" for silence."""
    if fit.aim.need in UNSPOKEN or fit.confidence < LEAST_SURE_TO_ASK:
        return ""
    if fit.confidence < LEAST_SURE_TO_GUESS:
        return "maybe"
    if not fit.may_speak:
        return ""
    return "lately" if fit.days >= DAYS_OF_LATELY and fit.aim.need in LOW else "likely"
