import gzip
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from recsys.dataset.reader import read_dataset
from tests.recsys.dataset.folders import EVENTS, ITEMS, folder

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
