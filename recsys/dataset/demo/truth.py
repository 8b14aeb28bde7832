"""The hidden truth of a simulation. For evaluation only: the recommender never reads it.

It answers what no real log can: what the taste was, which habit was there, how the mood was when a session began.
`truth.json` lies beside the dataset and is opened by tests and evaluation reports alone.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, tzinfo
from typing import Any

from recsys.dataset.demo.choice import Visit
from recsys.dataset.demo.config import DemoKind, ShopperConfig
from recsys.dataset.demo.mood import Episode
from recsys.dataset.demo.people import Shopper
from recsys.dataset.demo.rhythm import DAY_PARTS
from recsys.dataset.demo.world import World
from recsys.types import Float64

N_TAGS = 10


@dataclass(frozen=True, slots=True)
class MoodAt:
    """True valence and arousal when a session began; `at` is ISO local time."""

    session_id: str
    at: str
    valence: float
    arousal: float


@dataclass(frozen=True, slots=True)
class HabitTruth:
    """In a part of the day, on workdays or weekends, the shopper leans to a category."""

    days: str
    part: str
    category: str


@dataclass(frozen=True, slots=True)
class EpisodeTruth:
    """A stretch of days that pulled the mood; ISO local times."""

    kind: str
    start: str
    end: str


@dataclass(frozen=True)
class ShopperTruth:
    """One shopper as they are. Weights sum to 1 over all categories and tags; only the largest tags are kept."""

    user_id: str
    is_adult: bool
    chronotype: str
    categories: dict[str, float]
    tags: dict[str, float]
    creators: tuple[str, ...]
    popularity_leaning: float
    mood_policy: str
    mood_weight: float
    hour_weight: float
    half_life_days: float
    reports_mood: bool
    habits: tuple[HabitTruth, ...]
    episodes: tuple[EpisodeTruth, ...]
    moods: tuple[MoodAt, ...]


@dataclass(frozen=True)
class Truth:
    """All that is true of a simulation and not in its events. `item_mood` maps item ids to (valence, arousal)."""

    kind: DemoKind
    seed: int
    zone: str
    start: str
    end: str
    null_world: bool
    item_mood: dict[str, tuple[float, float]]
    shoppers: dict[str, ShopperTruth]

    def to_json(self) -> str:
        """The whole truth as JSON with Korean as it is written, the same bytes for the same truth."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=None, separators=(",", ":")) + "\n"


def shopper_truth(
    world: World, shopper: Shopper, episodes: tuple[Episode, ...], visits: list[Visit], zone: tzinfo
) -> ShopperTruth:
    """What is true of one shopper, by name instead of index."""
    return ShopperTruth(
        **_temper(shopper),
        categories=_largest(world.categories, shopper.category_weights, len(world.categories)),
        tags=_largest(world.tags, shopper.tag_weights, N_TAGS),
        creators=tuple(world.creators[creator] for creator in shopper.creators),
        habits=tuple(
            HabitTruth("weekend" if h.is_weekend else "workday", DAY_PARTS[h.part], world.categories[h.category])
            for h in shopper.habits
        ),
        episodes=tuple(EpisodeTruth(e.kind, _iso(e.start, zone), _iso(e.end, zone)) for e in episodes),
        moods=tuple(
            MoodAt(v.session_id, v.starts.isoformat(), round(v.valence, 3), round(v.arousal, 3)) for v in visits
        ),
    )


def _temper(shopper: Shopper) -> dict[str, Any]:
    return {
        "user_id": shopper.user_id,
        "is_adult": shopper.is_adult,
        "chronotype": shopper.chronotype,
        "popularity_leaning": round(shopper.popularity_leaning, 3),
        "mood_policy": shopper.mood_policy,
        "mood_weight": round(shopper.mood_weight, 3),
        "hour_weight": round(shopper.hour_weight, 3),
        "half_life_days": round(shopper.half_life_days, 3),
        "reports_mood": shopper.reports_mood,
    }


def _largest(names: tuple[str, ...], weights: Float64, count: int) -> dict[str, float]:
    ranked = sorted(zip(names, weights.tolist(), strict=True), key=lambda pair: -pair[1])[:count]
    return {name: round(weight, 4) for name, weight in ranked}


def _iso(at: int, zone: tzinfo) -> str:
    return datetime.fromtimestamp(at, tz=zone).isoformat()


def world_truth(config: ShopperConfig, seed: int, world: World, shoppers: list[ShopperTruth]) -> Truth:
    """The truth of a whole simulation."""
    moods = {
        f.item_id: (round(float(v), 3), round(float(a), 3)) for f, (v, a) in zip(world.facts, world.mood, strict=True)
    }
    return Truth(
        kind=config.kind,
        seed=seed,
        zone=config.zone,
        start=config.start.isoformat(),
        end=config.end.isoformat(),
        null_world=config.null_world,
        item_mood=moods,
        shoppers={truth.user_id: truth for truth in shoppers},
    )
