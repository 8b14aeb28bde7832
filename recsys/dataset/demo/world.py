"""The simulated world: what the catalogue is like to its shoppers.

Everything here is an array over the n items of one kind. Popularity is heavy-tailed: exp(log-popularity) is
proportional to rank^-0.8 (Zipf) over a random ranking. The latent vectors give items a likeness that no column of the
catalogue shows, so that behaviour knows more than content.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from recsys.dataset.demo.tag_mood import TAG_MOOD
from recsys.types import Bool, Float64, Int32, ItemFacts

N_LATENT = 4
N_SIMILAR = 12
ZIPF_EXPONENT = 0.8
ADULT_AGE = 19
"""Korea's limit for material harmful to youth; lower limits are open to every simulated shopper."""


@dataclass(frozen=True)
class World:
    """Items 0..n-1 of one kind, as the shoppers meet them.

    category, creator, work (n,) codes; tagged (n, t) 0/1; latent (n, 4); mood (n, 2) valence and arousal;
    popularity (n,) logarithms; released (n,) proleptic ordinal days; similar (n, 12) indices;
    next_volume, previous_volume (n,) index or -1; seconds (n,) a track lasts.
    """

    facts: tuple[ItemFacts, ...]
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    creators: tuple[str, ...]
    category: Int32
    creator: Int32
    work: Int32
    tagged: Float64
    latent: Float64
    mood: Float64
    popularity: Float64
    released: Int32
    similar: Int32
    next_volume: Int32
    previous_volume: Int32
    seconds: Float64
    adult_only: Bool
    available: Bool
    consumable: Bool

    def __len__(self) -> int:
        return len(self.facts)


def build_world(facts: Sequence[ItemFacts], rng: np.random.Generator) -> World:
    """The world of the given items (none is a defined case)."""
    items = tuple(facts)
    categories, category = _codes([f.category for f in items])
    creators, creator = _codes([f.creator for f in items])
    _, work = _codes([f.work_id or f.item_id for f in items])
    tags, tagged = _tag_matrix(items)
    latent = _latent(category, creator, rng)
    following, previous = _volumes(items)
    return World(
        facts=items,
        categories=categories,
        tags=tags,
        creators=creators,
        category=category,
        creator=creator,
        work=work,
        tagged=tagged,
        latent=latent,
        mood=np.array([mood_of_item(f) for f in items]).reshape(-1, 2),
        popularity=_popularity(len(items), rng),
        released=np.array([_ordinal(f.released) for f in items], dtype=np.int32),
        similar=_similar(latent),
        next_volume=following,
        previous_volume=previous,
        seconds=np.array([f.duration_seconds or 210.0 for f in items], dtype=np.float64),
        adult_only=np.array([f.age_limit >= ADULT_AGE for f in items], dtype=np.bool_),
        available=np.array([f.available for f in items], dtype=np.bool_),
        consumable=np.array([is_consumable(f) for f in items], dtype=np.bool_),
    )


def _codes(values: Sequence[str]) -> tuple[tuple[str, ...], Int32]:
    names = tuple(dict.fromkeys(values))
    code_of = {name: code for code, name in enumerate(names)}
    return names, np.array([code_of[value] for value in values], dtype=np.int32)


def _tag_matrix(items: Sequence[ItemFacts]) -> tuple[tuple[str, ...], Float64]:
    tags = tuple(dict.fromkeys(tag for f in items for tag in f.tags))
    column = {tag: position for position, tag in enumerate(tags)}
    tagged = np.zeros((len(items), len(tags)))
    for row, facts in enumerate(items):
        tagged[row, [column[tag] for tag in facts.tags]] = 1.0
    return tags, tagged


def _latent(category: Int32, creator: Int32, rng: np.random.Generator) -> Float64:
    """0.5 category centre + 0.5 creator centre + 0.7 own, each standard normal."""
    by_category = rng.standard_normal((_count(category), N_LATENT))[category]
    by_creator = rng.standard_normal((_count(creator), N_LATENT))[creator]
    own = rng.standard_normal((len(category), N_LATENT))
    latent: Float64 = 0.5 * by_category + 0.5 * by_creator + 0.7 * own
    return latent


def _count(codes: Int32) -> int:
    return int(codes.max(initial=-1)) + 1


def _popularity(n_items: int, rng: np.random.Generator) -> Float64:
    rank = rng.permutation(n_items) + 1.0
    popularity: Float64 = -ZIPF_EXPONENT * np.log(rank)
    return popularity


def _similar(latent: Float64) -> Int32:
    length = np.maximum(np.linalg.norm(latent, axis=1, keepdims=True), 1e-9)
    cosine = (latent / length) @ (latent / length).T
    np.fill_diagonal(cosine, -np.inf)
    return np.argsort(-cosine, axis=1, kind="stable")[:, :N_SIMILAR].astype(np.int32)


def _volumes(items: Sequence[ItemFacts]) -> tuple[Int32, Int32]:
    """Next and previous volume of each item within its series, -1 for none.

    A volume may come in several editions: the next one is in the same format where there is one.
    """
    following = np.full(len(items), -1, dtype=np.int32)
    previous = np.full(len(items), -1, dtype=np.int32)
    for volumes in _series(items).values():
        ordered = [volumes[number] for number in sorted(volumes)]
        for before, after in pairwise(ordered):
            previous[after] = before[0]
            following[before] = [_in_format(items, after, items[edition].format) for edition in before]
    return following, previous


def _series(items: Sequence[ItemFacts]) -> dict[str, dict[float, list[int]]]:
    """Available editions of each volume of each series."""
    series: dict[str, dict[float, list[int]]] = {}
    for position, facts in enumerate(items):
        if facts.kind == "book" and facts.series and facts.series_index is not None and facts.available:
            series.setdefault(facts.series, {}).setdefault(facts.series_index, []).append(position)
    return series


def _in_format(items: Sequence[ItemFacts], editions: Sequence[int], wanted: str) -> int:
    return next((edition for edition in editions if items[edition].format == wanted), editions[0])


def mood_of_item(facts: ItemFacts) -> tuple[float, float]:
    """Valence and arousal of an item: its own columns where it has them, else the mean over its mood tags, else 0."""
    if facts.valence is not None and facts.arousal is not None:
        return facts.valence, facts.arousal
    known = [TAG_MOOD[tag] for tag in facts.tags if tag in TAG_MOOD]
    if not known:
        return 0.0, 0.0
    return sum(v for v, _ in known) / len(known), sum(a for _, a in known) / len(known)


def is_consumable(facts: ItemFacts) -> bool:
    """Whether the catalogue marks the item as used up and bought again."""
    return dict(facts.extra).get("consumable", "").strip().lower() in ("true", "1", "yes")


def _ordinal(released: str) -> int:
    """Proleptic ordinal of an ISO date, of the first day of a year or month; 1 where there is none."""
    parts = released.strip().split("-")
    if not parts[0].isdigit() or not 1 <= int(parts[0]) <= 9999:
        return 1
    month, day = (int(part) if part.isdigit() else 1 for part in [*parts[1:], "1", "1"][:2])
    return date(int(parts[0]), max(1, min(12, month)), max(1, min(28, day))).toordinal()
