"""The nouns of mood. Said is not inferred: `MoodReport` and `MoodBelief` are two types, spoken of in two ways.

Valence and arousal lie in [-1, 1]. Users only ever see needs and their own words, never the numbers.
"""

from dataclasses import dataclass
from typing import Literal, get_args

MoodLabel = Literal[
    "calm", "content", "happy", "excited", "focused", "tired", "down", "sad", "lonely", "anxious", "angry", "blank",
]  # fmt: skip
MOOD_POINTS: dict[MoodLabel, tuple[float, float]] = {
    "calm": (0.4, -0.6),
    "content": (0.6, -0.3),
    "happy": (0.8, 0.3),
    "excited": (0.7, 0.7),
    "focused": (0.2, 0.2),
    "tired": (-0.6, -0.5),
    "down": (-0.5, -0.3),
    "sad": (-0.7, -0.3),
    "lonely": (-0.6, -0.4),
    "anxious": (-0.6, 0.5),
    "angry": (-0.75, 0.75),
    "blank": (-0.1, -0.4),
}
"""Where a label of the contract lies on the plane."""

Need = Literal["comfort", "calm", "refresh", "energise", "focus", "savour", "vent", "explore"]
"""위로, 진정, 환기, 활력, 몰입, 향유, 해소, 호기심: what a list can do for a person. Not a theory of emotion."""
NEEDS: tuple[Need, ...] = get_args(Need)

Intent = Literal["match", "lift", "focus", "sleep"]
"""The person's own choice: stay, brighten, concentrate, fall asleep."""
Horizon = Literal["now", "lately"]
HORIZONS: tuple[Horizon, ...] = get_args(Horizon)
MoodSource = Literal["said", "believed"]
CueKind = Literal["report", "text", "search", "theme", "satisfied", "finished", "skipped"]


@dataclass(frozen=True, slots=True)
class MoodReport:
    """What a person said of their mood: obeyed and quoted back. `label` is "" for a bare point on the plane."""

    valence: float
    arousal: float
    label: MoodLabel | Literal[""] = ""
    at: int | None = None
    event_id: str = ""

    @classmethod
    def of(cls, label: MoodLabel, at: int | None = None, event_id: str = "") -> "MoodReport":
        """A label of the contract."""
        return cls(*MOOD_POINTS[label], label, at, event_id)


@dataclass(frozen=True, slots=True)
class MoodCue:
    """One event that hints at a mood, scored when it arrived: the text it came from is gone.

    `weight` scales the weight of its kind (frames of speech lower it); `need` is "" where none is plain. `theme` is
    "loss" where it speaks of people parting, at odds or alone.
    """

    event_id: str
    at: int
    kind: CueKind
    valence: float
    arousal: float
    weight: float = 1.0
    need: Need | Literal[""] = ""
    label: MoodLabel | Literal[""] = ""
    theme: Literal["", "loss"] = ""


@dataclass(frozen=True, slots=True)
class MoodBelief:
    """What the cues suggest, at most: a point, a confidence in [0, 1], and the cues behind it."""

    valence: float
    arousal: float
    confidence: float
    cues: tuple[MoodCue, ...]
    horizon: Horizon


@dataclass(frozen=True, slots=True)
class MoodAim:
    """Where a list should stand on the plane, and how strongly in [0, 1]: what the policy makes of a mood."""

    valence: float
    arousal: float
    strength: float
    source: MoodSource
    need: Need | Literal[""] = ""
    label: MoodLabel | Literal[""] = ""
    event_ids: tuple[str, ...] = ()
