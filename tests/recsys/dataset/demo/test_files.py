import csv

import polars as pl
import pytest

from recsys.dataset.dataset import Meta
from recsys.dataset.demo.config import ShopperConfig
from recsys.dataset.demo.files import read_catalogue, write_simulation
from recsys.dataset.demo.generate import simulate
from recsys.dataset.demo.world import is_consumable
from recsys.dataset.reader import read_dataset
from recsys.errors import DataError

COLUMNS = ["item_id", "kind", "creator", "series", "series_index", "category", "tags", "age_limit", "available"]
COLUMNS += ["consumable", "released", "duration_seconds", "valence", "arousal", "work_id", "title"]


def items_csv(tmp_path, *rows):
    path = tmp_path / "items.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return path


def book(number, **more):
    return {"item_id": f"b{number}", "kind": "book", "creator": f"지은이 {number % 5}", "category": "시", **more}


def test_a_catalogue_is_read_with_what_the_simulation_needs(tmp_path):
    path = items_csv(
        tmp_path,
        book(1, tags="위로|따뜻한", series="연작", series_index="2", age_limit="19", available="false", work_id="w1"),
        book(2, consumable="true", valence="-0.5", arousal="0.25"),
    )
    one, two = read_catalogue(path, "book").facts
    assert (one.tags, one.series_index, one.age_limit, one.available) == (("위로", "따뜻한"), 2.0, 19, False)
    assert (two.available, two.valence, is_consumable(two), is_consumable(one)) == (True, -0.5, True, False)


def test_a_missing_or_foreign_file_is_refused(tmp_path):
    with pytest.raises(DataError, match="no such file"):
        read_catalogue(tmp_path / "nothing.csv", "book")
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(DataError, match="item_id"):
        read_catalogue(tmp_path / "other.csv", "book")


def test_a_folder_holds_events_items_description_and_truth_and_is_the_same_each_time(tmp_path):
    path = items_csv(tmp_path, *(book(number) for number in range(40)))
    config = ShopperConfig("book", n_shoppers=8, null_world=True)
    folders = [
        write_simulation(tmp_path / name, simulate(read_catalogue(path, "book"), config, 5), path)
        for name in ("one", "two")
    ]
    names = sorted(file.name for file in folders[0].iterdir())
    assert names == ["dataset.toml", "events.csv", "items.csv", "truth.json"]
    assert all((folders[0] / name).read_bytes() == (folders[1] / name).read_bytes() for name in names)
    assert (folders[0] / "items.csv").read_bytes() == path.read_bytes()


def test_what_is_written_reads_back_as_a_dataset(tmp_path):
    path = items_csv(tmp_path, *(book(number) for number in range(40)))
    simulation = simulate(read_catalogue(path, "book"), ShopperConfig("book", n_shoppers=8, null_world=True), 5)
    dataset = read_dataset(write_simulation(tmp_path / "shop", simulation, path))
    assert dataset.meta == Meta("bookshop-null", "book", "seconds", "Asia/Seoul", 5.0, simulated=True)
    assert len(dataset.catalogue) == 40
    assert "minseo" in dataset.users and "haeun" not in dataset.users
    bought = simulation.events.filter(pl.col("event") == "purchase").height
    assert sum(act == "bought" for act in dataset.acts) == bought > 20
