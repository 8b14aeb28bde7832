"""Reading a demo catalogue and writing a simulation as a dataset folder."""

import shutil
from pathlib import Path

from recsys.dataset.catalogue import Catalogue
from recsys.dataset.dataset import Meta
from recsys.dataset.demo.config import DemoKind
from recsys.dataset.demo.generate import Simulation
from recsys.dataset.items import catalogue_of
from recsys.dataset.meta import toml_of
from recsys.dataset.table import load_table
from recsys.errors import DataError

SHOP_NAME: dict[DemoKind, str] = {"book": "bookshop", "track": "music"}
STARS = 5.0


def read_catalogue(items_csv: Path, kind: DemoKind) -> Catalogue:
    """The items of a hand-written catalogue; `kind` is that of rows which name none. Raises DataError."""
    if not items_csv.is_file():
        raise DataError("no such file", file=items_csv, advice="name the folder of the catalogues with --data")
    return catalogue_of(load_table(items_csv), kind)


def write_simulation(folder: Path, simulation: Simulation, items_csv: Path) -> Path:
    """Write events.csv, a copy of items.csv, dataset.toml and truth.json; returns the folder.

    `truth.json` is for evaluation only and is never read by the recommender.
    """
    folder.mkdir(parents=True, exist_ok=True)
    simulation.events.write_csv(folder / "events.csv")
    shutil.copyfile(items_csv, folder / "items.csv")
    (folder / "dataset.toml").write_text(toml_of(_meta(simulation)), encoding="utf-8")
    (folder / "truth.json").write_text(simulation.truth.to_json(), encoding="utf-8")
    return folder


def _meta(simulation: Simulation) -> Meta:
    truth = simulation.truth
    return Meta(
        name=SHOP_NAME[truth.kind] + ("-null" if truth.null_world else ""),
        kind=truth.kind,
        time="seconds",
        timezone=truth.zone,
        rating_max=STARS if truth.kind == "book" else None,
        simulated=True,
    )
