"""How a choice is made: a softmax over the utilities of the items a shopper considers.

u(item) = taste + mood weight * fit(item, mood) + hour weight * (energy(hour) * arousal(item) + habit), and
P(item) is proportional to exp(2.0 u) (McFadden 1974). Several items without replacement are drawn by the Gumbel trick,
which is the same as choosing one after the other (Kool et al. 2019).
"""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from recsys.dataset.demo.people import MoodPolicy, Shopper
from recsys.dataset.demo.rhythm import day_part, energy_of_hour, is_weekend
from recsys.dataset.demo.world import World
from recsys.types import Float64, Int64

SHARPNESS = 2.0
HABIT_BONUS = 1.6


@dataclass(frozen=True, slots=True)
class Effects:
    """Strength of mood and of the hour on choices: 1 in the real world, 0 in the null world."""

    mood: float = 1.0
    hour: float = 1.0


@dataclass(frozen=True, slots=True)
class Visit:
    """One session to be: where and when, and the shopper's true mood at its start."""

    session_id: str
    starts: datetime
    valence: float
    arousal: float
    episode: str

    @property
    def hour(self) -> float:
        """Local hour with its fraction."""
        return self.starts.hour + self.starts.minute / 60.0


def mood_target(policy: MoodPolicy, valence: float, arousal: float) -> tuple[float, float]:
    """Where on the plane a shopper in a mood wants to be met: at the mood itself, or (lift) opposite a low one."""
    return (-0.7 * valence if policy == "lift" and valence < 0.0 else valence), arousal


def utility(world: World, shopper: Shopper, visit: Visit, effects: Effects) -> Float64:
    """Utility (n,) of every item at this visit."""
    target = mood_target(shopper.mood_policy, visit.valence, visit.arousal)
    fit = -((world.mood - target) ** 2).sum(axis=1)
    timely = energy_of_hour(visit.hour) * world.mood[:, 1] + HABIT_BONUS * _habit(world, shopper, visit)
    total: Float64 = shopper.taste + effects.mood * shopper.mood_weight * fit
    return total + effects.hour * shopper.hour_weight * timely


def _habit(world: World, shopper: Shopper, visit: Visit) -> Float64:
    held = [
        habit.category
        for habit in shopper.habits
        if habit.part == day_part(visit.hour) and habit.is_weekend == is_weekend(visit.starts.date())
    ]
    return np.isin(world.category, held).astype(np.float64)


def choose(rng: np.random.Generator, utilities: Float64, considered: Int64, count: int) -> list[int]:
    """Up to `count` distinct items of `considered` (m,), in the order of choice."""
    keys = SHARPNESS * utilities[considered] + rng.gumbel(size=len(considered))
    best = np.argsort(-keys, kind="stable")[:count]
    return [int(item) for item in considered[best]]


def chance(rng: np.random.Generator, probability: float) -> bool:
    """True with the given probability."""
    return bool(rng.random() < probability)


def sigmoid(x: float) -> float:
    """Logistic function."""
    return float(1.0 / (1.0 + np.exp(-x)))
