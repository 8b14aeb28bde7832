"""`gonggam demo`: the demo shops, simulated and trained once, then served with the page."""

import hashlib
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from api.cli_train import fit_with_progress
from api.serve import serve_shops
from recsys import artifacts
from recsys.config import EngineConfig
from recsys.dataset.demo.__main__ import SHOPS
from recsys.dataset.demo.config import ShopperConfig
from recsys.dataset.demo.files import read_catalogue, write_simulation
from recsys.dataset.demo.generate import simulate
from recsys.dataset.reader import read_dataset
from recsys.errors import DataError

DATA = Path(__file__).resolve().parent.parent / "data"
"""The hand-written catalogues, beside the packages in a checkout."""

TRY = """
[bold]Gonggam is serving two demo shops (works are real, shoppers are simulated).[/] Three things to try:

  1. open   [cyan]http://127.0.0.1:{port}/[/]
  2. ask    [cyan]curl -s http://127.0.0.1:{port}/v1/recommendations -H 'Content-Type: application/json' \\
              -d '{{"shop": "bookshop", "user_id": "minseo", "k": 3}}'[/]
  3. like   [cyan]curl -s http://127.0.0.1:{port}/v1/events -H 'Content-Type: application/json' \\
              -d '{{"shop": "bookshop", "events": [{{"event_id": "try-1", "event": "like", "user_id": "minseo",
                   "item_id": "b010", "at": "{now}"}}]}}'[/]
            and ask again: the next list has changed.

API documentation: http://127.0.0.1:{port}/docs    Stop: Ctrl+C
"""


def run_demo(port: int, home: Path) -> None:
    """Train what is missing or out of date, then serve until interrupted."""
    console = Console()
    models = {shop: prepared(shop, home / shop, console) for shop in SHOPS}
    _serve(models, home, port, console)


def _serve(models: Mapping[str, Path], home: Path, port: int, console: Console) -> None:
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    database = f"sqlite:///{(home / 'events.db').resolve()}"
    serve_shops(
        models, database, "127.0.0.1", port, lambda: console.print(TRY.format(port=port, now=now), soft_wrap=True)
    )


def prepared(shop: str, home: Path, console: Console) -> Path:
    """The shop's model folder, trained when the catalogue or the recipe has changed since."""
    items = DATA / shop / "items.csv"
    if not items.exists():
        raise DataError("the demo shop is part of the source checkout", file=items, advice="clone the project")
    recipe = hashlib.sha256(
        items.read_bytes() + repr((SHOPS[shop], EngineConfig(), artifacts.SCHEMA)).encode()
    ).hexdigest()
    mark = home / "recipe"
    if mark.exists() and mark.read_text(encoding="utf-8") == recipe and (home / "model" / artifacts.CURRENT).exists():
        return home / "model"
    shutil.rmtree(home, ignore_errors=True)
    _train(shop, home, items, console)
    mark.write_text(recipe, encoding="utf-8")
    return home / "model"


def _train(shop: str, home: Path, items: Path, console: Console) -> None:
    kind, shoppers = SHOPS[shop]
    with console.status(f"{shop}: simulating {shoppers} shoppers"):
        simulation = simulate(read_catalogue(items, kind), ShopperConfig(kind, shoppers), 0)
        folder = write_simulation(home / "data", simulation, items)
    dataset = read_dataset(folder)
    console.print(f"{shop}: {len(dataset.interactions):,} simulated events on {len(dataset.catalogue)} real works")
    engine = fit_with_progress(dataset, EngineConfig(), console)
    artifacts.save(engine, home / "model", created=datetime.now(UTC), dataset=dataset)
