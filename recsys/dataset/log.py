"""The events table as interactions: vectorised, so that millions of rows take seconds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from recsys.context.types import ContextColumn
from recsys.dataset.checks import NOT_NEGATIVE, POSITIVE, choice, filled, number, require, text
from recsys.dataset.dataset import Meta
from recsys.dataset.sequences import Coded, Numbered, Texts
from recsys.dataset.table import Table
from recsys.dataset.times import seconds_of
from recsys.events import ACT_OF, ACT_STRENGTH, REFUSALS, WANTING, Act, EventName
from recsys.state.user_state import HIGH_RATING
from recsys.types import Bool, Float32, Float64, Int32, Int64

ACTS: tuple[Act, ...] = tuple(ACT_STRENGTH)
_NO_ACT = -1
_SCALES = (5.0, 10.0, 100.0)
_NEEDS_USER = "every event on an item needs a user; of an anonymous session use the session's id"
_NEEDS_ITEM = "remove the row, or name its item"
_NEEDS_TIME = 'dataset.toml says time = "seconds": give every event its datetime, or set time = "order" or "none"'
COLUMNS = (
    "user_id",
    "item_id",
    "datetime",
    "event",
    "weight",
    "session_id",
    "rating",
    "query",
    "dwell_seconds",
    "event_id",
)
"""Every column of events the contract names, beside `context_*`."""


@dataclass(frozen=True)
class Log:
    """The rows of an events table: one entry a row of the table, in the table's order.

    user, item (n,) text, null where a row has none; act (n,) int8 codes of `ACTS`, -1 for no interaction;
    time (n,) int64; rating (n,) NaN for none; weight (n,) float32, act strength included.
    """

    table: Table
    names: pl.Series
    user: pl.Series
    item: pl.Series
    act: "np.ndarray[tuple[int], np.dtype[np.int8]]"
    time: Int64
    rating: Float64
    rating_max: float | None
    weight: Float32

    @cached_property
    def order(self) -> Int64:
        """(n,) rows in (time, original row) order."""
        return np.argsort(self.time, kind="stable").astype(np.int64)

    @cached_property
    def concerned(self) -> Bool:
        """(n,) whether the row says something of a person and an item: an interaction or a refusal."""
        refusing = self.names.is_in([name.value for name in REFUSALS]).to_numpy()
        return np.asarray(refusing | (self.act != _NO_ACT), dtype=np.bool_)

    @cached_property
    def kept(self) -> Int64:
        """(m,) rows that are interactions, in (time, original row) order."""
        gone = _taken_back(self, EventName.REMOVE_FROM_CART, ["user", "item"])
        gone = gone | _taken_back(self, EventName.CLEAR_CART, ["user"])
        in_history = (self.act != _NO_ACT) & ~(gone & (self.act == ACTS.index("carted")))
        rows: Int64 = self.order[in_history[self.order]]
        return rows

    def in_order(self) -> pl.DataFrame:
        """user, item, name, act and place (n,) of the rows, in (time, original row) order."""
        columns = {"user": self.user, "item": self.item, "name": self.names, "act": pl.Series(self.act)}
        return pl.DataFrame(columns)[self.order].with_row_index("place")


def log_of(table: Table, meta: Meta) -> Log:
    """Check an events table and turn its columns into arrays. Raises DataError."""
    require(table, ["user_id", "item_id"], "name the columns so, or import with `gonggam import csv --map`")
    names = _names(table)
    act = _acts(names, "event" in table)
    needed = pl.Series(act != _NO_ACT) | names.is_in([name.value for name in REFUSALS])
    rating, top = _ratings(table, meta.rating_max)
    high = (act == ACTS.index("rated")) & (rating >= HIGH_RATING * (top or 1.0))
    act = np.where(high, np.int8(ACTS.index("rated_high")), act)
    return Log(
        table=table,
        names=names,
        user=filled(table, "user_id", needed, _NEEDS_USER),
        item=filled(table, "item_id", needed, _NEEDS_ITEM),
        act=act,
        time=_times(table, meta),
        rating=rating,
        rating_max=top,
        weight=_weights(table, act),
    )


def _names(table: Table) -> pl.Series:
    if "event" not in table:
        return pl.repeat(EventName.VIEW_ITEM.value, len(table), eager=True)
    return choice(table, "event", [name.value for name in EventName]).fill_null(EventName.VIEW_ITEM.value)


def _acts(names: pl.Series, is_named: bool) -> "np.ndarray[tuple[int], np.dtype[np.int8]]":
    """(n,) codes of what was done; where no column says it, an item was chosen, and nothing is said of how."""
    if not is_named:
        return np.full(len(names), ACTS.index("chosen"), dtype=np.int8)
    code = {name.value: ACTS.index(act) for name, act in ACT_OF.items()}
    return names.replace_strict(code, default=_NO_ACT, return_dtype=pl.Int8).to_numpy()


def _ratings(table: Table, top: float | None) -> tuple[Float64, float | None]:
    """(n,) ratings, NaN for none, and the top of their scale: the one given, or 5, 10 or 100 as they fit."""
    if "rating" not in table:
        return np.full(len(table), np.nan), top
    values = number(table, "rating", NOT_NEGATIVE)
    highest = values.max()
    if not isinstance(highest, float):
        return np.full(len(table), np.nan), top
    scale = top or next((scale for scale in _SCALES if highest <= scale), _SCALES[-1])
    if highest > scale:
        advice = "set rating_max in dataset.toml to the top of the scale"
        row = values.arg_max()
        raise table.error("rating is above the scale", row, highest, allowed=f"0 to {scale:g}", advice=advice)
    return values.fill_null(float("nan")).to_numpy(), scale


def _weights(table: Table, act: "np.ndarray[tuple[int], np.dtype[np.int8]]") -> Float32:
    strength: Float32 = np.array([*ACT_STRENGTH.values(), 0.0], dtype=np.float32)[act]
    if "weight" in table:
        strength = strength * number(table, "weight", POSITIVE).fill_null(1.0).to_numpy().astype(np.float32)
    return strength


def _times(table: Table, meta: Meta) -> Int64:
    if meta.time != "seconds":
        return np.arange(len(table), dtype=np.int64)
    require(table, ["datetime"], _NEEDS_TIME)
    seconds = seconds_of(table, "datetime", meta.timezone)
    everywhere = pl.repeat(True, len(table), eager=True)
    filled(table, "datetime", seconds.is_null() & everywhere, _NEEDS_TIME)
    return seconds.to_numpy()


def _taken_back(log: Log, undoing: EventName, keys: list[str]) -> Bool:
    """(n,) whether a later event of the name has the same keys; one without an item takes nothing back."""
    if not (log.names == undoing.value).any():
        return np.zeros(len(log.time), dtype=np.bool_)
    rows = log.in_order()
    last = rows.filter(pl.col("name") == undoing.value).group_by(keys).agg(pl.col("place").max().alias("last"))
    joined = rows.join(last, on=keys, how="left", maintain_order="left")
    gone = np.empty(len(log.time), dtype=np.bool_)
    gone[log.order] = (joined["last"] > joined["place"]).fill_null(False).to_numpy()
    return gone


def seconds_spent(table: Table, rows: Int64) -> Float64 | None:
    """(n,) visible or heard seconds of the given rows, NaN where nobody counted; None without such a column."""
    columns = [name for name in ("dwell_seconds", "seconds") if name in table]
    if not columns:
        return None
    told = pl.DataFrame({name: number(table, name, NOT_NEGATIVE) for name in columns})
    return told.select(pl.coalesce(columns)).to_series().fill_null(float("nan")).to_numpy()[rows]


def refused_pairs(log: Log) -> pl.DataFrame:
    """Distinct (user, item) a person refused and did not want since: the last word counts, as in the fold."""
    refusing = log.concerned & (log.act == _NO_ACT)
    if not refusing.any():
        return pl.DataFrame({"user": [], "item": []}, schema={"user": pl.String, "item": pl.String})
    wanting = np.isin(log.act, [ACTS.index(act) for act in WANTING])
    rows = log.in_order().filter(pl.Series((refusing | wanting)[log.order]))
    latest = rows.group_by("user", "item", maintain_order=True).last()
    return latest.filter(pl.col("act") == _NO_ACT).select("user", "item")


def codes(values: pl.Series, ids: Sequence[str]) -> Int32:
    """(n,) int32 positions of the values in the distinct ids; -1 for null and unknown."""
    known = pl.DataFrame({"id": pl.Series(ids, dtype=pl.String)}).with_row_index("code")
    found = values.alias("id").to_frame().join(known, on="id", how="left", maintain_order="left")
    return found["code"].cast(pl.Int32).fill_null(-1).to_numpy()


def event_ids(table: Table) -> Texts | Numbered:
    """(n,) the event_id column, or "e" and the line (in a frame the row, from 1) the event stands on."""
    if "event_id" not in table:
        return Numbered(table.places)
    own = text(table, "event_id")
    if own.null_count():
        own = own.fill_null(pl.Series("e" + pl.Series(table.places).cast(pl.String)))
    return Texts(own)


def contexts(table: Table, rows: Int64) -> dict[str, Coded[str]]:
    """The `context_*` columns of the given rows, named without their prefix."""
    prefix = "context_"
    columns = [name for name in table.frame.columns if name.startswith(prefix) and name != prefix]
    return {name.removeprefix(prefix): _coded(text(table, name), rows) for name in columns}


def context_columns(told: Mapping[str, Coded[str]]) -> tuple[ContextColumn, ...]:
    """The columns of `contexts` as the models read them; a column that says nothing is left out."""
    columns = []
    for name, rows in told.items():
        values = tuple(value for value in rows.names if value)
        place = {value: code for code, value in enumerate(values)}
        codes = np.array([place.get(value, -1) for value in rows.names], dtype=np.int32)[rows.codes]
        if values:
            columns.append(ContextColumn(name, values, codes))
    return tuple(columns)


def _coded(values: pl.Series, rows: Int64) -> Coded[str]:
    names = tuple(values.fill_null("").unique(maintain_order=True).to_list())
    return Coded(codes(values.fill_null(""), names)[rows], names)
