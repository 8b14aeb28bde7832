"""A small invented catalogue of each kind, and simulations of it that several tests look at."""

from functools import cache

import numpy as np

from recsys.dataset.catalogue import Catalogue
from recsys.dataset.demo.config import DemoKind, ShopperConfig
from recsys.dataset.demo.generate import Simulation, simulate
from recsys.types import ItemFacts

CATEGORIES = ("소설", "에세이", "시", "과학", "역사", "그림책")
TAGS = ("위로", "따뜻한", "잔잔한", "이별", "상실", "유쾌한", "설렘", "긴장감", "어두운", "쉬어가기")


@cache
def books() -> Catalogue:
    """120 books: 20 series of three volumes, some adult, some unavailable, some consumable, one not out yet."""
    rng = np.random.default_rng(7)
    return Catalogue.of([_book(number, rng) for number in range(120)])


def _book(number: int, rng: np.random.Generator) -> ItemFacts:
    in_series = number < 60
    return ItemFacts(
        item_id=f"b{number:03d}",
        kind="book",
        title=f"책 {number}",
        creator=f"지은이 {number // 4}",
        series=f"연작 {number // 3}" if in_series else "",
        series_index=float(number % 3 + 1) if in_series else None,
        category=CATEGORIES[number // 4 % len(CATEGORIES)],
        tags=tuple(str(tag) for tag in rng.choice(TAGS, size=3, replace=False)),
        work_id=f"w{119 if number == 118 else number}",
        released="2026-10-01" if number == 60 else "2015",
        age_limit=19 if number % 20 == 7 else 0,
        available=number % 17 != 16,
        extra=(("consumable", "true" if number >= 110 and number < 118 else "false"),),
    )


@cache
def tracks() -> Catalogue:
    """120 tracks all over the plane of valence and arousal."""
    rng = np.random.default_rng(8)
    return Catalogue.of([_track(number, rng) for number in range(120)])


def _track(number: int, rng: np.random.Generator) -> ItemFacts:
    return ItemFacts(
        item_id=f"m{number:03d}",
        kind="track",
        title=f"노래 {number}",
        creator=f"음악가 {number // 4}",
        category=CATEGORIES[number % len(CATEGORIES)],
        tags=tuple(str(tag) for tag in rng.choice(TAGS, size=2, replace=False)),
        age_limit=19 if number % 30 == 7 else 0,
        available=number % 29 != 3,
        duration_seconds=float(rng.integers(120, 1200)),
        valence=float(rng.uniform(-0.9, 0.9)),
        arousal=float(rng.uniform(-0.9, 0.9)),
    )


@cache
def simulated(kind: DemoKind, null_world: bool = False, seed: int = 3) -> Simulation:
    """120 shoppers."""
    catalogue = books() if kind == "book" else tracks()
    return simulate(catalogue, ShopperConfig(kind, n_shoppers=120, null_world=null_world), seed=seed)
