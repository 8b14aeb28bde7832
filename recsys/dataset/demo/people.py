"""The shoppers: hidden tastes, habits and temper, drawn once and never shown to the recommender."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from recsys.dataset.demo.config import Persona
from recsys.dataset.demo.rhythm import CHRONOTYPE_ODDS, CHRONOTYPES, DAY_PARTS, Habit
from recsys.dataset.demo.world import World
from recsys.types import Float64

MoodPolicy = Literal["match", "lift"]
LIFT_SHARE = 0.2
"""Share of shoppers who answer a low mood with its opposite."""
ADULT_SHARE = 0.85
REPORTER_SHARE = 0.15
HABIT_SHARE = 0.5
N_CREATORS = 4
PARTS_OF = {"commuter": (0, 3), "lunch": (1, 2), "evening": (3,), "night": (4, 3), "mixed": (0, 2, 3)}
"""Parts of the day in which a chronotype can have a habit: where their visits are."""


@dataclass(frozen=True)
class Shopper:
    """One simulated person. `taste` (n,) is their lasting utility of each item, mean 0 and variance 1.

    category_weights (c,) and tag_weights (t,) are drawn from Dirichlet distributions; creators are indices.
    """

    user_id: str
    is_adult: bool
    chronotype: str
    category_weights: Float64
    tag_weights: Float64
    creators: tuple[int, ...]
    latent: Float64
    popularity_leaning: float
    taste: Float64
    mood_policy: MoodPolicy
    mood_weight: float
    hour_weight: float
    half_life_days: float
    habits: tuple[Habit, ...]
    reports_mood: bool


def draw_shopper(rng: np.random.Generator, world: World, user_id: str) -> Shopper:
    """A person with their own tastes."""
    categories = rng.dirichlet(np.full(max(1, len(world.categories)), 0.35))[: len(world.categories)]
    tags = rng.dirichlet(np.full(max(1, len(world.tags)), 0.15))[: len(world.tags)]
    creators = _draw_creators(rng, world, categories)
    latent: Float64 = rng.standard_normal(size=(world.latent.shape[1],))
    leaning = float(rng.gamma(4.0, 0.15))
    kind = str(rng.choice(list(CHRONOTYPES), p=CHRONOTYPE_ODDS))
    return Shopper(
        user_id=user_id,
        is_adult=bool(rng.random() < ADULT_SHARE),
        chronotype=kind,
        category_weights=categories,
        tag_weights=tags,
        creators=creators,
        latent=latent,
        popularity_leaning=leaning,
        taste=_taste(world, (categories, tags, latent), creators, leaning),
        mood_policy="lift" if rng.random() < LIFT_SHARE else "match",
        mood_weight=float(rng.gamma(6.0, 0.17)),
        hour_weight=float(rng.gamma(6.0, 0.13)),
        half_life_days=float(rng.uniform(1.0, 4.0)),
        habits=_draw_habits(rng, kind, categories),
        reports_mood=bool(rng.random() < REPORTER_SHARE),
    )


def _draw_creators(rng: np.random.Generator, world: World, category_weights: Float64) -> tuple[int, ...]:
    """Favourite creators: an item of a liked category is met, and its creator kept."""
    if not len(world):
        return ()
    odds = category_weights[world.category] + 1e-6
    met = rng.choice(len(world), size=N_CREATORS, p=odds / odds.sum())
    return tuple(dict.fromkeys(int(world.creator[item]) for item in met))


def _taste(
    world: World, weights: tuple[Float64, Float64, Float64], creators: tuple[int, ...], leaning: float
) -> Float64:
    """Standardised sum: 1.0 category + 0.8 tags + 0.8 favourite creator + 1.5 latent + leaning x popularity."""
    categories, tags, latent = weights
    parts = (
        1.0 * _standard(np.sqrt(categories[world.category])),
        0.8 * _standard(world.tagged @ np.sqrt(tags)),
        0.8 * np.isin(world.creator, creators) * 2.0,
        1.5 * _standard(world.latent @ latent),
        leaning * _standard(world.popularity),
    )
    return _standard(np.sum(parts, axis=0))


def _standard(values: Float64) -> Float64:
    if not len(values):
        return values
    standard: Float64 = (values - values.mean()) / max(float(values.std()), 1e-9)
    return standard


def _draw_habits(rng: np.random.Generator, chronotype: str, category_weights: Float64) -> tuple[Habit, ...]:
    """For half the shoppers: in one part of the day one liked category, on workdays or on weekends."""
    part = int(rng.choice(PARTS_OF[chronotype]))
    is_on_weekend = bool(rng.random() < 0.25)
    has_habit = bool(rng.random() < HABIT_SHARE)
    if not has_habit or not len(category_weights):
        return ()
    liked = np.argsort(-category_weights, kind="stable")[:3]
    return (Habit(is_on_weekend, part % len(DAY_PARTS), int(rng.choice(liked))),)


def in_the_role_of(persona: Persona, shopper: Shopper) -> Shopper:
    """The drawn person with what the persona's description promises; tastes stay as drawn.

    A regular has a habit in the main part of their day and is met where their mood is, so that the page has something
    true to show.
    """
    role = replace(shopper, chronotype=persona.chronotype, is_adult=True, habits=(), reports_mood=False)
    if not persona.at_least or not len(shopper.category_weights):
        return role
    favourite = Habit(False, PARTS_OF[persona.chronotype][0], int(np.argmax(shopper.category_weights)))
    return replace(role, habits=(favourite,), mood_policy="match")
