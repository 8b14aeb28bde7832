"""From a catalogue to a simulation: `simulate(catalogue, config, seed)`.

Every shopper has two random streams of their own, one for who they are and one for what they do, so that the null
world of a seed holds the same people, and more shoppers do not change the first ones.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

import numpy as np
import polars as pl

from recsys.dataset.catalogue import Catalogue
from recsys.dataset.demo.choice import Effects, Visit
from recsys.dataset.demo.config import PERSONAS, DemoKind, Persona, ShopperConfig
from recsys.dataset.demo.listening import Listener
from recsys.dataset.demo.mood import Episode, draw_episodes, episode_at, low_week, mood_path
from recsys.dataset.demo.people import Shopper, draw_shopper, in_the_role_of
from recsys.dataset.demo.rhythm import Window, draw_visits
from recsys.dataset.demo.session import Row
from recsys.dataset.demo.shopping import Reader
from recsys.dataset.demo.truth import ShopperTruth, Truth, shopper_truth, world_truth
from recsys.dataset.demo.world import World, build_world

VISITS: dict[DemoKind, tuple[float, float]] = {"book": (6.0, 0.75), "track": (21.0, 0.6)}
"""Median number of visits, and the standard deviation of its logarithm."""
MOST_VISITS = 120
ID_PREFIX: dict[DemoKind, str] = {"book": "eb", "track": "et"}
"""Event ids differ between the shops, so that both fit into one store."""
_COLUMNS = ("at", "session_id", "event", "item", "query", "results", "dwell", "seconds", "rating", "creator", "label")
_SCHEMA: dict[str, type[pl.DataType]] = {
    "user_id": pl.String,
    "at": pl.Int64,
    "session_id": pl.String,
    "event": pl.String,
    "item_id": pl.String,
    "query": pl.String,
    "results": pl.Int32,
    "dwell_seconds": pl.Int32,
    "seconds": pl.Int32,
    "rating": pl.Int32,
    "creator": pl.String,
    "label": pl.String,
}


@dataclass(frozen=True)
class Simulation:
    """Events in the contract's columns, in order of time, and the hidden truth behind them."""

    events: pl.DataFrame
    truth: Truth


def simulate(catalogue: Catalogue, config: ShopperConfig, seed: int) -> Simulation:
    """Simulated shoppers of one shop. The same arguments give the same simulation, to the byte.

    Only items of `config.kind` are met; a catalogue without any gives shoppers without events.
    """
    world_seed, *shopper_seeds = np.random.SeedSequence(seed).spawn(1 + config.n_shoppers)
    facts = [f for f in catalogue.facts if f.kind == config.kind]
    world = build_world(facts, np.random.default_rng(world_seed))
    rows: list[tuple[str, Row]] = []
    truths: list[ShopperTruth] = []
    for number, shopper_seed in enumerate(shopper_seeds):
        life = _live(world, config, number, shopper_seed)
        truths.append(life.truth)
        rows.extend((life.truth.user_id, row) for row in life.rows)
    return Simulation(_frame(rows, world, config), world_truth(config, seed, world, truths))


@dataclass(frozen=True)
class _Life:
    rows: list[Row]
    truth: ShopperTruth


def _live(world: World, config: ShopperConfig, number: int, seed: np.random.SeedSequence) -> _Life:
    """All that one shopper does."""
    being, doing = (np.random.default_rng(stream) for stream in seed.spawn(2))
    persona = PERSONAS[number] if number < len(PERSONAS) else None
    user_id = persona.user_id if persona else f"s{number - len(PERSONAS) + 1:03d}"
    drawn = draw_shopper(being, world, user_id)
    shopper = in_the_role_of(persona, drawn) if persona else drawn
    episodes = _episodes(being, config, persona)
    visits = _visits(being, config, shopper, episodes, persona)
    rows = _rows(world, config, shopper, visits, doing) if len(world) else []
    kept = rows if persona is None else _history_of(persona, rows)
    return _Life(kept, shopper_truth(world, shopper, episodes, _with_rows(visits, kept), config.tz))


def _with_rows(visits: list[Visit], rows: list[Row]) -> list[Visit]:
    """The visits that left any row."""
    seen = {row.session_id for row in rows}
    return [visit for visit in visits if visit.session_id in seen]


def _episodes(rng: np.random.Generator, config: ShopperConfig, persona: Persona | None) -> tuple[Episode, ...]:
    """Drawn for everyone; a persona has the one written for them, or none."""
    start, end = (int(datetime.combine(day, time(), config.tz).timestamp()) for day in (config.start, config.end))
    drawn = draw_episodes(rng, start, end)
    if persona is None:
        return drawn
    return (low_week(end - persona.episode_days * 86_400),) if persona.episode_days else ()


def _visits(
    rng: np.random.Generator,
    config: ShopperConfig,
    shopper: Shopper,
    episodes: tuple[Episode, ...],
    persona: Persona | None,
) -> list[Visit]:
    """When the shopper comes, with the mood they are in."""
    starts = [start for stay in _stays(rng, config, persona) for start in _arrivals(rng, config, shopper, stay)]
    times = np.array([int(start.timestamp()) for start in starts], dtype=np.int64)
    moods = mood_path(rng, times, episodes, shopper.half_life_days).tolist()
    return [
        Visit(f"{shopper.user_id}-{number}", start, valence, arousal, episode_at(episodes, int(at)))
        for number, (start, at, (valence, arousal)) in enumerate(zip(starts, times, moods, strict=True), start=1)
    ]


def _stays(rng: np.random.Generator, config: ShopperConfig, persona: Persona | None) -> list[tuple[int, int, int]]:
    """Numbers of visits, with the first day they can fall on and the first after them (people join over time).

    A regular comes about twice a day during their episode; the day before it stays free, so that no visits meet.
    """
    median, spread = VISITS[config.kind]
    drawn = int(np.clip(rng.lognormal(np.log(median), spread), 1, MOST_VISITS))
    joined = int(0.8 * config.days * rng.beta(1.0, 2.0))
    if persona is None:
        return [(drawn, joined, config.days)]
    if persona.episode_days is None:
        return [(persona.n_visits, max(0, config.days - (persona.recent_days or config.days)), config.days)]
    onset = config.days - persona.episode_days
    return [(persona.n_visits, 0, onset), (2 * persona.episode_days, onset + 1, config.days)]


def _arrivals(
    rng: np.random.Generator, config: ShopperConfig, shopper: Shopper, stay: tuple[int, int, int]
) -> list[datetime]:
    count, first, last = stay
    window = Window(config.start + timedelta(days=first), config.start + timedelta(days=last), config.tz)
    return draw_visits(rng, count, window, shopper.chronotype, not config.null_world)


def _rows(
    world: World, config: ShopperConfig, shopper: Shopper, visits: list[Visit], rng: np.random.Generator
) -> list[Row]:
    effects = Effects(0.0, 0.0) if config.null_world else Effects(config.mood_effect)
    person = Reader(world, shopper, effects, rng) if config.kind == "book" else Listener(world, shopper, effects, rng)
    return [row for visit in visits for row in person.visit(visit).rows]


def _history_of(persona: Persona, rows: list[Row]) -> list[Row]:
    """Exactly the promised number of rows: the latest whole sessions, and the beginning of the one before them.

    Of a history of a few events only looks are kept: a lone search says nothing of an item.
    """
    if persona.at_least:
        return rows
    looks = [row for row in rows if row.event in ("view_item", "play")] if persona.events < 10 else rows
    kept: list[Row] = []
    for session_id in dict.fromkeys(row.session_id for row in reversed(looks)):
        session = [row for row in looks if row.session_id == session_id]
        kept = session[: persona.events - len(kept)] + kept
    return kept


def _frame(rows: list[tuple[str, Row]], world: World, config: ShopperConfig) -> pl.DataFrame:
    """Rows of all shoppers as the contract's columns, in order of time; ids count in that order."""
    ids = [f.item_id for f in world.facts]
    columns = list(zip(*(row for _, row in rows), strict=True)) or [()] * len(_COLUMNS)
    raw = dict(zip(_COLUMNS, columns, strict=True))
    frame = pl.DataFrame(
        {
            "user_id": [user_id for user_id, _ in rows],
            **{name: raw[name] for name in _COLUMNS if name not in ("item", "dwell")},
            "item_id": [None if item is None else ids[item] for item in raw["item"]],
            "dwell_seconds": raw["dwell"],
        },
        schema_overrides=_SCHEMA,
    )
    return _finished(frame.sort("at", maintain_order=True), config)


def _finished(frame: pl.DataFrame, config: ShopperConfig) -> pl.DataFrame:
    local = pl.from_epoch("at", time_unit="s").dt.convert_time_zone(config.zone)
    number = pl.int_range(1, pl.len() + 1).cast(pl.String).str.zfill(6)
    return frame.with_columns(
        datetime=local.dt.to_string("%Y-%m-%dT%H:%M:%S%:z"),
        event_id=pl.lit(ID_PREFIX[config.kind]) + number,
    ).select(
        "event_id", "user_id", "item_id", "datetime", "event", "session_id", "query", "results",
        "dwell_seconds", "seconds", "rating", "creator", "label",
    )  # fmt: skip
