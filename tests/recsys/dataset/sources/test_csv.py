from pathlib import Path

import polars as pl
import pytest

from recsys.dataset.sources.csv import parse_mapping, read, read_csv
from recsys.dataset.sources.free_times import iso_times
from recsys.errors import DataError
from tests.recsys.dataset.sources.files import suffix, write  # noqa: F401

ORDERS = "CUST_NO,ISBN13,ORD_DT\n홍길동,9788936434120,2024.03.01 13:20\n홍길동,9788954682152,2024/3/2 오후 1:20\n"
BOOKS = 'ISBN13,제목,저자,정가\n9788936434120,소년이 온다,한강,"13,500원"\n'
MAP = {"user_id": "CUST_NO", "item_id": "ISBN13", "datetime": "ORD_DT"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators_are_found_out(tmp_path: Path, encoding: str, separator: str, suffix: str) -> None:  # noqa: F811
    text = ORDERS.replace(",", separator).encode(encoding)
    folder = write(tmp_path, {f"주문.csv{suffix}": text})
    data = read_csv(folder / f"주문.csv{suffix}", MAP, timezone="Asia/Seoul", kind="book").dataset()
    assert data.users.ids == ("홍길동",)
    assert data.interactions.time.tolist() == [1709266800, 1709353200]
    assert (data.meta.name, data.meta.kind, data.meta.time) == ("주문", "book", "seconds")


def test_a_folder_may_hold_events_and_items(tmp_path: Path) -> None:
    mapping = MAP | {"title": "제목", "creator": "저자", "price": "정가"}
    data = read_csv(write(tmp_path, {"a.csv": ORDERS, "b.csv": BOOKS}), mapping, timezone="Asia/Seoul").dataset()
    facts = data.catalogue.facts[0]
    assert (facts.title, facts.creator, facts.price) == ("소년이 온다", "한강", 13500.0)
    assert len(data.catalogue) == 2


def test_items_alone_are_a_catalogue(tmp_path: Path) -> None:
    found = read_csv(write(tmp_path, {"b.csv": BOOKS}), {"item_id": "ISBN13", "title": "제목"})
    assert found.events is None
    assert found.dataset().catalogue.facts[0].title == "소년이 온다"


def test_one_file_of_orders_with_titles_gives_both(tmp_path: Path) -> None:
    text = "user_id,item_id,title,colour\nu,a,old,red\nv,a,new,red\nv,b,,red\n"
    found = read(write(tmp_path, {"x.csv": text}))
    assert found.events is not None and found.items is not None
    assert found.events.columns == ["user_id", "item_id"]
    assert {facts.item_id: facts.title for facts in found.dataset().catalogue.facts} == {"a": "new", "b": ""}
    assert found.meta.time == "order"


def test_a_column_may_serve_twice_and_a_mapped_name_wins(tmp_path: Path) -> None:
    text = "user_id,visit,item_id\nwrong,v1,a\n"
    found = read_csv(write(tmp_path, {"x.csv": text}), {"user_id": "visit", "session_id": "visit"})
    data = found.dataset()
    assert (data.users.ids, data.sessions) == (("v1",), ("v1",))


def test_times_without_offset_are_noted_unless_the_zone_is_told(tmp_path: Path) -> None:
    folder = write(tmp_path, {"a.csv": ORDERS})
    assert read_csv(folder, MAP).notes == (
        "2 times have no offset and were read as UTC; for Korean wall-clock time add --timezone Asia/Seoul",
    )
    assert read_csv(folder, MAP, timezone="Asia/Seoul").notes == ()


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2024-03-01", "2024-03-01T00:00:00"),
        ("2024.03.01 13:20", "2024-03-01T13:20:00"),
        ("20240301", "2024-03-01T00:00:00"),
        ("20240301132005", "2024-03-01T13:20:05"),
        ("202403011320", "2024-03-01T13:20:00"),
        ("2024/3/1 오후 1:20", "2024-03-01T13:20:00"),
        ("2024. 3. 1. 오전 12:05:09", "2024-03-01T00:05:09"),
        ("2024-03-01 12:00 PM", "2024-03-01T12:00:00"),
        ("2024년 3월 1일", "2024-03-01T00:00:00"),
        ("2024년 3월 1일 15시 7분", "2024-03-01T15:07:00"),
        ("2024-03-01 (금) 13:20", "2024-03-01T13:20:00"),
        ("2024-03-01T13:20:00.5+09:00", "2024-03-01T13:20:00+09:00"),
        ("2024-03-01T13:20:00Z", "2024-03-01T13:20:00Z"),
        ("1709254800", "1709254800"),
        ("1709254800123", "1709254800"),
        ("03/01/2024", None),
        ("24.03.01", None),
        ("어제", None),
        (None, None),
    ],
)
def test_dates_are_understood_as_people_write_them(written: str | None, iso: str | None) -> None:
    assert iso_times(pl.Series([written], dtype=pl.String)).to_list() == [iso]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "CUST_NO,ISBN13,ORD_DT\n1,2,3\n",
            "x.csv: neither events (user_id, item_id) nor items (item_id) are named; allowed: columns found: CUST_NO, "
            "ISBN13, ORD_DT; name them, for example --map user_id=CUST_NO,item_id=ISBN13,datetime=ORD_DT",
        ),
        ("a,b\n1,2\n", "columns found: a, b; name them, for example --map user_id=CUST_NO"),
        ("회원번호;상품코드\n1;2\n", "--map user_id=회원번호,item_id=상품코드"),
        (
            "user_id,item_id,datetime\nu,a,2024-03-01\nu,a,01.03.2024\n",
            "x.csv, line 3: datetime is not a time; value '01.03.2024'; allowed: 2024-03-01",
        ),
        (
            "user_id,item_id,datetime\nu,a,2024-13-01\n",
            "x.csv, line 2: datetime is not a time; value '2024-13-01T00:00:00'",
        ),
        ("user_id,item_id\nu,a\n,b\n", "x.csv, line 3: user_id is empty"),
        ("item_id,title\na,x\na,y\n", "x.csv, line 3: item_id is there twice (first on line 2); value 'a'"),
        ("", "x.csv: the file is empty"),
    ],
)
def test_errors_name_the_files_own_lines_and_columns(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(DataError) as caught:
        read(write(tmp_path, {"x.csv": text})).dataset()
    assert message in str(caught.value)


def test_unusable_sources_and_mappings_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no such file or folder"):
        read(tmp_path / "nowhere")
    with pytest.raises(DataError, match=r"no CSV file is there; allowed: .csv, .txt, .tsv, plain or .gz"):
        read(tmp_path)
    folder = write(tmp_path, {"a.csv": ORDERS, "b.csv": ORDERS})
    with pytest.raises(DataError, match=r"a.csv and b.csv both hold events; name one file"):
        read_csv(folder, MAP)
    with pytest.raises(DataError, match=r"no such column; value 'CUSTNO'; allowed: did you mean 'CUST_NO'\?"):
        read_csv(folder, MAP | {"user_id": "CUSTNO"})
    with pytest.raises(DataError, match=r"c.csv, line 2: unknown encoding; .*allowed: UTF-8 or CP949"):
        read(write(tmp_path, {"c.csv": b"user_id\n\xff\xff\n"}) / "c.csv")
    with pytest.raises(DataError, match=r"unknown timezone; value 'Asia/Soul'"):
        read_csv(folder / "a.csv", MAP, timezone="Asia/Soul")


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("user_id", "--map: not a mapping; value 'user_id'; allowed: NAME=COLUMN"),
        ("usr_id=A", "--map: unknown column; value 'usr_id'; allowed: did you mean 'user_id'?"),
        ("user_id=A,user_id=B", "--map: user_id is mapped twice"),
    ],
)
def test_a_bad_mapping_is_refused(written: str, message: str) -> None:
    with pytest.raises(DataError) as caught:
        parse_mapping(written)
    assert message in str(caught.value)


def test_a_mapping_is_pairs() -> None:
    assert parse_mapping("user_id=A, context_weather=날씨") == {"user_id": "A", "context_weather": "날씨"}
