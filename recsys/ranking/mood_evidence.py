"""Mood as evidence: the term of the sum that a mood adds to an item, and whether the item falls without it."""

from collections.abc import Sequence

from recsys.evidence import CauseBlock, MoodFit, Support
from recsys.mood.reading import MoodReading
from recsys.ranking.removal import all_fall_behind
from recsys.types import Float64, Int32

SPEAKABLE_SHARE = 0.03
"""Below this share of an item's positive parts the term is true but not a reason."""


def mood_evidence(
    mood: MoodReading | None, blocks: Sequence[CauseBlock], scores: Float64, positive: Float64, columns: Int32
) -> list[tuple[MoodFit, ...]]:
    """Evidence of each served item, `columns` (k,) its place among the candidates; nothing where no mood takes part.

    scores, positive (m,) are the candidates' scores and sums of positive parts. The term is one cause: masked, its
    row leaves every candidate.
    """
    row = next((b.contributions[b.names.index("mood")] for b in blocks if "mood" in b.names), None)
    if mood is None or mood.aim is None or row is None:
        return [()] * len(columns)
    needed = all_fall_behind(scores, row, columns).tolist()
    found: list[tuple[MoodFit, ...]] = []
    for at, need in zip(columns.tolist(), needed, strict=True):
        gain = float(row[at])
        share = gain / float(positive[at]) if gain > 0.0 else 0.0
        support = Support(gain, share, mood.aim.event_ids, need)
        told = MoodFit(support, mood.aim, mood.may_speak, mood.confidence, mood.days)
        found.append((told,) if share >= SPEAKABLE_SHARE else ())
    return found
