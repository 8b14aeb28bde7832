"""Simulated shoppers with their hidden moods, as the mood benchmark asks of them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from recsys.dataset.dataset import Dataset
from recsys.dataset.demo.choice import mood_target
from recsys.dataset.demo.config import DemoKind, ShopperConfig
from recsys.dataset.demo.files import read_catalogue, write_simulation
from recsys.dataset.demo.generate import simulate
from recsys.dataset.reader import read_dataset
from recsys.mood.items import ItemMoods, item_moods
from recsys.types import Float64, Int64

SHOPS: Mapping[DemoKind, tuple[str, int]] = {"book": ("bookshop", 600), "track": ("music", 300)}
"""Folder of the catalogue, and shoppers, as `python -m recsys.dataset.demo` has them."""

MOOD_EFFECTS: Mapping[str, float] = {"": 1.0, "null": 0.0, "strong": 3.0}
"""Worlds by how much a mood moves choices; in the null world the hour moves nothing, either."""


@dataclass(frozen=True)
class Visit:
    """A session of a shopper: its rows (r,), the true mood at its start, and whether an episode pulled it.

    `wanted` is where the shopper wants to be met, `weight` how much that counts for this shopper.
    """

    user: int
    user_id: str
    rows: Int64
    valence: float
    arousal: float
    in_episode: bool
    wanted: tuple[float, float]
    weight: float


@dataclass(frozen=True)
class SimulatedShop:
    """A shop's data, where its items lie (`places` (n, 2) in truth), and its visits in which something was chosen."""

    name: str
    dataset: Dataset
    moods: ItemMoods
    visits: tuple[Visit, ...]
    places: Float64

    def worth(self, visit: Visit) -> Float64:
        """(n,) what the hidden mood of a visit adds to the shopper's utility of every item, up to the world's scale."""
        away = self.places - np.array(visit.wanted)
        worth: Float64 = visit.weight * ((self.places**2).sum(axis=1) - (away**2).sum(axis=1))
        return worth


def simulated(kind: DemoKind, seed: int, world: str = "", data: Path = Path("data")) -> SimulatedShop:
    """A shop of one seed in a world (`MOOD_EFFECTS`), written and read as a data set folder."""
    folder, count = SHOPS[kind]
    items, effect = data / folder / "items.csv", MOOD_EFFECTS[world]
    config = ShopperConfig(kind, count, null_world=effect == 0.0, mood_effect=effect)
    simulation = simulate(read_catalogue(items, kind), config, seed)
    with TemporaryDirectory() as place:
        where = write_simulation(Path(place) / folder, simulation, items)
        dataset = read_dataset(where)
        truth = json.loads((where / "truth.json").read_text(encoding="utf-8"))
    counts = np.bincount(dataset.interactions.item, minlength=len(dataset.catalogue)).astype(np.float64)
    moods = item_moods(dataset.catalogue, counts)
    places = np.array([truth["item_mood"][item] for item in dataset.catalogue.items.ids])
    return SimulatedShop(folder, dataset, moods, tuple(_visits(dataset, truth)), places)


def _visits(dataset: Dataset, truth: Mapping[str, Any]) -> list[Visit]:
    log, found = dataset.interactions, []
    assert log.session is not None
    for number, user_id in enumerate(dataset.users.ids):
        told = truth["shoppers"][user_id]
        spans = [(_seconds(e["start"]), _seconds(e["end"])) for e in told["episodes"]]
        moods = {mood["session_id"]: (mood["valence"], mood["arousal"]) for mood in told["moods"]}
        rows = dataset.rows_of(number)
        for session in dict.fromkeys(log.session[rows].tolist()):
            own = rows[log.session[rows] == session]
            mood = moods.get(dataset.sessions[session]) if session >= 0 else None
            if mood is None:
                continue
            first = int(log.time[own[0]])
            wanted = mood_target(told["mood_policy"], *mood)
            pulled = any(a <= first < b for a, b in spans)
            found.append(Visit(number, user_id, own, *mood, pulled, wanted, told["mood_weight"]))
    return found


def _seconds(iso: str) -> int:
    return int(datetime.fromisoformat(iso).timestamp())
