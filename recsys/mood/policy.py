"""Match or lift: where a list should stand, given how a person is. Their own choice stands above every rule.

A low mood of loss is matched first: congruent works stand in for an empathic friend (Lee, Andrade and Palmer 2013).
Another low mood is lifted gently, from where the person is. A tense one is calmed before it is brightened. A good one
is kept. What is little believed moves nothing, and whoever has had many low works in a day is not given more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from recsys.mood.belief import local_day
from recsys.mood.config import DAY, POLICY, PolicyConfig
from recsys.mood.types import Intent, MoodAim, MoodBelief, MoodCue, MoodLabel, MoodReport, MoodSource, Need

NEED_OF_LABEL: dict[MoodLabel, Need] = {
    "calm": "calm",
    "content": "savour",
    "happy": "savour",
    "excited": "energise",
    "focused": "focus",
    "tired": "comfort",
    "down": "comfort",
    "sad": "comfort",
    "lonely": "comfort",
    "anxious": "calm",
    "angry": "vent",
    "blank": "refresh",
}
NEED_OF_INTENT: dict[Intent, Need] = {"lift": "refresh", "focus": "focus", "sleep": "calm"}
LITERAL: tuple[Intent, ...] = ("focus", "sleep")
"""Wishes that a belief has no part in: one need not say how one is, and nobody guesses."""


@dataclass(frozen=True, slots=True)
class Feeling:
    """A mood to act on: where, how sure, who says so, of what need and label, and the events behind it."""

    valence: float
    arousal: float
    strength: float
    source: MoodSource
    need: Need | Literal[""] = ""
    label: MoodLabel | Literal[""] = ""
    loss: bool = False
    event_ids: tuple[str, ...] = ()


def aim_of(
    report: MoodReport | None,
    intent: Intent | None,
    now: MoodBelief,
    lately: MoodBelief,
    config: PolicyConfig = POLICY,
) -> MoodAim | None:
    """Where the list should stand; None where nothing is known well enough. `report` is the request's own mood.

    A report of today (in `now`) counts as said; of the two beliefs the surer one is followed.
    """
    said = _said(report, config) if report is not None else _reported(now, config)
    felt = said or (None if intent in LITERAL else _believed(now, lately, config))
    if felt is None:
        return _asked(intent, config)
    target = _chosen(felt, intent, config) or _by_rule(felt, _ruminates(now, config), config)
    need = felt.need if intent is None else NEED_OF_INTENT.get(intent, felt.need)
    valence, arousal = (max(-1.0, min(1.0, x)) for x in target)
    return MoodAim(valence, arousal, felt.strength, felt.source, need, felt.label, felt.event_ids)


def may_speak(belief: MoodBelief, zone: str, sessions: int, config: PolicyConfig = POLICY) -> bool:
    """Whether a believed low mood may be hinted at, hedged: sure, of several kinds of cues, on more than one day.

    Only cues that point the belief's way count. Never of anger, never to a newcomer, never while many low works are
    taken in a row: there the list changes, without a word.
    """
    cues = congruent(belief)
    return (
        belief.confidence >= config.spoken
        and belief.valence <= config.spoken_valence
        and len(cues) >= config.cues
        and len({cue.kind for cue in cues}) >= config.kinds
        and days_of(cues, zone) >= config.days
        and sessions >= config.sessions
        and need_of(belief, config) != "vent"
        and not _ruminates(belief, config)
    )


def congruent(belief: MoodBelief) -> tuple[MoodCue, ...]:
    """The cues that point the belief's way."""
    return tuple(cue for cue in belief.cues if cue.valence * belief.valence > 0.0)


def days_of(cues: Sequence[MoodCue], zone: str) -> int:
    """Distinct local days of the cues: “요즘” needs three."""
    return len({local_day(cue.at, zone) for cue in cues})


def need_of(belief: MoodBelief, config: PolicyConfig = POLICY) -> Need | None:
    """What a list could do for a believed mood: the need most of its cues name, or the one of its place."""
    named = [cue.need for cue in congruent(belief) if cue.need]
    if named:
        return max(sorted(set(named)), key=named.count)
    return _need_at(belief.valence, belief.arousal, config)


def _need_at(valence: float, arousal: float, config: PolicyConfig) -> Need | None:
    """The need of a place on the plane."""
    if valence <= config.angry[0] and arousal >= config.angry[1]:
        return "vent"
    if valence < config.low:
        return "calm" if arousal > config.tense else "comfort"
    return "savour" if valence > config.good else None


def _said(report: MoodReport, config: PolicyConfig) -> Feeling:
    need = NEED_OF_LABEL[report.label] if report.label else _need_at(report.valence, report.arousal, config)
    events = (report.event_id,) if report.event_id else ()
    lonely = report.label == "lonely"
    return Feeling(report.valence, report.arousal, config.said, "said", need or "", report.label, lonely, events)


def _reported(now: MoodBelief, config: PolicyConfig) -> Feeling | None:
    """The latest report that still counts: the person's word of today, fading with the belief."""
    reports = [cue for cue in now.cues if cue.kind == "report"]
    if not reports:
        return None
    last = reports[-1]
    need = NEED_OF_LABEL[last.label] if last.label else _need_at(last.valence, last.arousal, config)
    lonely = last.label == "lonely"
    return Feeling(
        last.valence,
        last.arousal,
        now.confidence,
        "said",
        need or "",
        last.label,
        lonely,
        tuple(c.event_id for c in now.cues),
    )


def _believed(now: MoodBelief, lately: MoodBelief, config: PolicyConfig) -> Feeling | None:
    belief = now if now.confidence >= lately.confidence else lately
    need = need_of(belief, config)
    if belief.confidence < config.least or need == "vent":
        return None
    events = tuple(cue.event_id for cue in belief.cues)
    loss = any(cue.theme == "loss" for cue in congruent(belief))
    return Feeling(belief.valence, belief.arousal, belief.confidence, "believed", need or "", "", loss, events)


def _asked(intent: Intent | None, config: PolicyConfig) -> MoodAim | None:
    """To concentrate or to fall asleep one need not say how one is."""
    if intent == "focus":
        return MoodAim(*config.focus, config.said, "said", "focus")
    return MoodAim(*config.sleep, config.said, "said", "calm") if intent == "sleep" else None


def _chosen(felt: Feeling, intent: Intent | None, config: PolicyConfig) -> tuple[float, float] | None:
    """What the person asked for, literally."""
    match intent:
        case "match":
            return felt.valence, felt.arousal
        case "lift":
            return max(felt.valence, min(felt.valence + config.chosen_lift, config.highest)), felt.arousal
        case "focus":
            return config.focus
        case "sleep":
            return config.sleep
        case None:
            return None


def _by_rule(felt: Feeling, ruminates: bool, config: PolicyConfig) -> tuple[float, float]:
    """Nobody chose: calm what is tense, match a loss, lift another low mood by one step, keep the rest."""
    if felt.valence < config.low and ruminates:
        return config.neutral
    if felt.valence < 0.0 and felt.arousal > config.tense:
        return 0.0, felt.arousal - config.calming
    if felt.valence < config.low and not felt.loss:
        return felt.valence + config.lift, felt.arousal
    return felt.valence, felt.arousal


def _ruminates(belief: MoodBelief, config: PolicyConfig) -> bool:
    """Whether more than `ruminating` low works were taken in within a day (sustained sad listening may prolong it)."""
    low = [cue.at for cue in belief.cues if cue.kind in ("finished", "theme", "satisfied") and cue.valence < config.low]
    return sum(1 for at in low if at > max(low) - DAY) > config.ruminating if low else False
