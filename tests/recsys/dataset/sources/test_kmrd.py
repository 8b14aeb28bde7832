from pathlib import Path

import numpy as np
import pytest

from recsys.dataset.sources import kmrd
from tests.recsys.dataset.folders import real
from tests.recsys.dataset.sources.files import suffix, write  # noqa: F401

RATES = "user,movie,rate,time\n0,10001,7,1494128040\n1,10002,8,1467529800\n"
MOVIES = (
    "movie\ttitle\ttitle_eng\tyear\tgrade\n"
    "10001\t시네마 천국\tCinema Paradiso , 1988\t2013\t전체 관람가\n"
    '10002\t"꿈"\t\t1990\t청소년 관람불가\n'
    "10003\t\t\t\t15세 관람가\n"
)
GENRES = "movie,genre\n10001,드라마\n10001,멜로/로맨스\n"
CASTINGS = "movie,people,order,leading\n10001,2,2,1\n10001,1,1,1\n10001,3,3,0\n"
PEOPLES = "people\tkorean\toriginal\n1\t자끄 페렝\tJacques Perrin\n2\t\tPhilippe Noiret\n3\t셋\tThree\n"


def test_korean_titles_genres_grades_and_casts_are_read(tmp_path: Path, suffix: str) -> None:  # noqa: F811
    files = {f"rates.csv{suffix}": RATES, "movies.txt": MOVIES, "genres.csv": GENRES}
    files |= {"castings.csv": CASTINGS, "peoples.txt": PEOPLES, "countries.csv": "movie,country\n10001,이탈리아\n"}
    data = kmrd.read(write(tmp_path, files)).dataset()  # type: ignore[arg-type]
    first, second, third = data.catalogue.facts
    assert (first.title, first.title_en, first.released) == ("시네마 천국", "Cinema Paradiso", "1988")
    assert (first.category, first.tags, first.creator) == ("드라마", ("드라마", "멜로/로맨스"), "")
    assert dict(first.extra) == {"country": "이탈리아", "contributors": "actor:자끄 페렝|actor:Philippe Noiret"}
    assert (second.title, second.title_en, second.released, second.tags) == ('"꿈"', "", "1990", ())
    assert [facts.age_limit for facts in (first, second, third)] == [0, 19, 15]
    assert list(data.acts) == ["rated_high", "rated"]
    assert (data.meta.timezone, data.meta.rating_max, data.meta.kind) == ("Asia/Seoul", 10.0, "film")


def test_only_rates_and_movies_are_needed(tmp_path: Path) -> None:
    data = kmrd.read(write(tmp_path, {"rates.csv": RATES, "movies.txt": MOVIES})).dataset()
    assert data.catalogue.facts[0].tags == ()


@pytest.mark.realdata
def test_the_real_small_split_has_its_published_counts() -> None:
    data = kmrd.read(real("kmrd")).dataset()
    log = data.interactions
    assert (len(log), len(data.users), len(np.unique(log.item))) == (140_710, 52_028, 600)
    pairs = np.unique(log.user.astype(np.int64) * log.n_items + log.item)
    assert (np.bincount(pairs // log.n_items) >= 5).sum() == 4_955
    assert data.catalogue.facts[data.catalogue.items.index("10001") or 0].title == "시네마 천국"
    hours = np.bincount((log.time // 3600 + 9) % 24, minlength=24)
    assert 4 <= hours.argmin() <= 7, "in Korean time the quiet hours are before dawn"
