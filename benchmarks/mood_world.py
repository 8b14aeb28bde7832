"""Simulated shoppers with their hidden moods, as the mood benchmark asks of them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from recsys.dataset.dataset import Dataset
from recsys.dataset.demo.config import DemoKind, ShopperConfig
from recsys.dataset.demo.files import read_catalogue, write_simulation
from recsys.dataset.demo.generate import simulate
from recsys.dataset.reader import read_dataset
from recsys.mood.items import ItemMoods, item_moods
from recsys.types import Int64

SHOPS: Mapping[DemoKind, tuple[str, int]] = {"book": ("bookshop", 600), "track": ("music", 300)}
"""Folder of the catalogue, and shoppers, as `python -m recsys.dataset.demo` has them."""


@dataclass(frozen=True)
class Visit:
    """A session of a shopper: its rows (r,), the true mood at its start, and whether an episode pulled it."""

    user: int
    user_id: str
    rows: Int64
    valence: float
    arousal: float
    in_episode: bool


@dataclass(frozen=True)
class SimulatedShop:
    """A shop's data, where its items lie, and its visits in which something was chosen."""

    name: str
    dataset: Dataset
    moods: ItemMoods
    visits: tuple[Visit, ...]


def simulated(kind: DemoKind, seed: int, null_world: bool, data: Path = Path("data")) -> SimulatedShop:
    """A shop of one seed, written and read as a data set folder."""
    folder, count = SHOPS[kind]
    items = data / folder / "items.csv"
    simulation = simulate(read_catalogue(items, kind), ShopperConfig(kind, count, null_world=null_world), seed)
    with TemporaryDirectory() as place:
        where = write_simulation(Path(place) / folder, simulation, items)
        dataset = read_dataset(where)
        truth = json.loads((where / "truth.json").read_text(encoding="utf-8"))
    counts = np.bincount(dataset.interactions.item, minlength=len(dataset.catalogue)).astype(np.float64)
    return SimulatedShop(folder, dataset, item_moods(dataset.catalogue, counts), tuple(_visits(dataset, truth)))


def _visits(
    dataset: Dataset, truth: Mapping[str, Mapping[str, Mapping[str, list[Mapping[str, object]]]]]
) -> list[Visit]:
    log, found = dataset.interactions, []
    assert log.session is not None
    for number, user_id in enumerate(dataset.users.ids):
        told = truth["shoppers"][user_id]
        spans = [(_seconds(e["start"]), _seconds(e["end"])) for e in told["episodes"]]
        moods = {str(mood["session_id"]): mood for mood in told["moods"]}
        rows = dataset.rows_of(number)
        for session in dict.fromkeys(log.session[rows].tolist()):
            own = rows[log.session[rows] == session]
            mood = moods.get(dataset.sessions[session]) if session >= 0 else None
            if mood is None:
                continue
            first = int(log.time[own[0]])
            valence, arousal = float(str(mood["valence"])), float(str(mood["arousal"]))
            found.append(Visit(number, user_id, own, valence, arousal, any(a <= first < b for a, b in spans)))
    return found


def _seconds(iso: object) -> int:
    return int(datetime.fromisoformat(str(iso)).timestamp())
