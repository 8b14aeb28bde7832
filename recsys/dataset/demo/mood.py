"""Passing moods: a continuous-time valence-arousal process, and episodes that pull it for days.

The mood of a shopper at time t is clip(z(t) + pull(t), -1, 1). z is an Ornstein-Uhlenbeck process around zero
(Uhlenbeck and Ornstein 1930) with a half-life of days, sampled exactly at the visits:
z' = z 2^(-dt/h) + s sqrt(1 - 4^(-dt/h)) e. The pull of an episode is full while it lasts and halves every three days
after it.
"""

from dataclasses import dataclass

import numpy as np

from recsys.types import Float64, Int64

DAY = 86_400
SPREAD = (0.36, 0.30)
"""Stationary standard deviation of valence and arousal."""
AFTERMATH_DAYS = 3.0

EPISODE_KINDS: dict[str, tuple[float, float, int]] = {
    "low_week": (-0.55, -0.30, 7),
    "break_up": (-0.70, -0.05, 14),
    "exam_stress": (-0.45, 0.50, 10),
    "good_news": (0.50, 0.40, 5),
    "holiday": (0.40, -0.40, 7),
}
"""Pull on valence and arousal, and the days it lasts."""
EPISODE_ODDS = (0.30, 0.15, 0.20, 0.20, 0.15)
EPISODES_IN_120_DAYS = 1.1

MOOD_LABELS: dict[str, tuple[float, float]] = {
    "calm": (0.4, -0.6),
    "content": (0.6, -0.3),
    "happy": (0.8, 0.3),
    "excited": (0.7, 0.7),
    "focused": (0.2, 0.2),
    "tired": (-0.4, -0.6),
    "down": (-0.5, -0.3),
    "sad": (-0.7, -0.2),
    "lonely": (-0.6, -0.4),
    "anxious": (-0.6, 0.5),
    "angry": (-0.7, 0.7),
    "blank": (-0.1, -0.4),
}
"""Where the simulation puts the contract's mood labels."""
_LABELS = tuple(MOOD_LABELS)
_LABEL_POINTS = np.array(list(MOOD_LABELS.values()))


@dataclass(frozen=True, slots=True)
class Episode:
    """A stretch of days that pulls the mood; `start` and `end` are UTC seconds."""

    kind: str
    start: int
    end: int


def draw_episodes(rng: np.random.Generator, start: int, end: int) -> tuple[Episode, ...]:
    """A Poisson number of episodes, evenly over the history, in order of time."""
    count = int(rng.poisson(EPISODES_IN_120_DAYS * (end - start) / (120 * DAY)))
    kinds = rng.choice(list(EPISODE_KINDS), size=count, p=EPISODE_ODDS)
    onsets = np.sort(rng.integers(start, end, size=count))
    return tuple(_episode(str(kind), int(onset)) for kind, onset in zip(kinds, onsets, strict=True))


def _episode(kind: str, onset: int) -> Episode:
    return Episode(kind, onset, onset + EPISODE_KINDS[kind][2] * DAY)


def low_week(onset: int) -> Episode:
    """A low week from the given time (for a persona)."""
    return _episode("low_week", onset)


def mood_path(rng: np.random.Generator, times: Int64, episodes: tuple[Episode, ...], half_life_days: float) -> Float64:
    """Valence and arousal (n, 2) in [-1, 1] at ascending UTC seconds (n,)."""
    drift = _ornstein_uhlenbeck(rng, times, half_life_days)
    pulls = sum((_pull(times, episode) for episode in episodes), np.zeros((len(times), 2)))
    return np.clip(drift + pulls, -1.0, 1.0)


def _ornstein_uhlenbeck(rng: np.random.Generator, times: Int64, half_life_days: float) -> Float64:
    noise = rng.standard_normal((len(times), 2)) * SPREAD
    kept = 0.5 ** (np.diff(times) / (half_life_days * DAY))
    fresh = np.sqrt(1.0 - kept**2)
    path = noise.copy()
    for step in range(1, len(times)):
        path[step] = path[step - 1] * kept[step - 1] + noise[step] * fresh[step - 1]
    return path


def _pull(times: Int64, episode: Episode) -> Float64:
    valence, arousal, _ = EPISODE_KINDS[episode.kind]
    days_after = np.maximum(times - episode.end, 0) / DAY
    strength = np.where(times < episode.start, 0.0, 0.5 ** (days_after / AFTERMATH_DAYS))
    return np.outer(strength, [valence, arousal])


def episode_at(episodes: tuple[Episode, ...], at: int) -> str:
    """Kind of the episode that lasts at a time, empty for none; of several the latest."""
    return next((e.kind for e in reversed(episodes) if e.start <= at < e.end), "")


def reported_label(rng: np.random.Generator, valence: float, arousal: float) -> str:
    """What a shopper would say of their mood: the label nearest to the truth plus noise (sd 0.2)."""
    said = np.array([valence, arousal]) + rng.normal(0.0, 0.2, size=2)
    return _LABELS[int(np.argmin(((_LABEL_POINTS - said) ** 2).sum(axis=1)))]
