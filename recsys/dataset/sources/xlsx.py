"""Just enough of .xlsx to read a table: one sheet, text and numbers, no formulas, no styles."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import polars as pl

from recsys.dataset.table import Table, read_bytes
from recsys.errors import DataError

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
Row = dict[str, str]


def read_sheet(path: Path, sheet: str | None = None, columns: tuple[str, ...] = ()) -> Table:
    """A sheet (None: the first) as text; its first row names the columns unless `columns` does. Raises DataError."""
    try:
        with zipfile.ZipFile(io.BytesIO(read_bytes(path))) as book:
            rows = list(_rows(book, _part(book, sheet, path.name)))
    except (zipfile.BadZipFile, ElementTree.ParseError, KeyError) as error:
        raise DataError(f"not a readable .xlsx file ({error})", file=path.name) from error
    letters = list(rows[0]) if rows else []
    names = list(columns) or [rows[0][letter].strip() for letter in letters]
    body = rows if columns else rows[1:]
    cells = {name: [row.get(letter) for row in body] for name, letter in zip(names, letters, strict=False)}
    return Table(pl.DataFrame(cells, schema=dict.fromkeys(cells, pl.String)), path.name)


def _part(book: zipfile.ZipFile, sheet: str | None, name: str) -> str:
    """The archive member that holds the sheet."""
    found = {s.get("name", ""): s.get(_LINK) for s in _parse(book, "xl/workbook.xml").iter(f"{_MAIN}sheet")}
    wanted = next(iter(found), "") if sheet is None else sheet
    if wanted not in found:
        raise DataError("no such sheet", file=name, value=sheet, allowed=", ".join(found))
    links = _parse(book, "xl/_rels/workbook.xml.rels")
    target = next(link.get("Target", "") for link in links if link.get("Id") == found[wanted])
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _rows(book: zipfile.ZipFile, part: str) -> Iterator[Row]:
    shared = _shared(book)
    with book.open(part) as stream:
        for _, element in ElementTree.iterparse(stream):  # noqa: S314 (expat bounds entity expansion; a local file)
            if element.tag == f"{_MAIN}row":
                yield {_letters(cell): value for cell in element if (value := _value(cell, shared)) is not None}
                element.clear()


def _letters(cell: ElementTree.Element) -> str:
    return re.sub(r"\d", "", cell.get("r", ""))


def _value(cell: ElementTree.Element, shared: list[str]) -> str | None:
    if cell.get("t") == "inlineStr":
        return _text(cell)
    value = cell.findtext(f"{_MAIN}v")
    return shared[int(value)] if value is not None and cell.get("t") == "s" else value


def _shared(book: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    return [_text(item) for item in _parse(book, "xl/sharedStrings.xml").iter(f"{_MAIN}si")]


def _text(element: ElementTree.Element) -> str:
    return "".join(part.text or "" for part in element.iter(f"{_MAIN}t"))


def _parse(book: zipfile.ZipFile, member: str) -> ElementTree.Element:
    return ElementTree.fromstring(book.read(member))  # noqa: S314 (expat bounds entity expansion; a local file)
