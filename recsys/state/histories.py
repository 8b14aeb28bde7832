"""People's histories as a snapshot: what a model was trained with, so that it serves them without a store."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from recsys.context.types import told_of
from recsys.dataset.dataset import Dataset
from recsys.types import Touch, UserState

COLUMNS = ("user_id", "event_id", "item_id", "act", "at", "session_id", "weight")
CONTEXT = "context"
"""The circumstances of each touch as a JSON object; a column where the data tells any."""


@dataclass(frozen=True)
class Histories:
    """Touches of many people, sorted by person, oldest first; `rows` maps a person to their slice."""

    columns: Mapping[str, Any]
    rows: Mapping[str, tuple[int, int]]
    refused: Mapping[str, frozenset[str]]

    @classmethod
    def empty(cls) -> "Histories":
        """Nobody's history."""
        return cls({}, {}, {})

    @classmethod
    def read(cls, path: Path) -> "Histories":
        """From a file written by `histories_frame(...).write_parquet`."""
        frame = pl.read_parquet(path)
        touched = frame.filter(pl.col("act") != "refused")
        people = touched["user_id"].to_numpy()
        borders = np.flatnonzero(people[1:] != people[:-1]) + 1
        bounds = [0, *borders.tolist(), len(people)] if len(people) else []
        rows = {str(people[a]): (a, b) for a, b in pairwise(bounds)}
        pairs = frame.filter(pl.col("act") == "refused").group_by("user_id").agg(pl.col("item_id"))
        refused = {str(user): frozenset(items) for user, items in pairs.iter_rows()}
        names = [*COLUMNS[1:], CONTEXT] if CONTEXT in frame.columns else COLUMNS[1:]
        return cls({name: touched[name] for name in names}, rows, refused)

    def state_of(self, user_id: str) -> UserState:
        """The person's state; an unknown person has an empty one."""
        start, stop = self.rows.get(user_id, (0, 0))
        refused = self.refused.get(user_id, frozenset())
        if start == stop:
            return UserState(refused=refused)
        parts = [self.columns[name][start:stop].to_list() for name in COLUMNS[1:]]
        touches = tuple(Touch(*row) for row in zip(*parts, strict=True))
        if CONTEXT in self.columns:
            told = self.columns[CONTEXT][start:stop].to_list()
            touches = tuple(
                replace(touch, context=tuple(json.loads(text).items()))
                for touch, text in zip(touches, told, strict=True)
            )
        return UserState(touches=touches, refused=refused, last_at=touches[-1].at)


def histories_frame(dataset: Dataset) -> pl.DataFrame:
    """All touches of a data set, sorted by person, oldest first; refusals follow as rows with the act `refused`."""
    log = dataset.interactions
    order = np.argsort(log.user, kind="stable")
    users, items = np.array(dataset.users.ids, dtype=object), np.array(dataset.catalogue.items.ids, dtype=object)
    sessions: list[str | None] = [None] * len(order)
    if log.session is not None:
        sessions = [dataset.sessions[code] if code >= 0 else None for code in log.session[order]]
    touched = {
        "user_id": users[log.user[order]].tolist(),
        "event_id": [dataset.event_ids[row] for row in order],
        "item_id": items[log.item[order]].tolist(),
        "act": [dataset.acts[row] for row in order],
        "at": log.time[order].tolist(),
        "session_id": sessions,
        "weight": [dataset.weight_of(row) for row in order],
    }
    if log.context:
        touched[CONTEXT] = [json.dumps(dict(told_of(log.context, row)), ensure_ascii=False) for row in order]
    for user, item in dataset.refused:
        for name, value in zip(touched, (users[user], "", items[item], "refused", 0, None, 1.0, "{}"), strict=False):
            touched[name].append(value)
    kinds: dict[str, Any] = dict.fromkeys(touched, pl.String)
    return pl.DataFrame(touched, schema=kinds | {"at": pl.Int64, "weight": pl.Float64})
