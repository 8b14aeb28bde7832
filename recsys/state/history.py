"""The history the scorers see. One function builds it for training, evaluation and serving: no skew."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from recsys.context.types import ContextColumn, columns_of
from recsys.events import ACT_STRENGTH
from recsys.state.collapse import entries_of_rows, strengths_of_entries
from recsys.types import LONGEST, Bool, Float64, History, Int32, Int64, Moment, Touch, UserState, Vocabulary

SESSION_GAP = 30 * 60
"""Seconds of silence that end a session (the convention of web analytics)."""


def empty_history() -> History:
    """The history of a person without events."""
    none = np.empty(0)
    as_int = none.astype(np.int32)
    return History(as_int, as_int, none, none, none.astype(np.int64), none.astype(np.bool_))


def build_history(
    items: Int32,
    strengths: Float64,
    times: Int64,
    in_session: Bool,
    kept: Bool | None = None,
    limit: int = LONGEST,
) -> History:
    """Collapse rows (n,), oldest first, into one entry a distinct item, most recent first.

    An entry's strength is the largest of its rows; each row owns the part of it that its own strength has in
    their sum, so masking a row (`kept` False) removes exactly its part and holds everything else.
    """
    return _with_entries(items, strengths, times, in_session, kept, limit)[0]


def _with_entries(
    items: Int32, strengths: Float64, times: Int64, in_session: Bool, kept: Bool | None, limit: int
) -> tuple[History, Int32]:
    """As `build_history`, and the entry (n,) of each row; it lies beyond the history for what the limit cuts off."""
    if len(items) == 0:
        return empty_history(), np.empty(0, dtype=np.int32)
    entry, newest = entries_of_rows(items)
    everything = np.ones(len(items), dtype=np.bool_)
    strongest, held = strengths_of_entries(entry, strengths, everything if kept is None else kept, len(newest))
    session = np.zeros(len(newest), dtype=np.bool_)
    session[entry[in_session]] = True
    newest = newest[:limit]
    n = len(newest)
    return History(
        item=items[newest].astype(np.int32),
        age=np.arange(n, dtype=np.int32),
        strength=strongest[:n],
        kept=held[:n],
        last_at=times[newest],
        in_session=session[:n],
    ), entry


def placed(history: History, items: Int32, columns: tuple[ContextColumn, ...]) -> History:
    """The history of rows `items` (n,) with the columns (n,) these were made in; rows beyond its length are dropped."""
    if not columns or len(history) == 0:
        return history
    order = np.argsort(history.item)
    entry = order[np.minimum(np.searchsorted(history.item[order], items), len(order) - 1)].astype(np.int32)
    rows = np.flatnonzero(history.item[entry] == items)
    return replace(history, context=tuple(column.take(rows) for column in columns), entry_of=entry[rows])


def session_mask(touches: Sequence[Touch], session_id: str | None, moment: Moment, timed: bool) -> Bool:
    """(n,) whether each touch belongs to the current session: same id, or unbroken by a gap until now."""
    same = np.zeros(len(touches), dtype=np.bool_)
    if session_id is not None:
        same[:] = [t.session_id == session_id for t in touches]
    if timed and moment.at is not None:
        same |= unbroken(np.array([t.at for t in touches], dtype=np.int64), moment.at)
    return same


def unbroken(times: Int64, now: int) -> Bool:
    """(n,) whether no silence of `SESSION_GAP` lies between each of the times (n,), ascending, and `now`."""
    breaks = np.flatnonzero(np.diff(np.append(times, now)) >= SESSION_GAP)
    since = np.ones(len(times), dtype=np.bool_)
    since[: breaks[-1] + 1 if len(breaks) else 0] = False
    return since


def history_of(
    state: UserState,
    items: Vocabulary,
    in_session: Bool,
    use: Bool,
    without: frozenset[str] = frozenset(),
) -> tuple[History, tuple[tuple[Touch, ...], ...]]:
    """The history of a state, and for each of its entries the touches behind it, oldest first.

    `use` (n,) says which touches may be used at all; items unknown to the vocabulary or refused are left out.
    """
    index = items.indices([t.item_id for t in state.touches])
    rows = np.flatnonzero(use & (index >= 0))
    if state.refused:
        rows = rows[[state.touches[r].item_id not in state.refused for r in rows]]
    touches = [state.touches[r] for r in rows.tolist()]
    kept = np.array([t.event_id not in without for t in touches], dtype=np.bool_) if without else None
    history, entry = _with_entries(
        index[rows],
        np.array([t.weight * ACT_STRENGTH[t.act] for t in touches], dtype=np.float64),
        np.array([t.at for t in touches], dtype=np.int64),
        in_session[rows],
        kept,
        LONGEST,
    )
    if any([t.context for t in touches]):  # noqa: C419  (a list is quicker than a generator here)
        history = placed(history, index[rows], columns_of([t.context for t in touches]))
    behind: list[list[Touch]] = [[] for _ in range(len(history))]
    for touch, e in zip(touches, entry.tolist(), strict=True):
        if e < len(behind):
            behind[e].append(touch)
    return history, tuple([tuple(own) for own in behind])
