from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.dataset.dataset import Meta
from recsys.dataset.frames import dataset_from_frames
from recsys.dataset.reader import read_dataset
from recsys.dataset.writer import write_dataset
from recsys.errors import DataError

EVENTS = pl.DataFrame({"user_id": ["u", "v"], "item_id": ["a", "b"], "datetime": [20, 10], "event": ["like", "play"]})
ITEMS = pl.DataFrame({"item_id": ["a", "b"], "title": ["가", None], "price": [1.5, None], "tags": ["x|y", None]})

titles = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12) | st.sampled_from(
    ['쉼표, "따옴표"', "줄\n바꿈", "\r", " 앞뒤 ", '"', '""', "a\r\nb", "소년이 온다", "\ufeff"]
)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(titles, min_size=1, max_size=6), name=titles)
def test_any_title_and_name_survive_the_round_trip(
    tmp_path_factory: pytest.TempPathFactory, rows: list[str], name: str
) -> None:
    out = tmp_path_factory.mktemp("round") / "out"
    items = pl.DataFrame(
        {"item_id": [f"i{n}" for n in range(len(rows))], "title": rows, "available": ["true"] * len(rows)}
    )
    write_dataset(out, Meta(name=name), None, items)
    read = read_dataset(out)
    assert read.meta.name == name
    assert [facts.title for facts in read.catalogue.facts] == rows


@settings(max_examples=60, deadline=None)
@given(queries=st.lists(titles, min_size=1, max_size=6))
def test_line_numbers_are_right_whatever_the_fields_hold(
    tmp_path_factory: pytest.TempPathFactory, queries: list[str]
) -> None:
    out = tmp_path_factory.mktemp("lines") / "out"
    n = len(queries)
    events = pl.DataFrame({"user_id": ["u"] * n, "query": queries, "item_id": ["i"] * n})
    write_dataset(out, Meta(name="x", time="order"), events, None)
    before, expected = 2, []
    for query in queries:
        expected.append(f"e{before}")
        before += 1 + query.count("\n")
    assert list(read_dataset(out).event_ids) == expected


@pytest.mark.parametrize("csv_rows", [10, 1])
def test_a_written_dataset_reads_back_equal_to_its_frames(tmp_path: Path, csv_rows: int) -> None:
    meta = Meta(name="샵", kind="track", timezone="Asia/Seoul", rating_max=10.0, simulated=True)
    write_dataset(tmp_path / "deep" / "out", meta, EVENTS, ITEMS, csv_rows=csv_rows)
    read = read_dataset(tmp_path / "deep" / "out")
    framed = dataset_from_frames(EVENTS, ITEMS, kind="track")
    assert read.meta == meta
    assert read.catalogue == framed.catalogue
    assert read.interactions.item.tolist() == framed.interactions.item.tolist() == [1, 0]
    assert list(read.acts) == ["played", "liked"]
    suffix = "csv" if csv_rows > 2 else "parquet"
    assert {p.name for p in (tmp_path / "deep" / "out").iterdir()} == {
        "dataset.toml",
        f"events.{suffix}",
        f"items.{suffix}",
    }
    assert [p.name for p in (tmp_path / "deep").iterdir()] == ["out"]


def test_an_older_dataset_is_replaced_as_a_whole(tmp_path: Path) -> None:
    write_dataset(tmp_path / "out", Meta(name="old"), EVENTS, ITEMS)
    write_dataset(tmp_path / "out", Meta(name="new", time="none"), None, ITEMS)
    assert read_dataset(tmp_path / "out").meta.name == "new"
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["dataset.toml", "items.csv", "out"]


def test_a_folder_that_is_no_dataset_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(DataError, match=r"the folder is not empty; value 'notes.txt'; name a new or an empty folder"):
        write_dataset(tmp_path, Meta(name="x"), EVENTS, None)
    with pytest.raises(DataError, match=r"a file, not a folder"):
        write_dataset(tmp_path / "notes.txt", Meta(name="x"), EVENTS, None)
    (tmp_path / "dataset.toml").write_text("")
    with pytest.raises(DataError, match=r"value 'notes.txt'"):
        write_dataset(tmp_path, Meta(name="x"), EVENTS, None)
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_nothing_to_write_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"neither events nor items"):
        write_dataset(tmp_path / "out", Meta(name="x"), None, None)


def test_a_failed_write_leaves_the_old_dataset_and_no_rubbish(tmp_path: Path) -> None:
    write_dataset(tmp_path / "out", Meta(name="old"), EVENTS, None)
    unwritable = pl.DataFrame({"item_id": [["a"]]})  # a list has no CSV form
    with pytest.raises(pl.exceptions.ComputeError):
        write_dataset(tmp_path / "out", Meta(name="new"), None, unwritable)
    assert read_dataset(tmp_path / "out").meta.name == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["out"]
