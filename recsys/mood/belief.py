"""What the cues suggest of a mood: a fold, read at a moment, that fades and never outlives its evidence.

`m = (w0 b + sum w_i 2^(-dt_i / h_i) x_i) / (w0 + W)`, `W = sum w_i 2^(-dt_i / h_i)`, `b = 0`. The confidence is the
agreement of the cues' valence times what their weight allows: `c = (1 - min(1, sd_w(v) / 0.8)) (1 - exp(-W / 1.5))`,
capped. Two horizons: *now*, and *lately* with half-lives four times as long; nothing counts for more than a week.
"""

import math
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from recsys.mood.config import BELIEF, HOUR, BeliefConfig
from recsys.mood.types import Horizon, MoodBelief, MoodCue

Weighted = tuple[tuple[MoodCue, float], ...]
"""Cues with what is left of their weight."""


def believe(
    cues: Sequence[MoodCue],
    at: int,
    zone: str,
    horizon: Horizon,
    config: BeliefConfig = BELIEF,
    *,
    is_doubted: bool = False,
) -> MoodBelief:
    """The belief at `at` (UTC seconds) of a person who lives in `zone`; later cues are not looked at.

    The order of the cues does not matter, and one left out is one that never was. No cues: nothing is believed.
    `is_doubted` where the acts may not be the person's own choice (`recsys.types.UserState.flags`).
    """
    left = weighted(cues, at, zone, horizon, config)
    total = math.fsum(weight for _, weight in left)
    if total <= 0.0:
        return MoodBelief(0.0, 0.0, 0.0, (), horizon)
    valence = math.fsum(weight * cue.valence for cue, weight in left)
    arousal = math.fsum(weight * cue.arousal for cue, weight in left)
    sure = agreement(left, config) * -math.expm1(-total / config.saturation)
    known = config.prior + total
    behind = tuple(cue for cue, _ in left)
    sure = min(sure, _cap(behind, at, config)) * (config.doubted if is_doubted else 1.0)
    return MoodBelief(valence / known, arousal / known, sure, behind, horizon)


def weighted(cues: Sequence[MoodCue], at: int, zone: str, horizon: Horizon, config: BeliefConfig) -> Weighted:
    """The cues that still count, oldest first, each with what is left of its weight.

    A report ends at the midnight of the place where it was made, in either horizon.
    """
    slower = config.lately if horizon == "lately" else 1.0
    left = []
    for cue in sorted(cues, key=lambda cue: (cue.at, cue.event_id)):
        is_near = 0 <= at - cue.at <= config.longest * HOUR
        faded = 2.0 ** (-(at - cue.at) / (HOUR * slower * config.half_life[cue.kind])) if is_near else 0.0
        weight = config.weight[cue.kind] * cue.weight * faded
        if faded >= config.forgotten and weight > 0.0 and not (cue.kind == "report" and not same_day(cue.at, at, zone)):
            left.append((cue, weight))
    return tuple(left)


def total_weight(cues: Sequence[MoodCue], at: int, zone: str, horizon: Horizon, config: BeliefConfig = BELIEF) -> float:
    """`W`: without new evidence it never grows."""
    return math.fsum(weight for _, weight in weighted(cues, at, zone, horizon, config))


def agreement(left: Weighted, config: BeliefConfig) -> float:
    """1 for cues of one valence, 0 where their valence spreads (weighted standard deviation) by `spread` or more."""
    total = math.fsum(weight for _, weight in left)
    mean = math.fsum(weight * cue.valence for cue, weight in left) / total
    variance = math.fsum(weight * (cue.valence - mean) ** 2 for cue, weight in left) / total
    return 1.0 - min(1.0, math.sqrt(variance) / config.spread)


def _cap(cues: Sequence[MoodCue], at: int, config: BeliefConfig) -> float:
    fresh = any(cue.kind == "report" and at - cue.at <= config.said_hours * HOUR for cue in cues)
    return config.cap_said if fresh else config.cap


def local_day(at: int, zone: str) -> int:
    """The day (proleptic ordinal) of UTC seconds in a zone."""
    return datetime.fromtimestamp(at, ZoneInfo(zone)).toordinal()


def same_day(one: int, other: int, zone: str) -> bool:
    """Whether two moments lie on one day of the zone."""
    return local_day(one, zone) == local_day(other, zone)
