"""The items table as a catalogue: every column checked, what a sentence may use kept apart from the rest."""

from collections.abc import Callable, Sequence
from typing import Any

import polars as pl

from recsys.dataset.catalogue import Catalogue
from recsys.dataset.checks import ANY, NOT_NEGATIVE, UNIT, Interval, choice, flag, number, require, text, unique
from recsys.dataset.table import Table
from recsys.types import KINDS, ItemFacts, Kind

TEXTS = (
    "title",
    "title_ko",
    "title_en",
    "reading",
    "creator",
    "series",
    "category",
    "description",
    "language",
    "released",
    "work_id",
    "format",
)
LISTS = ("tags", "cautions")
"""Columns of `|`-separated values."""
NUMBERS = {
    "series_index": ANY,
    "price": NOT_NEGATIVE,
    "duration_seconds": NOT_NEGATIVE,
    "valence": UNIT,
    "arousal": UNIT,
    "tempo": NOT_NEGATIVE,
}
EXTRA_TEXTS = ("contributors", "publisher", "url", "image_url", "note", "note_by")
EXTRA_NUMBERS = ("pages", "replenish_days")
EXTRA_FLAGS = ("instrumental", "consumable", "durable")
AGES = Interval(0.0, 120.0)
COLUMNS = (
    "item_id",
    "kind",
    *TEXTS,
    *LISTS,
    *NUMBERS,
    "age_limit",
    "available",
    *EXTRA_TEXTS,
    *EXTRA_NUMBERS,
    *EXTRA_FLAGS,
)
"""Every column of items the contract names."""

Reader = Callable[[Table, str], Sequence[Any]]


def catalogue_of(table: Table | None, kind: Kind) -> Catalogue:
    """The catalogue of an items table, in row order; `kind` is that of items which name none. Raises DataError."""
    if table is None:
        return Catalogue.of(())
    require(table, ["item_id"], "every item needs its id")
    columns: dict[str, Sequence[Any]] = {"item_id": unique(table, "item_id").to_list()}
    columns["kind"] = _kinds(table, kind)
    columns |= {name: read(table, name) for name, read in _READERS.items() if name in table}
    columns["extra"] = _extras(table)
    facts = (ItemFacts(**dict(zip(columns, row, strict=True))) for row in zip(*columns.values(), strict=True))
    return Catalogue.of(facts)


def _kinds(table: Table, kind: Kind) -> Sequence[str]:
    if "kind" not in table:
        return [kind] * len(table)
    return choice(table, "kind", KINDS).fill_null(kind).to_list()


def _texts(table: Table, column: str) -> Sequence[str]:
    return text(table, column).fill_null("").to_list()


def _lists(table: Table, column: str) -> Sequence[tuple[str, ...]]:
    cells = text(table, column).fill_null("").to_list()
    return [tuple(part.strip() for part in cell.split("|") if part.strip()) for cell in cells]


def _numbers(table: Table, column: str) -> Sequence[float | None]:
    allowed = NUMBERS[column]
    return number(table, column, allowed).to_list()


def _ages(table: Table, column: str) -> Sequence[int]:
    return number(table, column, AGES).fill_null(0).cast(pl.Int64).to_list()


def _available(table: Table, column: str) -> Sequence[bool]:
    return flag(table, column).fill_null(True).to_list()


_READERS: dict[str, Reader] = {
    **dict.fromkeys(TEXTS, _texts),
    **dict.fromkeys(LISTS, _lists),
    **dict.fromkeys(NUMBERS, _numbers),
    "age_limit": _ages,
    "available": _available,
}


def _extras(table: Table) -> list[tuple[tuple[str, str], ...]]:
    """(n,) the remaining columns an item has, as (name, text) pairs."""
    names = [name for name in table.frame.columns if name not in _READERS and name not in ("item_id", "kind")]
    columns = [_extra(table, name) for name in names]
    if not columns:
        return [()] * len(table)
    rows = zip(*columns, strict=True)
    return [tuple((name, cell) for name, cell in zip(names, row, strict=True) if cell) for row in rows]


def _extra(table: Table, column: str) -> Sequence[str | None]:
    if column in EXTRA_NUMBERS:
        number(table, column, NOT_NEGATIVE)
    if column in EXTRA_FLAGS:
        return flag(table, column).cast(pl.String).to_list()
    return text(table, column).to_list()
