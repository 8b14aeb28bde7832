"""A table as read: a frame that knows where each row stands in its file, so that errors can say it."""

import csv
import gzip
import io
import zlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NoReturn

import numpy as np
import polars as pl

from recsys.errors import DataError
from recsys.types import Int64

SUFFIXES = (".csv", ".csv.gz", ".parquet")
"""How a table of a dataset folder may be stored."""
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Table:
    """A frame (n rows), the name of its file, and its rows' places.

    `text` is the CSV text the rows were parsed from, None where rows have numbers (from 1) instead of lines;
    `first_line` is the line of the header; `places` (n,) are the rows' lines where they are known already.
    """

    frame: pl.DataFrame
    name: str
    text: bytes | None = None
    first_line: int = 1
    places: Int64 | None = None

    def __len__(self) -> int:
        return self.frame.height

    def __contains__(self, column: str) -> bool:
        return column in self.frame.columns

    @cached_property
    def lines(self) -> Int64:
        """(n,) int64: the line a row starts on (the header is line 1), or its number counted from 1."""
        if self.places is not None:
            return self.places
        if self.text is None:
            return np.arange(1, len(self) + 1, dtype=np.int64)
        return record_lines(self.text, len(self)) + (self.first_line - 1)

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
        place, line = int(self.lines[row]), self.text is not None
        file = self.name if line else f"{self.name}, row {place}"
        at = place if line else None
        return DataError(problem, file=file, line=at, value=value, allowed=allowed, advice=advice)


def record_lines(text: bytes, n: int) -> Int64:
    """Lines (n,) on which the n records after the header start, a quoted field being allowed newlines."""
    if b'"' not in text:
        return np.arange(2, n + 2, dtype=np.int64)
    raw = np.frombuffer(text, dtype=np.uint8)
    newlines = np.flatnonzero(raw == ord("\n"))
    quotes_before = np.searchsorted(np.flatnonzero(raw == ord('"')), newlines)
    ends = np.flatnonzero(quotes_before % 2 == 0)
    if len(ends) == n + text.endswith(b"\n"):
        return (ends[:n] + 2).astype(np.int64)
    return _record_lines_slowly(text, n)


def _record_lines_slowly(text: bytes, n: int) -> Int64:
    # A lone quote inside an unquoted field breaks the parity rule above; the csv module knows better.
    reader = csv.reader(io.StringIO(text.decode("utf-8", errors="replace"), newline=""))
    lines = np.fromiter((reader.line_num + 1 for _ in reader), dtype=np.int64)
    return np.resize(lines, n) if len(lines) else np.zeros(n, dtype=np.int64)


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


def parse_csv(data: bytes, name: str, *, separator: str = ",", quote: str | None = '"') -> Table:
    """All columns as text; blank lines are skipped, "" and nothing both mean no value. Raises DataError."""
    text = data.removeprefix(_BOM)
    start = len(text) - len(text.lstrip(b"\r\n"))
    header_line = 1 + text.count(b"\n", 0, start)
    text = text[start:]
    if not text.strip():
        raise DataError("the file is empty", file=name, advice="a table needs a header line naming its columns")
    try:
        frame = pl.read_csv(text, infer_schema=False, separator=separator, quote_char=quote)
    except pl.exceptions.PolarsError as error:
        _explain(text, name, header_line, error, separator)
    return _without_blank_rows(_named(frame, name, header_line), name, text, header_line)


def _named(frame: pl.DataFrame, name: str, line: int) -> pl.DataFrame:
    """The frame with its column names trimmed; two columns of one name are an error."""
    names = [column.split("_duplicated_")[0].strip() for column in frame.columns]
    for column in names:
        if names.count(column) > 1:
            raise DataError(f"column {column} is there twice", file=name, line=line, advice="rename or remove one")
    return frame.rename(dict(zip(frame.columns, names, strict=True)))


def _without_blank_rows(frame: pl.DataFrame, name: str, text: bytes, header_line: int) -> Table:
    blank = frame.select(pl.all_horizontal(pl.all().is_null())).to_series().to_numpy()
    if not blank.any():
        return Table(frame, name, text, header_line)
    lines = record_lines(text, frame.height) + (header_line - 1)
    return Table(frame.filter(pl.Series(~blank)), name, text, header_line, lines[~blank])


def _explain(text: bytes, name: str, header_line: int, error: Exception, separator: str) -> NoReturn:
    """Raise the DataError behind a parser's error: broken UTF-8, too many fields, or an open quote."""
    try:
        decoded = text.decode("utf-8")
    except UnicodeDecodeError as broken:
        line = header_line + text.count(b"\n", 0, broken.start)
        raise DataError(
            "not UTF-8",
            file=name,
            line=line,
            value=text[broken.start : broken.start + 4],
            allowed="UTF-8 text",
            advice="save the file as UTF-8, or import it with `gonggam import csv`, which also reads CP949",
        ) from error
    reader = csv.reader(io.StringIO(decoded, newline=""), delimiter=separator, strict=True)
    started, width = header_line, 0
    try:
        for fields in reader:
            width = width or len(fields)
            if len(fields) > width:
                _refuse_width(name, started, len(fields), width)
            started = header_line + reader.line_num
    except csv.Error as broken:
        advice = 'close the quote; a quote inside a quoted field is written twice ("")'
        raise DataError(f"broken quoting ({broken})", file=name, line=started, advice=advice) from error
    raise DataError(f"not a readable CSV file ({_first_line(error)})", file=name) from error


def _refuse_width(name: str, line: int, found: int, width: int) -> NoReturn:
    raise DataError(
        f"{found} fields",
        file=name,
        line=line,
        allowed=f"{width}, as the header has",
        advice='put a field that contains the separator in quotes ("")',
    )


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
