"""`python -m recsys.dataset.demo OUT [--shop bookshop|music] [--null-world] [--seed 0]`: write the demo shops."""

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from recsys.dataset.demo.config import DemoKind, ShopperConfig
from recsys.dataset.demo.files import read_catalogue, write_simulation
from recsys.dataset.demo.generate import Simulation, simulate
from recsys.errors import GonggamError

SHOPS: dict[str, tuple[DemoKind, int]] = {"bookshop": ("book", 600), "music": ("track", 300)}
"""Kind and number of shoppers. Listeners leave many more events each, so that fewer make a file of the same size."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Write one shop, or both, below OUT; 0 when all went well, 2 with one line of help when not."""
    asked = _parser().parse_args(arguments)
    try:
        for shop in [asked.shop] if asked.shop else list(SHOPS):
            _write(shop, asked)
    except GonggamError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    defaults = ShopperConfig()
    parser = argparse.ArgumentParser(prog="python -m recsys.dataset.demo", description="Simulated shoppers.")
    parser.add_argument("out", type=Path, help="folder; each shop gets a folder of its name in it")
    parser.add_argument("--shop", choices=list(SHOPS), help="one shop only (default: both)")
    parser.add_argument("--null-world", action="store_true", help="mood and time of day change nothing")
    parser.add_argument("--mood-effect", type=float, default=1.0, help="times as much as usual a mood moves choices")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--shoppers", type=int, help="number of shoppers (default: 600 bookshop, 300 music)")
    parser.add_argument("--start", type=date.fromisoformat, default=defaults.start, help="first local day, ISO")
    parser.add_argument("--days", type=int, default=defaults.days)
    parser.add_argument("--data", type=Path, default=Path("data"), help="folder of the hand-written catalogues")
    return parser


def _write(shop: str, asked: argparse.Namespace) -> None:
    kind, n_shoppers = SHOPS[shop]
    count = n_shoppers if asked.shoppers is None else asked.shoppers
    strength = asked.mood_effect
    config = ShopperConfig(kind, count, asked.start, asked.days, null_world=asked.null_world, mood_effect=strength)
    items_csv = asked.data / shop / "items.csv"
    sys.stderr.write(f"{shop}: simulating {count} shoppers over {asked.days} days ...\n")
    simulation = simulate(read_catalogue(items_csv, kind), config, asked.seed)
    folder = write_simulation(asked.out / shop, simulation, items_csv)
    sys.stderr.write(f"{shop}: {_summary(simulation)} -> {folder}\n")


def _summary(simulation: Simulation) -> str:
    events = simulation.events
    return f"{events.height} events of {events['user_id'].n_unique()} simulated shoppers"


if __name__ == "__main__":
    sys.exit(main())
