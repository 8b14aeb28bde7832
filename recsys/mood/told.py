"""Cues in so many words: what an event tells of a mood by itself, without its text and without its item."""

from collections.abc import Mapping
from typing import get_args

from recsys.events import Detail, Event, EventName
from recsys.mood.types import MOOD_POINTS, NEEDS, CueKind, MoodCue, MoodLabel, Need

TOLD: tuple[CueKind, ...] = ("report", "text", "search")
"""Kinds of cues an event may carry; the others follow from what was done with an item."""

LABELS: tuple[MoodLabel, ...] = get_args(MoodLabel)


def told_cue(event: Event) -> MoodCue | None:
    """A mood report, or the score a text was given when it arrived (`cue_kind`, `cue_valence`, ...); else None."""
    if event.name is EventName.MOOD_REPORT:
        return _report(event)
    kind = next((kind for kind in TOLD if kind == event.details.get("cue_kind")), None)
    if kind is None:
        return None
    valence, arousal, weight = (_number(event.details, f"cue_{name}") for name in ("valence", "arousal", "weight"))
    if valence is None or arousal is None:
        return None
    need: Need | None = next((need for need in NEEDS if need == event.details.get("cue_need")), None)
    return MoodCue(
        event_id=event.event_id,
        at=event.at,
        kind=kind,
        valence=_within(valence),
        arousal=_within(arousal),
        weight=1.0 if weight is None else max(0.0, min(1.0, weight)),
        need=need or "",
        theme="loss" if event.details.get("cue_theme") == "loss" else "",
    )


def _report(event: Event) -> MoodCue | None:
    """A label stands for its point; a point may also be given bare."""
    label = next((label for label in LABELS if label == event.details.get("label")), None)
    valence, arousal = (_number(event.details, name) for name in ("valence", "arousal"))
    if label is not None:
        valence, arousal = MOOD_POINTS[label]
    if valence is None or arousal is None:
        return None
    return MoodCue(event.event_id, event.at, "report", _within(valence), _within(arousal), label=label or "")


def _number(details: Mapping[str, Detail], name: str) -> float | None:
    value = details.get(name)
    return float(value) if isinstance(value, float | int) and not isinstance(value, bool) else None


def _within(value: float) -> float:
    return max(-1.0, min(1.0, value))
