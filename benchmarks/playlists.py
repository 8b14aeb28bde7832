"""Playlists: `python -m benchmarks.playlists --data FOLDER` prints two tables and writes benchmarks/results.

Over the songs of deezer-mood (no listeners): 1,000 seeded requests of all intents, starts over the whole plane, 15 to
90 minutes, artists left out, tracks to open with, shares of new songs, lists to go on from. An oracle that knows
nothing of the planner checks every list; what it finds broken must be what the answer names as unmet.
On the demo's music shelf, with its simulated listeners: the taste of the chosen tracks as percentiles of the engine's
score without mood among the tracks allowed.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.playlist_oracle import Asked, broken
from recsys.engine import Engine
from recsys.mood.types import MOOD_POINTS, Intent, MoodReport
from recsys.playlist.ask import Ask, Playlist
from recsys.playlist.playlist import playlist
from recsys.types import ItemFacts, Moment, Touch, UserState

RESULTS = Path(__file__).parent / "results" / "playlists.json"
MUSIC = Path(__file__).resolve().parent.parent / "data" / "music" / "items.csv"
INTENTS: tuple[Intent, ...] = ("match", "lift", "focus", "sleep")
REQUESTS, SEED = 1_000, 0
LISTENERS = 300


@dataclass(frozen=True)
class Song:
    """A track as the oracle reads it."""

    item_id: str
    valence: float | None
    arousal: float | None
    tempo: float | None
    seconds: float | None
    artist: str

    @classmethod
    def of(cls, facts: ItemFacts) -> "Song":
        """From the catalogue's own columns."""
        artist = facts.creator.casefold() or facts.item_id
        return cls(facts.item_id, facts.valence, facts.arousal, facts.tempo, facts.duration_seconds, artist)


def random_ask(rng: np.random.Generator, engine: Engine, number: int) -> tuple[Ask, UserState]:
    """One request over the whole plane, with each filter in some of them."""
    facts = engine.catalogue.facts
    start = MoodReport(*(float(x) for x in rng.uniform(-1, 1, 2)))
    known = rng.choice(len(facts), 400, replace=False)
    state = UserState(touches=tuple(Touch(f"e{i}", facts[i].item_id, "chosen", 0) for i in known))
    seed_track = facts[rng.integers(len(facts))].item_id if rng.random() < 0.1 else None
    ask = Ask(
        start=None if seed_track or rng.random() < 0.1 else start,
        intent=INTENTS[number % len(INTENTS)],
        minutes=float(rng.integers(15, 91)),
        seed=number,
        seed_track=seed_track,
        leave_out=tuple(facts[i].creator for i in rng.integers(len(facts), size=5)) if rng.random() < 0.3 else (),
        new_share=float(rng.choice((0.0, 0.3, 0.5, 1.0), p=(0.1, 0.3, 0.3, 0.3))) if rng.random() < 0.2 else None,
    )
    return ask, state


def checked(engine: Engine, songs: dict[str, Song], ask: Ask, state: UserState, earlier: Playlist | None) -> Any:
    """One answer and what the oracle says of it: ((milliseconds, of them on the processor), broken, playlist)."""
    started, busy = time.perf_counter(), time.thread_time()
    made = playlist(engine, state, Moment(), ask)
    spent = 1000.0 * (time.perf_counter() - started), 1000.0 * (time.thread_time() - busy)
    left_out = {name.casefold() for name in ask.leave_out}
    first = ask.seed_track
    before = () if earlier is None else tuple(facts.item_id for facts in earlier.tracks)
    asked = Asked(
        start=made.start,
        intent=ask.intent or made.intent,
        minutes=ask.minutes,
        # A track to open with is the plainer word, also where its artist is left out.
        forbidden=frozenset(one for one, song in songs.items() if song.artist in left_out).union(before) - {first},
        first=first,
        new_share=ask.new_share,
        known=frozenset(touch.item_id for touch in state.touches),
        after=before[-3:] if made.source == "continued" else (),
    )
    return spent, broken(asked, [facts.item_id for facts in made.tracks], songs), made


def measure_songs(engine: Engine, requests: int) -> dict[str, Any]:
    """The share of requests that keep everything, and how long they take."""
    rng = np.random.default_rng(SEED)
    songs = {facts.item_id: Song.of(facts) for facts in engine.catalogue.facts}
    playlist(engine, UserState(), Moment(), Ask())  # compiles
    found: list[tuple[tuple[float, float], set[str], Playlist]] = []
    for number in range(requests):
        ask, state = random_ask(rng, engine, number)
        earlier = found[-1][2] if found and ask.start is None and ask.seed_track is None else None
        if earlier is not None:
            ask = Ask(**{**_fields(ask), "after": tuple(facts.item_id for facts in earlier.tracks)})
        found.append(checked(engine, songs, ask, state, earlier))
    kept = [not lost for _, lost, _ in found]
    honest = [lost == set(made.unmet) for _, lost, made in found]
    spent, busy = zip(*(ms for ms, _, _ in found), strict=True)
    return {
        "songs": len(songs),
        "requests": requests,
        "kept_everything": sum(kept) / requests,
        "by_intent": {i: statistics.mean(kept[n :: len(INTENTS)]) for n, i in enumerate(INTENTS)},
        "named_what_is_unmet": sum(honest) / requests,
        "unmet": dict(Counter(name for _, lost, _ in found for name in sorted(lost)).most_common()),
        "median_ms": statistics.median(spent),
        "p95_ms": float(np.percentile(spent, 95)),
        "median_processor_ms": statistics.median(busy),
    }


def _fields(ask: Ask) -> dict[str, Any]:
    return {name: getattr(ask, name) for name in Ask.__dataclass_fields__}


def measure_listeners(engine: Engine, states: Sequence[UserState], at: int) -> dict[str, Any]:
    """Mean percentile of taste, over listeners who said one of the twelve moods."""
    moment, labels = Moment(at, "Asia/Seoul"), list(MOOD_POINTS)
    taste: dict[str, list[float]] = {intent: [] for intent in INTENTS}
    kept: list[bool] = []
    for number, state in enumerate(states):
        intent = INTENTS[number % len(INTENTS)]
        ask = Ask(MoodReport.of(labels[number // len(INTENTS) % len(labels)]), intent, seed=number)
        made = playlist(engine, state, moment, ask)
        taste[intent].append(float(made.taste.mean()) if len(made.taste) else 0.0)
        kept.append(not made.unmet)
    return {
        "tracks": len(engine.catalogue),
        "listeners": len(states),
        "minutes": Ask().minutes,
        "taste_percentile": statistics.mean(value for values in taste.values() for value in values),
        "by_intent": {intent: statistics.mean(values) for intent, values in taste.items()},
        "kept_everything": sum(kept) / len(kept),
    }


def engine_of_songs(data: Path) -> Engine:
    """The deezer-mood songs as `gonggam import` reads them; nobody has heard any of them."""
    from api.services import no_interactions
    from recsys.dataset.reader import read_dataset
    from recsys.dataset.sources.registry import importer
    from recsys.dataset.writer import write_dataset
    from recsys.protocols import TrainingData
    from recsys.training import fit_engine

    with tempfile.TemporaryDirectory() as folder:
        imported = importer("deezer-mood")(data / "deezer-mood")
        write_dataset(Path(folder) / "set", imported.meta, imported.events, imported.items)
        dataset = read_dataset(Path(folder) / "set")
    return fit_engine(TrainingData(no_interactions(dataset), dataset.catalogue))


def listeners_of_demo() -> tuple[Engine, list[UserState], int]:
    """The demo's music shelf trained on its simulated listeners, those with a history, and the next moment."""
    from recsys.dataset.demo.config import ShopperConfig
    from recsys.dataset.demo.files import read_catalogue, write_simulation
    from recsys.dataset.demo.generate import simulate
    from recsys.dataset.reader import read_dataset
    from recsys.recommender import Recommender

    with tempfile.TemporaryDirectory() as folder:
        simulation = simulate(read_catalogue(MUSIC, "track"), ShopperConfig("track", LISTENERS), SEED)
        dataset = read_dataset(write_simulation(Path(folder) / "music", simulation, MUSIC))
    model = Recommender().fit_dataset(dataset)
    states = [dataset.state_of(user) for user in dataset.users.ids]
    known = [state for state in states if len({touch.item_id for touch in state.touches}) >= 10]
    return model.engine, known, int(dataset.interactions.time.max()) + 1


def table_of(title: str, figures: dict[str, Any]) -> Table:
    """Figures down, values across."""
    table = Table(title=title)
    table.add_column("figure")
    table.add_column("value", justify="right")
    for name, value in figures.items():
        told = {"": value} if not isinstance(value, dict) else value
        for part, one in told.items():
            table.add_row(f"{name} {part}".strip(), f"{one:.3f}" if isinstance(one, float) else str(one))
    return table


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder that holds deezer-mood")
    parser.add_argument("--requests", type=int, default=REQUESTS)
    asked = parser.parse_args()
    figures = {"deezer-mood": measure_songs(engine_of_songs(asked.data), asked.requests)}
    figures["demo music shelf"] = measure_listeners(*listeners_of_demo())
    for title, told in figures.items():
        Console().print(table_of(title, told))
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
