"""Checked tables into a Dataset: the one place where files and frames become arrays."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from recsys.dataset.catalogue import Catalogue
from recsys.dataset.checks import text
from recsys.dataset.dataset import Dataset, Meta
from recsys.dataset.items import catalogue_of
from recsys.dataset.log import (
    ACTS,
    Log,
    codes,
    context_columns,
    contexts,
    event_ids,
    log_of,
    refused_pairs,
    seconds_spent,
)
from recsys.dataset.sequences import Coded
from recsys.dataset.table import Table
from recsys.dataset.telling import tellings_of
from recsys.dataset.told import Tellings
from recsys.types import Bool, Int32, Int64, Interactions, Vocabulary

SINGLE_CASE = "single"
"""Value of the column `case` in test events whose session is exactly one case: its last item is the target."""


def dataset_of(meta: Meta, events: Table | None, items: Table | None) -> Dataset:
    """The dataset of an events table, an items table, or both (either may be None). Raises DataError.

    Users are numbered by first appearance, items in catalogue order followed by those only events know.
    """
    catalogue = catalogue_of(items, meta.kind)
    log = log_of(_empty() if events is None else events, meta)
    rows, refused = log.kept, refused_pairs(log)
    users = _distinct(log.user.filter(pl.Series(log.concerned)))
    catalogue = catalogue.covering(_distinct(log.item.filter(pl.Series(log.concerned))), meta.kind)
    sessions, session = _sessions(log.table, rows)
    context = contexts(log.table, rows)
    known = _interactions(log, rows, (users, catalogue), session, meta)
    return Dataset(
        meta=replace(meta, rating_max=log.rating_max),
        users=Vocabulary(tuple(users)),
        catalogue=catalogue,
        interactions=replace(known, context=context_columns(context)),
        event_ids=event_ids(log.table).take(rows),
        acts=Coded(log.act[rows], ACTS),
        ratings=log.rating[rows],
        sessions=sessions,
        context=context,
        refused=_pairs(refused, users, catalogue),
        single_case=_single_case(log.table, rows),
        seconds=seconds_spent(log.table, rows),
        told=tellings_of(log, catalogue) if meta.time == "seconds" else Tellings.none(),
    )


def _empty() -> Table:
    columns = {name: pl.Series([], dtype=pl.String) for name in ("user_id", "item_id", "datetime")}
    return Table(pl.DataFrame(columns), "events")


def _distinct(values: pl.Series) -> list[str]:
    return values.drop_nulls().unique(maintain_order=True).to_list()


def _interactions(
    log: Log, rows: Int64, known: tuple[Sequence[str], Catalogue], session: Int32 | None, meta: Meta
) -> Interactions:
    users, catalogue = known
    return Interactions(
        user=codes(log.user.gather(pl.Series(rows)), users),
        item=codes(log.item.gather(pl.Series(rows)), catalogue.items.ids),
        weight=log.weight[rows],
        time=log.time[rows],
        n_users=len(users),
        n_items=len(catalogue),
        time_unit=meta.time,
        session=session,
        zone=meta.timezone,
    )


def _sessions(table: Table, rows: Int64) -> tuple[tuple[str, ...], Int32 | None]:
    """Names of the session codes, and the code of each row's session, -1 for none."""
    if "session_id" not in table:
        return (), None
    values = text(table, "session_id").gather(pl.Series(rows))
    names = _distinct(values)
    return tuple(names), codes(values, names)


def _pairs(refused: pl.DataFrame, users: Sequence[str], catalogue: Catalogue) -> tuple[tuple[int, int], ...]:
    pairs = np.stack([codes(refused["user"], users), codes(refused["item"], catalogue.items.ids)], axis=1)
    return tuple((int(user), int(item)) for user, item in pairs)


def _single_case(table: Table, rows: Int64) -> Bool | None:
    if "case" not in table:
        return None
    marked: Bool = (table.frame["case"].cast(pl.String) == SINGLE_CASE).fill_null(False).to_numpy()[rows]
    return marked
