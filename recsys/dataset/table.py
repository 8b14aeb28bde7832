"""A table as read: a frame that knows where each row stands in its file, so that errors can say it."""

import csv
import gzip
import io
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal, NoReturn

import numpy as np
import polars as pl

from recsys.errors import DataError
from recsys.types import Int64

SUFFIXES = (".csv", ".csv.gz", ".parquet")
"""How a table of a dataset folder may be stored."""
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Table:
    """A frame (n rows), the name of its file, and its rows' lines (n,) int64 (the header is line 1).

    Without `lines` (parquet, frames) rows are named by their number, counted from 1.
    """

    frame: pl.DataFrame
    name: str
    lines: Int64 | None = None

    def __len__(self) -> int:
        return self.frame.height

    def __contains__(self, column: str) -> bool:
        return column in self.frame.columns

    @cached_property
    def places(self) -> Int64:
        """(n,) int64 the rows' lines, or their numbers counted from 1."""
        return np.arange(1, len(self) + 1, dtype=np.int64) if self.lines is None else self.lines

    def error(
        self,
        problem: str,
        row: int | None = None,
        value: object = None,
        *,
        allowed: str | None = None,
        advice: str | None = None,
    ) -> DataError:
        """The error to raise about this table, naming the file and the line (or row) it is about."""
        if row is None:
            return DataError(problem, file=self.name, value=value, allowed=allowed, advice=advice)
        place = int(self.places[row])
        file, line = (f"{self.name}, row {place}", None) if self.lines is None else (self.name, place)
        return DataError(problem, file=file, line=line, value=value, allowed=allowed, advice=advice)


def load_table(path: Path) -> Table:
    """The table in a .csv, .csv.gz or .parquet file. Raises DataError naming file and line."""
    if path.suffix == ".parquet":
        try:
            return Table(pl.read_parquet(path), path.name)
        except (pl.exceptions.PolarsError, OSError) as error:
            raise DataError(f"not a readable parquet file ({_first_line(error)})", file=path.name) from error
    return parse_csv(read_bytes(path), path.name)


def read_bytes(path: Path) -> bytes:
    """The bytes of a plain or gzip file. Raises DataError when it cannot be read."""
    try:
        data = path.read_bytes()
        return gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"the file cannot be read ({_first_line(error)})", file=path.name) from error


def parse_csv(
    data: bytes, name: str, *, separator: str = ",", quote: str | None = '"', columns: Sequence[str] = ()
) -> Table:
    """All columns as text; blank lines are skipped, "" and nothing both mean no value. Raises DataError.

    `columns` names those of a file without a header line.
    """
    text = data.removeprefix(_BOM)
    start = len(text) - len(text.lstrip(b"\r\n"))
    header_line = 1 + text.count(b"\n", 0, start)
    text = text[start:]
    if not text.strip():
        raise DataError("the file is empty", file=name, advice="a table needs a header line naming its columns")
    if columns:
        text, header_line = separator.join(columns).encode() + b"\n" + text, header_line - 1
    if quote is not None and _lone_quote(separator).search(text):
        return _parse_slowly(text, name, header_line, separator, quote)
    try:
        frame = pl.read_csv(text, infer_schema=False, separator=separator, quote_char=quote)
    except pl.exceptions.PolarsError:
        return _parse_slowly(text, name, header_line, separator, quote)
    lines = _lines(frame, header_line, b'"' in text)
    filled = ~frame.select(pl.all_horizontal(pl.all().is_null())).to_series()
    frame = _named(frame, name, header_line)
    return Table(frame, name, lines) if filled.all() else Table(frame.filter(filled), name, lines[filled.to_numpy()])


def _lone_quote(separator: str) -> re.Pattern[bytes]:
    """A quote inside an unquoted field (5" disc): the fast parser may silently join lines after it."""
    edge = re.escape(separator).encode() + rb'\r\n"'
    return re.compile(rb"[^" + edge + rb']"[^' + edge + rb"]")


def _lines(frame: pl.DataFrame, header_line: int, is_quoted: bool) -> Int64:
    """Lines (n,) on which the records start: a record is one line and the newlines its quoted fields hold."""
    lines = np.arange(frame.height, dtype=np.int64) + header_line + 1
    if is_quoted and frame.height:
        lines += sum(column.count("\n") for column in frame.columns)
        inside = frame.select(pl.sum_horizontal(pl.all().str.count_matches("\n", literal=True))).to_series()
        lines[1:] += np.cumsum(inside.to_numpy()[:-1], dtype=np.int64)
    return lines


def _named(frame: pl.DataFrame, name: str, line: int) -> pl.DataFrame:
    """The frame with its column names trimmed; two columns of one name are an error."""
    names = [column.split("_duplicated_")[0].strip() for column in frame.columns]
    for column in names:
        if names.count(column) > 1:
            raise DataError(f"column {column} is there twice", file=name, line=line, advice="rename or remove one")
    return frame.rename(dict(zip(frame.columns, names, strict=True)))


def _parse_slowly(text: bytes, name: str, header_line: int, separator: str, quote: str | None) -> Table:
    """What the fast parser refuses: a lone quote inside a field is read, anything else gets its error here."""
    quoting: Literal[0, 3] = csv.QUOTE_NONE if quote is None else csv.QUOTE_MINIMAL
    stream = io.StringIO(_decoded(text, name, header_line), newline="")
    reader = csv.reader(stream, delimiter=separator, quoting=quoting, strict=True)
    header, rows, lines, line = next(reader), [], [], header_line + reader.line_num
    try:
        for fields in reader:
            if len(fields) > len(header):
                _refuse_width(name, line, len(fields), len(header))
            if any(fields):
                rows.append([cell or None for cell in fields] + [None] * (len(header) - len(fields)))
                lines.append(line)
            line = header_line + reader.line_num
    except csv.Error as error:
        advice = 'close the quote; a quote inside a quoted field is written twice ("")'
        raise DataError(f"broken quoting ({error})", file=name, line=line, advice=advice) from error
    columns = [f"{column}_duplicated_{n}" if column in header[:n] else column for n, column in enumerate(header)]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")
    return Table(_named(frame, name, header_line), name, np.array(lines, dtype=np.int64))


def _decoded(text: bytes, name: str, header_line: int) -> str:
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError as broken:
        raise DataError(
            "not UTF-8",
            file=name,
            line=header_line + text.count(b"\n", 0, broken.start),
            value=text[broken.start : broken.start + 4],
            allowed="UTF-8 text",
            advice="save the file as UTF-8, or import it with `gonggam import csv`, which also reads CP949",
        ) from broken


def _refuse_width(name: str, line: int, found: int, width: int) -> NoReturn:
    advice = 'put a field that contains the separator in quotes ("")'
    raise DataError(f"{found} fields", file=name, line=line, allowed=f"{width}, as the header has", advice=advice)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
