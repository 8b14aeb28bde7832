import gzip
from pathlib import Path

import polars as pl
import pytest

from recsys.dataset.reader import read_dataset
from recsys.errors import DataError
from tests.recsys.dataset.folders import EVENTS, ITEMS, TOML, folder

ORDER = 'time = "order"\n'


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ('tme = "order"', "dataset.toml: unknown key; value 'tme'; allowed: did you mean 'time'?"),
        ('time = "second"', "dataset.toml: unknown time; value 'second'; allowed: did you mean 'seconds'?"),
        ('kind = "books"', "dataset.toml: unknown kind; value 'books'; allowed: did you mean 'book'?"),
        ('timezone = "Asia/Soul"', "dataset.toml: unknown timezone; value 'Asia/Soul'; allowed: an IANA name such as"),
        ("timezone = 9", "dataset.toml: timezone is not a text; value '9'"),
        ("name = 3", "dataset.toml: name is not a text; value '3'"),
        (
            "rating_max = -1",
            "dataset.toml: rating_max is not the top of a scale; value '-1'; allowed: a number above 0",
        ),
        ("rating_max = true", "rating_max is not the top of a scale"),
        ("name: x", "dataset.toml: not TOML (Expected '=' after a key"),
    ],
)
def test_a_bad_dataset_toml_is_refused_with_the_way_out(tmp_path: Path, toml: str, message: str) -> None:
    with pytest.raises(DataError) as caught:
        read_dataset(folder(tmp_path, toml=toml + "\n"))
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("events", "message"),
    [
        ("", "events.csv: the file is empty; a table needs a header line"),
        ("\n\n", "events.csv: the file is empty"),
        ("item_id\na\n", "events.csv: column user_id is missing; allowed: columns found: item_id; name the columns so"),
        (
            "user_id,item_id\nu,a\n",
            "events.csv: column datetime is missing; allowed: columns found: user_id, item_id; dataset.toml says time",
        ),
        (
            EVENTS + "u3,i1,gestern\n",
            "events.csv, line 5: datetime is not a time; value 'gestern'; allowed: ISO 8601 (2024-03-01",
        ),
        (EVENTS + "u3,i1,2024-02-30\n", "events.csv, line 5: datetime is not a time; value '2024-02-30'"),
        (EVENTS + "u3,i1,\n", "events.csv, line 5: datetime is empty; dataset.toml says time"),
        ('user_id,item_id,datetime,q\nu,a,1,"x\ny"\nu,a,zz,\n', "events.csv, line 4: datetime is not a time"),
        ("user_id,item_id,datetime\n\nu,a,1\n\n\nu,b,zz\n", "events.csv, line 6: datetime is not a time"),
        ("\n\nuser_id,item_id,datetime\nu,b,zz\n", "events.csv, line 4: datetime is not a time"),
        ('user_id,item_id,datetime\nu"x,a,1\nu,"a",1\nv,b,zz\n', "events.csv, line 4: datetime is not a time"),
        (
            "user_id,item_id,datetime,event\nu,a,1,purchse\n",
            "line 2: unknown event; value 'purchse'; allowed: did you mean 'purchase'?",
        ),
        (
            "user_id,item_id,datetime,weight\nu,a,1,0\n",
            "line 2: weight is not a number it can be; value '0'; allowed: a number above 0",
        ),
        ("user_id,item_id,datetime,weight\nu,a,1,viel\n", "line 2: weight is not a number it can be; value 'viel'"),
        (
            "user_id,item_id,datetime,rating\nu,a,1,nan\n",
            "line 2: rating is not a number it can be; value 'nan'; allowed: a number, 0 or more",
        ),
        (
            "user_id,item_id,datetime,rating\nu,a,1,3\nu,a,1,101\n",
            "line 3: rating is above the scale; value '101.0'; allowed: 0 to 100; set rating_max",
        ),
        ("user_id,item_id,datetime\nu,,1\n", "events.csv, line 2: item_id is empty; remove the row"),
        (
            "user_id,item_id,datetime\n,a,1\n",
            "events.csv, line 2: user_id is empty; every event on an item needs a user",
        ),
        (
            "user_id,item_id,datetime\nu,a,1,2\n",
            "events.csv, line 2: 4 fields; allowed: 3, as the header has; put a field",
        ),
        ('user_id,item_id,datetime\nu,a,1\nu,"b,1\n', "events.csv, line 3: broken quoting"),
        ("user_id,item_id,user_id\nu,a,1\n", "events.csv, line 1: column user_id is there twice"),
    ],
)
def test_bad_events_are_refused_naming_file_line_value_and_what_is_allowed(
    tmp_path: Path, events: str, message: str
) -> None:
    with pytest.raises(DataError) as caught:
        read_dataset(folder(tmp_path, events=events))
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("items", "message"),
    [
        ("title\nx\n", "items.csv: column item_id is missing; allowed: columns found: title"),
        (ITEMS + "i1,again\n", "items.csv, line 4: item_id is there twice (first on line 2); value 'i1'; keep one"),
        (ITEMS + ",nameless\n", "items.csv, line 4: item_id is empty; every row needs its own item_id"),
        ("item_id,kind\na,boook\n", "items.csv, line 2: unknown kind; value 'boook'; allowed: did you mean 'book'?"),
        (
            "item_id,valence\na,1\nb,1.2\n",
            "items.csv, line 3: valence is not a number it can be; value '1.2'; allowed: a number from -1 to 1",
        ),
        ("item_id,price\na,-1\n", "line 2: price is not a number it can be; value '-1'; allowed: a number, 0 or more"),
        ("item_id,series_index\na,one\n", "value 'one'; allowed: a number, such as 3 or 3.5"),
        ("item_id,age_limit\na,130\n", "value '130'; allowed: a number from 0 to 120"),
        (
            "item_id,available\na,maybe\n",
            "line 2: available is neither true nor false; value 'maybe'; allowed: true, 1, yes, y, false",
        ),
        ("item_id,durable\na,2\n", "line 2: durable is neither true nor false; value '2'"),
        ("item_id,pages\na,many\n", "line 2: pages is not a number it can be; value 'many'"),
    ],
)
def test_bad_items_are_refused_naming_file_line_value_and_what_is_allowed(
    tmp_path: Path, items: str, message: str
) -> None:
    with pytest.raises(DataError) as caught:
        read_dataset(folder(tmp_path, items=items))
    assert message in str(caught.value)


def test_broken_utf8_is_refused_with_its_line(tmp_path: Path) -> None:
    (folder(tmp_path) / "items.csv").write_bytes(ITEMS.encode() + "i3,작별\n".encode("cp949"))
    with pytest.raises(DataError, match=r"items.csv, line 4: not UTF-8; .*allowed: UTF-8 text; save the file as UTF-8"):
        read_dataset(tmp_path)


def test_a_lone_quote_inside_a_field_is_read_and_lines_stay_right(tmp_path: Path) -> None:
    events = 'user_id,item_id\nu,5" disc\n\nu,"a\n""b"""\nv\nw,x"\n'
    with pytest.raises(DataError, match=r"events.csv, line 6: item_id is empty"):
        read_dataset(folder(tmp_path, toml=ORDER, events=events, items=None))
    data = read_dataset(folder(tmp_path, toml=ORDER, events=events.replace("v\n", ""), items=None))
    assert data.catalogue.items.ids == ('5" disc', 'a\n"b"', 'x"')
    assert list(data.event_ids) == ["e2", "e4", "e6"]


def test_broken_gzip_and_parquet_are_refused(tmp_path: Path) -> None:
    (folder(tmp_path / "a", events=None) / "events.csv.gz").write_bytes(gzip.compress(EVENTS.encode())[:30])
    (folder(tmp_path / "b", events=None) / "events.parquet").write_bytes(b"no parquet")
    with pytest.raises(DataError, match=r"events.csv.gz: the file cannot be read"):
        read_dataset(tmp_path / "a")
    with pytest.raises(DataError, match=r"events.parquet: not a readable parquet file"):
        read_dataset(tmp_path / "b")


def test_a_parquet_row_is_named_by_its_number(tmp_path: Path) -> None:
    path = folder(tmp_path, events=None)
    pl.DataFrame({"user_id": ["u", "u"], "item_id": [1, 2], "datetime": ["1", "x"]}).write_parquet(
        path / "events.parquet"
    )
    with pytest.raises(DataError, match=r"events.parquet, row 2: datetime is not a time; value 'x'"):
        read_dataset(path)


def test_what_is_no_dataset_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    cases = {
        "nowhere": "nowhere: no such folder; a dataset is a folder with dataset.toml",
        "file": "file: a file, not a folder",
    }
    for name, message in cases.items():
        with pytest.raises(DataError, match=message):
            read_dataset(tmp_path / name)
    with pytest.raises(DataError, match=r"dataset.toml is missing; write one with at least: name"):
        read_dataset(folder(tmp_path / "a", toml=None))
    with pytest.raises(DataError, match=r"neither events nor items are there; allowed: at least one of events.csv"):
        read_dataset(folder(tmp_path / "b", events=None, items=None))
    (folder(tmp_path / "c") / "items.csv.gz").write_bytes(gzip.compress(ITEMS.encode()))
    with pytest.raises(DataError, match=r"items.csv and items.csv.gz are both there; keep the one"):
        read_dataset(tmp_path / "c")


def test_the_name_defaults_to_the_folders(tmp_path: Path) -> None:
    assert read_dataset(folder(tmp_path / "책방", toml=TOML.splitlines()[1])).meta.name == "책방"
