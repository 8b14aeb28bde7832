"""Any shop's CSV: its own column names, UTF-8 or CP949, comma, semicolon or tab, dates as people write them."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from recsys.dataset import items, log
from recsys.dataset.checks import first, text
from recsys.dataset.dataset import Meta
from recsys.dataset.sources.free_times import ALLOWED, iso_times
from recsys.dataset.sources.guesses import suggestion
from recsys.dataset.sources.imported import Imported, Origin
from recsys.dataset.table import Table, parse_csv, read_bytes
from recsys.errors import DataError, nearest

SUFFIXES = (".csv", ".txt", ".tsv")
_KNOWN = list(dict.fromkeys((*log.COLUMNS, *items.COLUMNS)))
_EXAMPLE = "--map user_id=CUST_NO,item_id=ISBN13,datetime=ORD_DT"


def read(source: Path) -> Imported:
    """Read files whose columns carry the contract's names already. Raises DataError."""
    return read_csv(source, {})


def parse_mapping(written: str) -> dict[str, str]:
    """`user_id=CUST_NO,item_id=ISBN13` as {contract name: column of the file}. Raises DataError."""
    mapping: dict[str, str] = {}
    for part in written.split(","):
        name, found, column = (word.strip() for word in part.partition("="))
        if not (name and found and column):
            raise DataError("not a mapping", file="--map", value=part, allowed=f"NAME=COLUMN, as in {_EXAMPLE}")
        if name not in _KNOWN and not name.startswith("context_"):
            raise DataError("unknown column", file="--map", value=name, allowed=nearest(name, _KNOWN))
        if name in mapping:
            raise DataError(f"{name} is mapped twice", file="--map", value=part, advice="keep one of them")
        mapping[name] = column
    return mapping


def read_csv(
    source: Path, mapping: Mapping[str, str], *, kind: str | None = None, timezone: str | None = None
) -> Imported:
    """Read an events file, an items file, both in a folder, or one file that holds both.

    `mapping` is {contract name: column}; other columns are taken only when their name is the contract's. A file
    with user_id and item_id holds events, one with item_id alone items. Raises DataError naming file and line.
    """
    tables = [_decoded_table(path) for path in _files(source)]
    _check_mapped(tables, mapping)
    renamed = [_renamed(table, mapping) for table in tables]
    events = _only([table for table in renamed if "user_id" in table and "item_id" in table], "events")
    catalogue = _only([table for table in renamed if "user_id" not in table and "item_id" in table], "items")
    if events is None and catalogue is None:
        _refuse_columns(tables, mapping)
    timed = events is not None and "datetime" in events
    log_frame = None if events is None else _log_frame(events)
    return Imported(
        meta=Meta(name=source.stem.split(".")[0] or "shop", time="seconds" if timed else "order"),
        events=log_frame,
        items=_items_frame(events, catalogue),
        notes=_notes(log_frame, timezone),
        origins={
            name: Origin(table.name, table.lines)
            for name, table in (("events", events), ("items", catalogue))
            if table is not None
        },
    ).with_meta(kind, timezone)


def _files(source: Path) -> list[Path]:
    if source.is_file():
        return [source]
    if not source.is_dir():
        raise DataError("no such file or folder", file=source, allowed="a CSV file, or a folder of two")
    found = [path for path in sorted(source.iterdir()) if path.name.removesuffix(".gz").endswith(SUFFIXES)]
    if not found:
        raise DataError("no CSV file is there", file=source, allowed=", ".join(SUFFIXES) + ", plain or .gz")
    return found


def _decoded_table(path: Path) -> Table:
    written = _decoded(read_bytes(path), path.name)
    header = written.lstrip("\r\n").split("\n", 1)[0]
    separator = max((",", ";", "\t"), key=header.count)
    return parse_csv(written.encode(), path.name, separator=separator)


def _decoded(data: bytes, name: str) -> str:
    """Text of UTF-8 (with or without a byte order mark), UTF-16 with one, or CP949."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp949")
    except UnicodeDecodeError as error:
        line = 1 + data.count(b"\n", 0, error.start)
        value = data[error.start : error.start + 4]
        raise DataError("unknown encoding", file=name, line=line, value=value, allowed="UTF-8 or CP949") from error


def _check_mapped(tables: Sequence[Table], mapping: Mapping[str, str]) -> None:
    columns = [column for table in tables for column in table.frame.columns]
    for name, column in mapping.items():
        if column not in columns:
            files = " and ".join(table.name for table in tables)
            advice = f"map {name} to one of them"
            raise DataError("no such column", file=files, value=column, allowed=nearest(column, columns), advice=advice)


def _renamed(table: Table, mapping: Mapping[str, str]) -> Table:
    """The contract's columns only, under its names; a mapped name wins over a column that carries it by chance."""
    own = {name: column for name, column in mapping.items() if column in table}
    free = {column: column for column in table.frame.columns if _is_known(column) and column not in own.values()}
    frame = table.frame.select(pl.col(column).alias(name) for name, column in (free | own).items())
    if "price" in frame.columns:
        frame = frame.with_columns(pl.col("price").str.replace_all(r"[,\s원₩]", ""))
    return Table(frame, table.name, table.lines)


def _is_known(column: str) -> bool:
    return column in _KNOWN or column.startswith("context_")


def _only(found: Sequence[Table], what: str) -> Table | None:
    if len(found) > 1:
        names = " and ".join(table.name for table in found)
        raise DataError(
            f"{names} both hold {what}", file=what, advice="name one file, or keep one of them in the folder"
        )
    return found[0] if found else None


def _refuse_columns(tables: Sequence[Table], mapping: Mapping[str, str]) -> None:
    """Raise the error that lists the columns and guesses which of them are meant."""
    columns = list(dict.fromkeys(column for table in tables for column in table.frame.columns))
    files = " and ".join(table.name for table in tables)
    missing = [name for name in ("user_id", "item_id", "datetime") if name not in mapping]
    advice = f"name them, for example {suggestion(columns, missing) or _EXAMPLE}"
    problem = "neither events (user_id, item_id) nor items (item_id) are named"
    raise DataError(problem, file=files, allowed=f"columns found: {', '.join(columns)}", advice=advice)


def _log_frame(table: Table) -> pl.DataFrame:
    frame = table.frame.select(c for c in table.frame.columns if c in log.COLUMNS or c.startswith("context_"))
    if "datetime" not in table:
        return frame
    words = text(table, "datetime")
    times = iso_times(words)
    row = first(words.str.strip_chars().replace("", None).is_not_null() & times.is_null())
    if row is not None:
        raise table.error("datetime is not a time", row, words[row], allowed=ALLOWED)
    return frame.with_columns(times.alias("datetime"))


def _items_frame(events: Table | None, catalogue: Table | None) -> pl.DataFrame | None:
    """The items file, or what the events file says of its items: of each item its last row."""
    if catalogue is not None:
        return catalogue.frame.select(column for column in catalogue.frame.columns if column in items.COLUMNS)
    told = [] if events is None else [column for column in events.frame.columns if column in items.COLUMNS]
    if events is None or len(told) < 2:
        return None
    rows = events.frame.select(told).filter(pl.col("item_id").is_not_null())
    return rows.unique("item_id", keep="last", maintain_order=True)


def _notes(events: pl.DataFrame | None, timezone: str | None) -> tuple[str, ...]:
    if events is None or "datetime" not in events.columns or timezone is not None:
        return ()
    local = events["datetime"].str.contains(r"T\d\d:\d\d:\d\d$").fill_null(False).sum()
    if not local:
        return ()
    return (
        f"{local:,} times have no offset and were read as UTC; for Korean wall-clock time add --timezone Asia/Seoul",
    )
