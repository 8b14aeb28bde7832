import gzip
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from recsys.dataset.reader import read_dataset
from recsys.errors import DataError
from tests.recsys.dataset.folders import EVENTS, ITEMS, TOML, folder

ORDER = 'time = "order"\n'


def test_a_folder_is_read_with_times_local_to_its_zone(tmp_path: Path) -> None:
    data = read_dataset(folder(tmp_path))
    assert data.meta.name == "책방"
    assert data.users.ids == ("u1", "u2")
    assert data.catalogue.facts[0].title == "소년이 온다"
    assert data.catalogue.facts[0].kind == "book"
    assert data.interactions.time[0] == 1709254800  # 10:00 in Seoul is 01:00 UTC
    assert list(data.event_ids) == ["e2", "e3", "e4"]
    assert data.interactions.session is None


def test_rows_are_sorted_by_time_and_ties_keep_their_order(tmp_path: Path) -> None:
    events = "user_id,item_id,datetime,event_id\nu,c,30,x\nu,b,10,y\nu,a,10,z\nu,d,20,\n"
    data = read_dataset(folder(tmp_path, events=events, items=None))
    assert data.interactions.time.tolist() == [10, 10, 20, 30]
    assert list(data.event_ids) == ["y", "z", "e5", "x"]
    assert data.catalogue.items.externals(data.interactions.item) == ["b", "a", "d", "c"]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1709254800", 1709254800),
        ("1709254800.9", 1709254800),
        ("2024-03-01", 1709218800),
        ("2024-03-01 10:00", 1709254800),
        ("2024-03-01T10:00:00.123456", 1709254800),
        ("2024-03-01T01:00:00Z", 1709254800),
        ("2024-02-29T20:00:00-0500", 1709254800),
        ("2024-03-01T10:00:00 +09:00", 1709254800),
        ("2024-03-01T06:30:00+05:30", 1709254800),
        ("1969-12-31T23:59:59Z", -1),
    ],
)
def test_every_form_of_time_is_understood(tmp_path: Path, text: str, seconds: int) -> None:
    data = read_dataset(folder(tmp_path, events=f"user_id,item_id,datetime\nu,i,{text}\n", items=None))
    assert data.interactions.time.tolist() == [seconds]


def test_hours_that_summer_time_skips_or_repeats_have_defined_seconds(tmp_path: Path) -> None:
    events = "user_id,item_id,datetime\nu,a,2010-03-28T01:30:00\nu,b,2010-10-31T01:30:00\n"
    data = read_dataset(folder(tmp_path, toml='timezone = "Europe/London"\n', events=events, items=None))
    assert data.interactions.time.tolist() == [1269739800, 1288485000]


@pytest.mark.parametrize("unit", ["order", "none"])
def test_without_seconds_the_time_is_the_row_number(tmp_path: Path, unit: str) -> None:
    data = read_dataset(folder(tmp_path, toml=f'time = "{unit}"\n', events="user_id,item_id\nu,b\nu,a\n", items=None))
    assert data.interactions.time.tolist() == [0, 1]
    assert data.interactions.time_unit == unit


def test_without_an_event_column_nothing_is_said_of_how_items_were_chosen(tmp_path: Path) -> None:
    assert list(read_dataset(folder(tmp_path)).acts) == ["chosen"] * 3


def test_events_become_acts_with_the_acts_strength_times_the_weight(tmp_path: Path) -> None:
    rows = ["purchase,,2", "rate,8,", "rate,7,", ",,", "play,,0.5", "search,,1", "review,10,1"]
    events = "user_id,item_id,event,rating,weight\n" + "".join(f"u,i{n},{row}\n" for n, row in enumerate(rows))
    data = read_dataset(folder(tmp_path, toml=ORDER, events=events, items=None))
    assert list(data.acts) == ["bought", "rated_high", "rated", "viewed", "played", "rated_high"]
    assert np.allclose(data.interactions.weight, [2.0, 1.0, 1.0, 0.4, 0.25, 1.0])
    assert data.meta.rating_max == 10
    assert data.ratings[1] == 8 and np.isnan(data.ratings[0])


@pytest.mark.parametrize(("highest", "scale"), [("4.5", 5), ("5", 5), ("5.5", 10), ("11", 100)])
def test_the_rating_scale_is_the_least_usual_one_that_fits(tmp_path: Path, highest: str, scale: float) -> None:
    events = f"user_id,item_id,rating\nu,i,{highest}\n"
    assert read_dataset(folder(tmp_path, toml=ORDER, events=events, items=None)).meta.rating_max == scale


def test_the_rating_scale_of_dataset_toml_wins(tmp_path: Path) -> None:
    events = "user_id,item_id,event,rating\nu,i,rate,5\n"
    data = read_dataset(folder(tmp_path, toml=ORDER + "rating_max = 10\n", events=events, items=None))
    assert data.meta.rating_max == 10
    assert list(data.acts) == ["rated"]


def test_a_refusal_holds_until_a_later_act(tmp_path: Path) -> None:
    events = "user_id,item_id,event\nu,a,dislike\nu,b,not_interested\nu,b,purchase\nv,a,like\nv,a,dislike\n"
    data = read_dataset(folder(tmp_path, toml=ORDER, events=events, items=None))
    named = {(data.users.ids[u], data.catalogue.items.ids[i]) for u, i in data.refused}
    assert named == {("u", "a"), ("v", "a")}
    assert data.state_of("u").refused == {"a"}
    assert len(data.interactions) == 2


def test_what_was_taken_out_of_the_cart_is_no_interaction(tmp_path: Path) -> None:
    events = (
        "user_id,item_id,event\nu,a,add_to_cart\nu,b,add_to_cart\nu,a,remove_from_cart\n"
        "v,a,add_to_cart\nv,,clear_cart\nv,a,add_to_cart\nv,c,purchase\n"
    )
    data = read_dataset(folder(tmp_path, toml=ORDER, events=events, items=None))
    assert list(data.event_ids) == ["e3", "e7", "e8"]


def test_sessions_contexts_and_single_cases_keep_to_their_rows(tmp_path: Path) -> None:
    events = (
        "user_id,item_id,session_id,context_weather,case,colour\n"
        "u,a,s1,비,single,red\nu,b,,,,red\nu,c,s2,맑음,single,red\n"
    )
    data = read_dataset(folder(tmp_path, toml=ORDER, events=events, items=None))
    assert data.sessions == ("s1", "s2")
    assert data.interactions.session is not None
    assert data.interactions.session.tolist() == [0, -1, 1]
    assert {name: list(values) for name, values in data.context.items()} == {"weather": ["비", "", "맑음"]}
    assert data.single_case is not None
    assert data.single_case.tolist() == [True, False, True]


def test_items_known_only_from_events_get_bare_facts(tmp_path: Path) -> None:
    data = read_dataset(folder(tmp_path, events=EVENTS + "u2,i9,2024-03-04\n"))
    assert data.catalogue.items.ids == ("i1", "i2", "i9")
    assert data.catalogue.facts[2].title == ""
    assert data.catalogue.facts[2].kind == "book"


def test_every_item_column_finds_its_place(tmp_path: Path) -> None:
    items = (
        "item_id,kind,tags,series,series_index,age_limit,available,price,valence,contributors,consumable,shelf\n"
        "i1,track,a| b||c,해리,1.5,19.0,no,9900,-0.5,translator:김|illustrator:이,YES,3F\n"
        "i2,,,,,,,,,,,\n"
    )
    data = read_dataset(folder(tmp_path, events=None, items=items))
    full, bare = data.catalogue.facts
    assert (full.kind, full.tags, full.series, full.series_index) == ("track", ("a", "b", "c"), "해리", 1.5)
    assert (full.age_limit, full.available, full.price, full.valence) == (19, False, 9900.0, -0.5)
    assert full.extra == (
        ("contributors", "translator:김|illustrator:이"),
        ("consumable", "true"),
        ("shelf", "3F"),
    )
    assert (bare.kind, bare.tags, bare.available, bare.price, bare.extra) == ("book", (), True, None, ())
    assert len(data.interactions) == 0 and len(data.users) == 0


def test_gzip_parquet_and_byte_order_marks_are_read_alike(tmp_path: Path) -> None:
    plain = read_dataset(folder(tmp_path / "plain"))
    packed = folder(tmp_path / "packed", events=None, items="\ufeff" + ITEMS)
    (packed / "events.csv.gz").write_bytes(gzip.compress(EVENTS.encode()))
    columns = folder(tmp_path / "columns", events=None)
    pl.read_csv(EVENTS.encode()).write_parquet(columns / "events.parquet")
    for path in (packed, columns):
        data = read_dataset(path)
        assert data.interactions.time.tolist() == plain.interactions.time.tolist()
        assert data.catalogue.facts == plain.catalogue.facts


def test_a_header_without_rows_is_an_empty_dataset(tmp_path: Path) -> None:
    data = read_dataset(folder(tmp_path, events="user_id,item_id,datetime\n", items="item_id\n"))
    assert (len(data.users), len(data.catalogue), len(data.interactions)) == (0, 0, 0)


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
