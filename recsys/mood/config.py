"""Every number of the mood model in one place: what a cue weighs, how it fades, when it counts, when it may be spoken.

The numbers are judgements, not measurements: under-claiming is the safe error. Half-lives are far shorter than those
people recall of their own emotions (Verduyn and Lavrijsen 2015), as evidence ages faster than a feeling.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from recsys.mood.types import CueKind

HOUR = 3_600
DAY = 24 * HOUR


def _weights() -> Mapping[CueKind, float]:
    return MappingProxyType(
        {"report": 3.0, "text": 1.0, "search": 0.6, "theme": 0.3, "satisfied": 0.3, "finished": 0.25, "skipped": 0.1}
    )


def _half_lives() -> Mapping[CueKind, float]:
    return MappingProxyType(
        {"report": 4.0, "text": 2.0, "search": 12.0, "theme": 24.0, "satisfied": 24.0, "finished": 3.0, "skipped": 3.0}
    )


@dataclass(frozen=True, slots=True)
class BeliefConfig:
    """How cues become a belief. Hours are hours, seconds say so; everything else has no unit.

    `weight` and `half_life` are those of a cue's kind (*now*; *lately* fades `lately` times as slowly). `prior` is the
    weight of knowing nothing, at (0, 0) for everyone: no baseline of a person's mood is ever computed or kept. Cues
    whose valence spreads by `spread` agree on nothing; total weight `saturation` gives a confidence of 1 - 1/e. The
    confidence never passes `cap`, or `cap_said` within `said_hours` of a report; `doubted` of it is left where others
    use the device, or things are chosen as gifts or for work. What has faded below `forgotten` of itself is left out,
    and so is what is older than `longest` hours: a week ago is not lately.
    """

    weight: Mapping[CueKind, float] = field(default_factory=_weights)
    half_life: Mapping[CueKind, float] = field(default_factory=_half_lives)
    lately: float = 4.0
    prior: float = 0.5
    spread: float = 0.8
    saturation: float = 1.5
    cap: float = 0.75
    cap_said: float = 0.9
    said_hours: float = 4.0
    forgotten: float = 1.0 / 64.0
    doubted: float = 0.5
    longest: float = 168.0

    satisfied_seconds: float = 30.0
    """Visible seconds from which a look is a satisfied one."""
    satisfied_share: float = 0.5
    """Share of a track's length from which a play is a satisfied one."""
    skip_seconds: float = 20.0
    """A track left sooner was not wanted."""
    relevant: float = 0.25
    """Distance from the neutral point from which an item says anything of a mood."""
    theme_hours: float = 72.0
    theme_items: int = 2
    """Distinct items of one mood tag within `theme_hours` that make a theme."""
    bestsellers: float = 0.01
    """Share of the items everyone reads: they are no evidence of a theme."""

    offset_prior: float = 20.0
    """Kept and left items that a person's own offset (perceived is not felt) is shrunk with towards none."""
    offset_most: float = 0.15


def remembered_hours(config: BeliefConfig) -> float:
    """Hours after which no cue counts any more, in either horizon."""
    slowest = config.lately * max(config.half_life.values())
    return min(config.longest, slowest * -math.log2(config.forgotten))


@dataclass(frozen=True, slots=True)
class PolicyConfig:
    """What a mood makes of a list, and when it may be spoken of."""

    least: float = 0.35
    """Confidence below which a mood moves nothing."""
    said: float = 0.9
    """Strength of a mood said in the request: the same as the cap of a fresh report."""
    low: float = -0.2
    good: float = 0.3
    tense: float = 0.3
    angry: tuple[float, float] = (-0.5, 0.6)
    """Valence at most and arousal at least that make a believed mood one to leave alone."""
    lift: float = 0.25
    """A gentle lift: one step of a sequence that starts where the person is (the iso principle)."""
    chosen_lift: float = 0.4
    """A lift the person asked for."""
    highest: float = 0.7
    calming: float = 0.4
    focus: tuple[float, float] = (0.2, 0.0)
    sleep: tuple[float, float] = (0.2, -0.7)
    neutral: tuple[float, float] = (0.1, 0.0)
    ruminating: int = 10
    """Low items taken to the end within a day, above which the list stops matching a low mood."""

    spoken: float = 0.6
    spoken_valence: float = -0.35
    cues: int = 3
    kinds: int = 2
    days: int = 2
    sessions: int = 3


BELIEF, POLICY = BeliefConfig(), PolicyConfig()
"""The starting values, made once: a request asks for them many times."""
