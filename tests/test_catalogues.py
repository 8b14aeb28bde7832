"""The hand-written demo catalogues: their form, their uniqueness, and that they agree with themselves."""

import csv
import re
import subprocess
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import pytest

from recsys.dataset.items import COLUMNS
from recsys.dataset.reader import read_dataset

DATA = Path(__file__).resolve().parent.parent / "data"
SHOPS = {"bookshop": ("book", "b"), "music": ("track", "t")}
FORMATS = {"bookshop": {"paper", "ebook", "audiobook"}, "music": {"track", "album", "live", "single"}}
EVALUATION = (
    "ratings.csv",
    "rates.csv",
    "u.data",
    "user_artists",
    "movies.txt",
    "books.csv",
    "diginetica",
    "yoochoose",
)
shops = pytest.mark.parametrize("shop", list(SHOPS))

Row = dict[str, str]


@cache
def rows(shop: str) -> list[Row]:
    with (DATA / shop / "items.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def many(cell: str) -> list[str]:
    return cell.split("|") if cell else []


def by(shop: str, column: str) -> dict[str, list[Row]]:
    groups = defaultdict(list)
    for row in rows(shop):
        if row[column]:
            groups[row[column]].append(row)
    return groups


@shops
def test_the_folder_reads_as_a_dataset_of_its_kind(shop: str) -> None:
    data = read_dataset(DATA / shop)
    assert (data.meta.name, data.meta.kind, data.meta.timezone) == (shop, SHOPS[shop][0], "Asia/Seoul")
    assert len(data.catalogue) == len(rows(shop)) >= 300
    assert len(data.interactions) == 0


@shops
def test_columns_ids_and_kinds_have_their_form(shop: str) -> None:
    kind, letter = SHOPS[shop]
    assert set(rows(shop)[0]) <= set(COLUMNS)
    assert all(re.fullmatch(letter + r"\d{3}", row["item_id"]) for row in rows(shop))
    assert {row["kind"] for row in rows(shop)} == {kind}
    assert {row["format"] for row in rows(shop)} <= FORMATS[shop]
    assert all(re.fullmatch("[a-z]{2,3}", row["language"]) for row in rows(shop))
    assert all(row["available"] in ("", "true", "false") for row in rows(shop))
    for row in rows(shop):
        assert all(cell == cell.strip() for cell in row.values()), row["item_id"]


@shops
def test_what_a_sentence_needs_is_never_empty(shop: str) -> None:
    for row in rows(shop):
        assert all(row[name] for name in ("title", "creator", "category", "tags", "description")), row["item_id"]


@shops
def test_ids_descriptions_and_works_are_unique(shop: str) -> None:
    for columns in (("item_id",), ("description",), ("title", "creator", "format")):
        counts = Counter(tuple(row[c] for c in columns) for row in rows(shop))
        assert [key for key, n in counts.items() if n > 1] == []


@shops
def test_editions_of_a_work_share_its_facts_and_differ_in_format(shop: str) -> None:
    """A recording by somebody else is the same work of music, so there only series and numbers must agree."""
    shared = ("creator", "series", "series_index", "age_limit")[1 if shop == "music" else 0 :]
    for work, editions in by(shop, "work_id").items():
        for column in shared:
            assert len({row[column] for row in editions}) == 1, (work, column)
        assert len({(row["title"], row["creator"], row["format"]) for row in editions}) == len(editions), work


def test_the_bookshop_has_several_editions_and_the_same_title_and_creator_is_one_work() -> None:
    titles = defaultdict(list)
    for row in rows("bookshop"):
        titles[row["title"], row["creator"]].append(row["work_id"])
    several = {title: works for title, works in titles.items() if len(works) > 1}
    assert several
    assert [title for title, works in several.items() if len(set(works)) > 1 or not works[0]] == []


@shops
def test_volumes_of_a_series_are_numbered_by_one_creator_without_two_works_at_a_number(shop: str) -> None:
    for name, volumes in by(shop, "series").items():
        assert len({row["creator"] for row in volumes}) == 1, name
        numbers = defaultdict(set)
        for row in volumes:
            assert row["series_index"], row["item_id"]
            numbers[float(row["series_index"])].add(row["work_id"] or row["item_id"])
        assert all(len(works) == 1 for works in numbers.values()), name
    assert all(row["series"] for row in rows(shop) if row["series_index"])


@shops
def test_tags_are_a_vocabulary_not_single_words(shop: str) -> None:
    counts = Counter(tag for row in rows(shop) for tag in many(row["tags"]))
    assert all(len(many(row["tags"])) == len(set(many(row["tags"]))) >= 2 for row in rows(shop))
    once = [tag for tag, n in counts.items() if n == 1]
    assert len(once) <= 0.25 * len(counts), once
    assert sum(n for n in counts.values() if n >= 3) >= 0.9 * sum(counts.values())
    assert all(n >= 2 for n in Counter(row["category"] for row in rows(shop)).values())


@shops
def test_years_and_ages_are_plausible(shop: str) -> None:
    earliest = {"bookshop": -800, "music": 1600}[shop]
    for row in rows(shop):
        if row["released"]:
            assert earliest <= int(row["released"][:4].rstrip("-") or 0) <= 2026, row["item_id"]
        assert int(row["age_limit"] or 0) in (0, 12, 15, 19), row["item_id"]


def test_tracks_have_a_mood_a_tempo_and_a_length_in_range() -> None:
    for row in rows("music"):
        assert -1 <= float(row["valence"]) <= 1, row["item_id"]
        assert -1 <= float(row["arousal"]) <= 1, row["item_id"]
        assert not row["tempo"] or 40 <= float(row["tempo"]) <= 220, row["item_id"]
        assert 30 <= float(row["duration_seconds"]) <= 3_600, row["item_id"]
        assert row["instrumental"] in ("", "true", "false")


def tracked() -> list[Path]:
    """Files git keeps below data; all files where this is no checkout."""
    done = subprocess.run(["git", "ls-files", "."], capture_output=True, text=True, cwd=DATA, check=False)
    named = [DATA / name for name in done.stdout.splitlines()]
    return named or [path for path in DATA.rglob("*") if path.is_file()]


def test_the_data_in_the_repository_is_small_and_none_of_it_is_evaluation_data() -> None:
    files = [path for path in tracked() if path.exists()]
    assert sum(path.stat().st_size for path in files) < 1_500_000
    assert {path.suffix for path in files} <= {".csv", ".toml", ".md"}
    assert [str(path) for path in files if any(word in str(path) for word in EVALUATION)] == []
    assert [path for path in files if path.name.startswith("events")] == []
