"""UCI Online Retail (I and II): invoices of a British gift shop, as purchases of its customers."""

from dataclasses import replace
from pathlib import Path

import polars as pl

from recsys.dataset.checks import number, require
from recsys.dataset.dataset import Meta
from recsys.dataset.sources.imported import Imported, find, read_table
from recsys.dataset.sources.xlsx import read_sheet
from recsys.dataset.table import Table

PUBLISHED = "Online Retail II in the UCI repository (online_retail_II.xlsx, or its sheets as CSV)"
RENAMED = {"InvoiceNo": "Invoice", "UnitPrice": "Price", "CustomerID": "Customer ID"}
COLUMNS = ["Invoice", "StockCode", "Description", "Quantity", "InvoiceDate", "Price", "Customer ID"]
SERVICES = r"^(?i:POST|DOT|C2|C3|M|D|S|B|ADJUST2?|BANK CHARGES|AMAZONFEE|CRUK|TEST\d*)$"
"""Stock codes that are postage, fees and corrections: kept in the history, never available to recommend."""


def read(source: Path) -> Imported:
    """Read the invoices; cancellations and rows without customer are left out, and how many is noted."""
    path = find(
        source, ["online_retail*.csv", "Online Retail*.csv", "online_retail*.xlsx", "Online Retail*.xlsx"], PUBLISHED
    )
    table = _invoices(path)
    rows = table.frame.with_columns(number(table, "Quantity"), number(table, "Price"))
    is_cancelled = pl.col("Invoice").str.starts_with("C")
    sold = rows.filter(~is_cancelled & pl.col("Customer ID").is_not_null() & (pl.col("Quantity") > 0))
    meta = Meta(name="online-retail", kind="goods", time="seconds", timezone="Europe/London")
    return Imported(meta, _events(sold), _items(sold), notes=_notes(rows, is_cancelled))


def _invoices(path: Path) -> Table:
    """The first sheet or the CSV, under the names of version II."""
    table = read_sheet(path) if ".xlsx" in path.name else read_table(path)
    known = {old: new for old, new in RENAMED.items() if old in table}
    table = replace(table, frame=table.frame.rename(known))
    require(table, COLUMNS, f"published as {PUBLISHED}")
    return table


def _notes(rows: pl.DataFrame, is_cancelled: pl.Expr) -> tuple[str, ...]:
    unknown = ~is_cancelled & pl.col("Customer ID").is_null()
    returned = ~is_cancelled & pl.col("Customer ID").is_not_null() & ~(pl.col("Quantity") > 0)
    counts = rows.select(is_cancelled.sum().alias("c"), unknown.sum().alias("u"), returned.sum().alias("r")).row(0)
    texts = ("cancelled rows", "rows without customer", "rows without a positive quantity")
    return tuple(f"{count:,} {text} were left out" for count, text in zip(counts, texts, strict=True) if count)


def _events(sold: pl.DataFrame) -> pl.DataFrame:
    return sold.select(
        pl.col("Customer ID").str.replace(r"\.0$", "").alias("user_id"),
        pl.col("StockCode").alias("item_id"),
        _datetime().alias("datetime"),
        pl.lit("purchase").alias("event"),
        pl.col("Invoice").alias("session_id"),
    )


def _datetime() -> pl.Expr:
    """A spreadsheet's dates are days since 1899-12-30; the CSV has ISO 8601."""
    days = pl.col("InvoiceDate").cast(pl.Float64, strict=False)
    minutes = (days * 1440).round().cast(pl.Int64)
    serial = pl.datetime(1899, 12, 30) + pl.duration(minutes=minutes)
    return pl.coalesce(serial.dt.strftime("%Y-%m-%d %H:%M:%S"), "InvoiceDate")


def _items(sold: pl.DataFrame) -> pl.DataFrame:
    """One row a stock code: its most frequent description and its latest price above 0."""
    described = sold.with_columns(pl.col("Description").str.strip_chars())
    titles = pl.col("Description").drop_nulls().mode(maintain_order=True).first()
    price = pl.col("Price").filter(pl.col("Price") > 0).last()
    items = described.group_by("StockCode", maintain_order=True).agg(titles.alias("title"), price.alias("price"))
    available = ~pl.col("StockCode").str.contains(SERVICES)
    return items.select(pl.col("StockCode").alias("item_id"), "title", "price", available.alias("available"))
