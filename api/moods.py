"""Mood in an answer: what the request says of it, how far it may be spoken of, and what of it may be written down.

A mood given in the request is an instruction for this answer: obeyed, quoted back and forgotten. A believed one needs
consent; it is told at most once a week, and never where others read along.
"""

from dataclasses import replace

import numpy as np

from api.event_fields import mood_label
from api.impressions import Shown
from api.quiet import AGAIN_SECONDS, FIRST_SESSIONS, is_public
from api.schemas.recommendations import ItemOut, MoodIn, MoodOut, RecommendationsIn
from api.services import Services
from api.store.errors import StoreError
from api.store.moods import CODES, SCORER
from api.whose import Whose
from explain.moods import UNSPOKEN, mood_claim
from explain.types import MoodSpeech
from recsys.evidence import MoodFit, Ranking
from recsys.mood.reading import sessions_of
from recsys.mood.types import MoodAim, MoodReport


def report_of(told: MoodIn | None) -> MoodReport | None:
    """The request's mood; a label stands for its point."""
    if told is None:
        return None
    if told.label is not None:
        return MoodReport.of(mood_label(told.label))
    return MoodReport(told.valence or 0.0, told.arousal or 0.0)


def speech_of(
    services: Services, shop: str, asked: tuple[RecommendationsIn, Whose, int], ranking: Ranking
) -> MoodSpeech:
    """What of a mood this answer may speak of. Only where something would be guessed is the past looked up."""
    ask, whose, at = asked
    if is_public(ask.surface, ask.channel):
        return "none"
    found = (claim for item in ranking.items if (claim := mood_claim(item)))
    tones = {claim.tone for claim in found if claim.code == "mood_believed"}
    if not tones or whose.user_id is None or ask.reasons == "none":
        return "said"
    if not whose.quiet.allows(at) or sessions_of(whose.state) < FIRST_SESSIONS:
        return "said"
    try:
        services.impressions.flush()
        told = services.store.guesses_told(shop, whose.user_id, at - AGAIN_SECONDS)
    except StoreError:
        return "said"  # what cannot be known to be the first time is not said
    # A condition claims nothing: it gives way to any guess, and stands in the way of none but another condition.
    return "said" if "likely" in told or (told and "maybe" in tones) else "all"


def told_mood(ask: RecommendationsIn, whose: Whose, at: int, ranking: Ranking) -> MoodOut | None:
    """What mood the list followed: the request's own, or with consent what was believed; never a number."""
    aim = _aim(ranking)
    needs = (aim.need,) if aim is not None and aim.need and aim.need not in UNSPOKEN else ()
    if ask.mood is not None:
        report = report_of(ask.mood)
        return {"source": "said", "label": (report.label if report else "") or None, "needs": needs}
    if aim is None or is_public(ask.surface, ask.channel):
        return None
    if aim.source == "said":
        return {"source": "said", "label": aim.label or None, "needs": needs}
    return {"source": "believed", "label": None, "needs": needs} if needs and whose.quiet.allows(at) else None


def _aim(ranking: Ranking) -> MoodAim | None:
    fits = (found for item in ranking.items for found in item.evidence if isinstance(found, MoodFit))
    return next((fit.aim for fit in fits), None)


def forgotten(shown: Shown) -> Shown:
    """The record of an answer as if no mood had been given: no cause of it, no reason, the scores less by it."""
    moved = np.zeros(len(shown.items))
    for block in shown.blocks:
        if block.scorer == SCORER:
            moved += block.contributions.sum(axis=0)
    items = [_unmoved(item, float(by)) for item, by in zip(shown.items, moved, strict=True)]
    used = [signal for signal in shown.extra.get("used", ()) if signal != "mood"]
    return replace(
        shown,
        items=items,
        blocks=tuple(block for block in shown.blocks if block.scorer != SCORER),
        extra={**shown.extra, "used": used},
    )


def _unmoved(item: ItemOut, by: float) -> ItemOut:
    reason = item["reason"]
    kept = None if reason is not None and reason["code"] in CODES else reason
    return {**item, "score": item["score"] - by, "reason": kept}
