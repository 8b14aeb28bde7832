from pathlib import Path

import pytest

from recsys.dataset.sources import depaulmovie, incarmusic
from recsys.dataset.sources.xlsx import read_sheet
from recsys.errors import DataError
from tests.recsys.dataset.folders import real
from tests.recsys.dataset.sources.files import suffix, write, write_xlsx  # noqa: F401

CONTEXTS = [
    "DrivingStyle",
    "landscape",
    "mood",
    "naturalphenomena ",
    "RoadType",
    "sleepiness",
    "trafficConditions",
    "weather",
]


def car(path: Path) -> Path:
    write_xlsx(
        path / "Data_InCarMusic.xlsx",
        {
            "ContextualRating": [
                ["UserID", "ItemID", " Rating", *CONTEXTS],
                [1001, 7, 2, *["NA"] * 7, "sunny"],
                [1001, 8, 5, "NA", "NA", "sad", *["NA"] * 5],
            ],
            "Music Track": [
                ["id", " album", " artist", " title", " category_id"],
                [7, "\\N", "B.B.King", "<The> Thrill & Gone", 1],
                [8, None, "아이유", "밤편지", 2],
            ],
            "Music Category": [[1, "Blues music"], [2, "Pop music"]],
        },
    )
    return path


def test_drives_are_ratings_in_context(tmp_path: Path) -> None:
    data = incarmusic.read(car(tmp_path)).dataset()
    first, second = data.catalogue.facts
    assert (first.title, first.creator, first.category, first.tags) == (
        "<The> Thrill & Gone",
        "B.B.King",
        "Blues",
        ("Blues",),
    )
    assert (second.title, second.creator) == ("밤편지", "아이유")
    assert list(data.context["mood"]) == ["", "sad"]
    assert list(data.context["weather"]) == ["sunny", ""]
    assert list(data.acts) == ["rated", "rated_high"]
    assert data.ratings.tolist() == [2.0, 5.0]


def test_sheets_are_found_by_name_and_damage_is_named(tmp_path: Path) -> None:
    book = car(tmp_path) / "Data_InCarMusic.xlsx"
    assert read_sheet(book).frame.height == 2
    assert read_sheet(book, "Music Category", ("id", "name")).frame.rows() == [("1", "Blues music"), ("2", "Pop music")]
    with pytest.raises(DataError, match=r"no such sheet; value 'Tracks'; allowed: ContextualRating, Music Track"):
        read_sheet(book, "Tracks")
    book.write_bytes(b"PK not really")
    with pytest.raises(DataError, match=r"Data_InCarMusic.xlsx: not a readable .xlsx file"):
        incarmusic.read(tmp_path)


def test_films_are_ratings_in_context(tmp_path: Path, suffix: str) -> None:  # noqa: F811
    text = "userid,itemid,rating,Time,Location,Companion\n1,tt1,2,NA,NA,NA\n1,tt1,5,Weekend,Home,Family\n"
    data = depaulmovie.read(write(tmp_path, {f"ratings.txt{suffix}": text})).dataset()
    assert {name: list(values) for name, values in data.context.items()} == {
        "time": ["", "Weekend"],
        "location": ["", "Home"],
        "companion": ["", "Family"],
    }
    assert (data.meta.time, data.meta.kind, list(data.acts)) == ("none", "film", ["rated", "rated_high"])


@pytest.mark.realdata
def test_the_real_contexts_have_their_published_counts() -> None:
    car_music = incarmusic.read(real("incarmusic")).dataset()
    assert (len(car_music.interactions), len(car_music.catalogue), len(car_music.context)) == (4_012, 139, 8)
    assert {"sad", "happy", "lazy", "active", ""} == set(car_music.context["mood"])
    assert len(depaulmovie.read(real("depaulmovie")).dataset().interactions) == 5_043
