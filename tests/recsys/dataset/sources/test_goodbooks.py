from pathlib import Path

import polars as pl
import pytest

from recsys.dataset.sources import goodbooks
from recsys.errors import DataError
from tests.recsys.dataset.folders import real
from tests.recsys.dataset.sources.files import suffix, write  # noqa: F401

RATINGS = "user_id,book_id,rating\n1,2,5\n2,1,3\n"
BOOKS = (
    "book_id,title,original_title,authors,original_publication_year,language_code,average_rating,ratings_count,genre\n"
    '1,"The Hunger Games (The Hunger Games, #1)",x,Suzanne Collins,2008.0,eng,4.3,1,young-adult\n'
    '2,"작별하지 않는다",x,"한강,  B   C, D",,kor,4.3,1,\n'
)


def test_titles_series_and_authors_are_taken_apart(tmp_path: Path, suffix: str) -> None:  # noqa: F811
    found = goodbooks.read(write(tmp_path, {f"ratings.csv{suffix}": RATINGS, f"books.csv{suffix}": BOOKS}))
    data = found.dataset()
    first, second = data.catalogue.facts
    assert (first.title, first.series, first.series_index) == ("The Hunger Games", "The Hunger Games", 1.0)
    assert (first.creator, first.category, first.tags, first.language) == (
        "Suzanne Collins",
        "young-adult",
        ("young-adult",),
        "en",
    )
    assert (first.released, first.extra, first.kind) == ("2008", (), "book")
    assert (second.title, second.creator, second.series) == ("작별하지 않는다", "한강", "")
    assert second.extra == (("contributors", "contributor:B C|contributor:D"),)
    assert list(data.acts) == ["rated_high", "rated"]
    assert (data.meta.time, data.meta.rating_max) == ("order", 5.0)


@pytest.mark.parametrize(
    ("written", "title", "series", "index"),
    [
        ("Angels & Demons  (Robert Langdon, #1)", "Angels & Demons", "Robert Langdon", "1"),
        ("Guards! (Discworld, #8; City Watch #1)", "Guards!", "Discworld", "8"),
        ("Tales (Earthsea Cycle, #5.5)", "Tales", "Earthsea Cycle", "5.5"),
        ("Set (The Dark Is Rising, #1-5)", "Set", "The Dark Is Rising", None),
        ("Watchmen (Absolute #2)", "Watchmen", "Absolute", "2"),
        ("Emma (Penguin Classics)", "Emma (Penguin Classics)", None, None),
        ("#GIRLBOSS", "#GIRLBOSS", None, None),
    ],
)
def test_a_series_behind_the_title_is_split_off(
    written: str, title: str, series: str | None, index: str | None
) -> None:
    found = goodbooks.split_series(pl.DataFrame({"title": [written]}))
    assert found.select("title", "series", "series_index").row(0) == (title, series, index)


def test_what_is_missing_is_named_with_its_publisher(tmp_path: Path) -> None:
    with pytest.raises(
        DataError, match=r"ratings.csv is missing; allowed: ratings.csv, plain or .gz; published as good"
    ):
        goodbooks.read(tmp_path)
    with pytest.raises(DataError, match=r"no such folder"):
        goodbooks.read(tmp_path / "nowhere")
    with pytest.raises(
        DataError, match=r"ratings.csv: column book_id is missing; allowed: columns found: user_id, rating"
    ):
        goodbooks.read(write(tmp_path, {"ratings.csv": "user_id,rating\n1,2\n", "books.csv": BOOKS}))


@pytest.mark.realdata
def test_the_real_books_have_their_authors() -> None:
    found = goodbooks.read(real("goodbooks"))
    data = found.dataset()
    assert (len(data.interactions), len(data.users), len(data.catalogue)) == (100_000, 1_806, 10_000)
    facts = {facts.title: facts for facts in data.catalogue.facts}
    assert facts["The Hunger Games"].creator == "Suzanne Collins"
    assert facts["The Hobbit"].creator == "J.R.R. Tolkien"
    assert facts["Catching Fire"].series == "The Hunger Games"
    assert facts["Catching Fire"].series_index == 2.0
