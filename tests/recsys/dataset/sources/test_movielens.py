from pathlib import Path

import polars as pl
import pytest

from recsys.dataset.sources import movielens, movielens_1m, movielens_100k
from recsys.errors import DataError
from tests.recsys.dataset.folders import real
from tests.recsys.dataset.sources.files import suffix, write  # noqa: F401

FLAGS = "|".join(["0"] * 3 + ["1", "1"] + ["0"] * 14)


def test_100k_is_read_from_its_official_files(tmp_path: Path, suffix: str) -> None:  # noqa: F811
    item = f"1|Misérables, Les (1995)|01-Jan-1995||http://x|{FLAGS}\n2|unknown||||{'|'.join(['1'] + ['0'] * 18)}\n"
    files = {
        f"u.data{suffix}": "196\t1\t3\t881250949\n196\t2\t5\t881250950\n",
        f"u.item{suffix}": item.encode("latin-1"),
    }
    data = movielens_100k.read(write(tmp_path, files)).dataset()
    first, second = data.catalogue.facts
    assert (first.title, first.released, first.category) == ("Misérables, Les", "1995", "Animation")
    assert first.tags == ("Animation", "Children's")
    assert (second.title, second.tags) == ("unknown", ())
    assert data.interactions.time.tolist() == [881250949, 881250950]
    assert list(data.event_ids) == ["e1", "e2"]


def test_1m_is_read_from_its_official_files(tmp_path: Path, suffix: str) -> None:  # noqa: F811
    files = {
        f"ratings.dat{suffix}": "1::1193::5::978300760\n1::661::3::978302109\n",
        f"movies.dat{suffix}": "661::Crème: A Story (1996)::Animation|Musical\n1193::Kid, The (1921)::Drama\n".encode(
            "latin-1"
        ),
    }
    data = movielens_1m.read(write(tmp_path, files)).dataset()
    assert [facts.title for facts in data.catalogue.facts] == ["Crème: A Story", "The Kid"]
    assert data.catalogue.facts[0].tags == ("Animation", "Musical")
    assert data.interactions.time.tolist() == [978300760, 978302109]
    assert data.meta.rating_max == 5.0


def test_a_malformed_line_is_named(tmp_path: Path) -> None:
    files = {"u.data": "1\t2\t3\t4\n1\t2\t3\t4\t5\n", "u.item": ""}
    with pytest.raises(DataError, match=r"u.data, line 2: 5 fields; allowed: 4"):
        movielens_100k.read(write(tmp_path, files))
    with pytest.raises(DataError, match=r"u.item: the file is empty"):
        movielens_100k.read(write(tmp_path, {"u.data": "1\t2\t3\t4\n", "u.item": ""}))


@pytest.mark.parametrize(
    ("written", "title", "year"),
    [
        ("Godfather, The (1972)", "The Godfather", "1972"),
        ("Postman, The (Postino, Il) (1994)", "The Postman (Postino, Il)", "1994"),
        ("Land Before Time III (1995) (V)", "Land Before Time III", "1995"),
        ("2001: A Space Odyssey (1968)", "2001: A Space Odyssey", "1968"),
        ("unknown", "unknown", None),
    ],
)
def test_years_and_articles_leave_the_title(written: str, title: str, year: str | None) -> None:
    assert movielens.titled(pl.DataFrame({"title": [written]})).row(0) == (title, year)


@pytest.mark.realdata
def test_the_real_100k_has_its_published_counts() -> None:
    data = movielens_100k.read(real("ml-100k")).dataset()
    assert (len(data.interactions), len(data.users), len(data.catalogue)) == (100_000, 943, 1_682)
    assert all(facts.title for facts in data.catalogue.facts)
