from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from recsys.dataset.frames import dataset_from_frames
from recsys.dataset.reader import read_dataset
from recsys.errors import DataError
from tests.recsys.dataset.folders import EVENTS, ITEMS, folder


@pytest.mark.parametrize("library", ["polars", "lazy", "pandas", "pyarrow"])
def test_frames_give_what_the_reader_gives(tmp_path: Path, library: str) -> None:
    convert: dict[str, Any] = {
        "polars": lambda frame: frame,
        "lazy": lambda frame: frame.lazy(),
        "pandas": lambda frame: frame.to_pandas(),
        "pyarrow": lambda frame: frame.to_arrow(),
    }
    events, items = (convert[library](pl.read_csv(text.encode())) for text in (EVENTS, ITEMS))
    data = dataset_from_frames(events, items, name="책방", kind="book", timezone="Asia/Seoul")
    read = read_dataset(folder(tmp_path))
    assert data.meta == read.meta
    assert data.users == read.users
    assert data.catalogue == read.catalogue
    assert list(data.event_ids) == ["e1", "e2", "e3"]
    for column in ("user", "item", "weight", "time"):
        assert np.array_equal(getattr(data.interactions, column), getattr(read.interactions, column))


def test_typed_times_and_ids_are_understood() -> None:
    aware = pl.DataFrame({"user_id": [7], "item_id": [1.0], "datetime": [datetime(2024, 3, 1, 1, tzinfo=UTC)]})
    naive = pd.DataFrame({"user_id": [7], "item_id": ["1"], "datetime": pd.to_datetime(["2024-03-01 10:00"])})
    day = pa.table({"user_id": ["7"], "item_id": [1], "datetime": [date(2024, 3, 1)]})
    seen = [dataset_from_frames(frame, timezone="Asia/Seoul") for frame in (aware, naive, day)]
    assert [int(data.interactions.time[0]) for data in seen] == [1709254800, 1709254800, 1709218800]
    assert {(data.users.ids, data.catalogue.items.ids) for data in seen} == {(("7",), ("1",))}


def test_time_is_seconds_with_a_datetime_column_and_order_without() -> None:
    bare = pl.DataFrame({"user_id": ["u"], "item_id": ["i"]})
    timed = bare.with_columns(datetime=pl.lit(5))
    assert dataset_from_frames(bare).meta.time == "order"
    assert dataset_from_frames(timed).meta.time == "seconds"
    assert dataset_from_frames(timed, time="none").meta.time == "none"
    assert dataset_from_frames(None, pl.DataFrame({"item_id": ["i"]})).meta.time == "order"


def test_pandas_gaps_and_mixed_objects_are_no_value() -> None:
    events = pd.DataFrame({"user_id": ["u", "u"], "item_id": ["1", "2"], "rating": [4.5, float("nan")]})
    items = pd.DataFrame(
        {"item_id": [1, "x2", 3.0], "title": ["가", None, pd.NA], "tags": [["a", "b"], None, None]}, dtype=object
    )
    data = dataset_from_frames(events, items)
    assert np.isnan(data.ratings[1])
    assert [facts.title for facts in data.catalogue.facts[:3]] == ["가", "", ""]


def test_lists_are_tags() -> None:
    items = pl.DataFrame({"item_id": [1], "tags": [["위로", "겨울"]]})
    assert dataset_from_frames(None, items).catalogue.facts[0].tags == ("위로", "겨울")


def test_an_error_names_the_frame_and_the_row_counted_from_one() -> None:
    events = pl.DataFrame({"user_id": ["u"] * 17, "item_id": ["i"] * 16 + [None]})
    with pytest.raises(DataError, match=r"^events, row 17: item_id is empty"):
        dataset_from_frames(events)
    with pytest.raises(DataError, match=r"^items, row 2: item_id is there twice \(first on row 1\); value 'a'"):
        dataset_from_frames(None, pl.DataFrame({"item_id": ["a", "a"]}))
    with pytest.raises(DataError, match=r"^items, row 1: valence is not a number it can be; value '2.0'"):
        dataset_from_frames(None, pl.DataFrame({"item_id": ["a"], "valence": [2.0]}))


def test_what_is_no_frame_is_refused() -> None:
    with pytest.raises(
        DataError, match=r"events: not a frame; value 'dict'; allowed: a pandas, polars or pyarrow frame"
    ):
        dataset_from_frames({"user_id": ["u"]})
    with pytest.raises(DataError, match=r"neither events nor items were given"):
        dataset_from_frames(None)
    with pytest.raises(DataError, match=r"events: a column's name is not text; value '0'"):
        dataset_from_frames(pd.DataFrame([[1, 2]]))
    with pytest.raises(DataError, match=r"unknown kind; value 'bok'; allowed: did you mean 'book'"):
        dataset_from_frames(pl.DataFrame({"user_id": ["u"], "item_id": ["i"]}), kind="bok")
