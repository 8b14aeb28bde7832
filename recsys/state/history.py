"""The history the scorers see. One function builds it for training, evaluation and serving: no skew."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from recsys.context.types import ContextColumn, columns_of
from recsys.events import ACT_STRENGTH
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
    if len(items) == 0:
        return empty_history()
    newest_first = items[::-1]
    distinct, last, entry_of = np.unique(newest_first, return_index=True, return_inverse=True)
    order = np.argsort(last, kind="stable")
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    entry = place[entry_of]
    rows = strengths[::-1]
    total = np.bincount(entry, weights=rows, minlength=len(order))
    strongest = np.zeros(len(order))
    np.maximum.at(strongest, entry, rows)
    held = total if kept is None else np.bincount(entry, weights=rows * kept[::-1], minlength=len(order))
    session = np.zeros(len(order), dtype=np.bool_)
    np.logical_or.at(session, entry, in_session[::-1])
    n = min(limit, len(order))
    return History(
        item=distinct[order][:n].astype(np.int32),
        age=np.arange(n, dtype=np.int32),
        strength=strongest[:n],
        kept=np.divide(held, total, out=np.zeros_like(total), where=total > 0)[:n],
        last_at=times[::-1][last[order]][:n],
        in_session=session[:n],
    )


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
    same = np.array([session_id is not None and t.session_id == session_id for t in touches], dtype=np.bool_)
    if timed and moment.at is not None:
        same |= unbroken(np.array([t.at for t in touches], dtype=np.int64), moment.at)
    return same


def unbroken(times: Int64, now: int) -> Bool:
    """(n,) whether no silence of `SESSION_GAP` lies between each of the times (n,), ascending, and `now`."""
    breaks_after = np.diff(np.append(times, now)) >= SESSION_GAP
    since: Bool = np.cumsum(breaks_after[::-1])[::-1] == 0
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
    index = items.indices(t.item_id for t in state.touches)
    rows = np.flatnonzero(use & (index >= 0))
    if state.refused:
        rows = rows[[state.touches[r].item_id not in state.refused for r in rows]]
    touches = [state.touches[r] for r in rows]
    kept = np.array([t.event_id not in without for t in touches], dtype=np.bool_) if without else None
    history = build_history(
        index[rows],
        np.array([t.weight * ACT_STRENGTH[t.act] for t in touches], dtype=np.float64),
        np.array([t.at for t in touches], dtype=np.int64),
        in_session[rows],
        kept,
    )
    if any(t.context for t in touches):
        history = placed(history, index[rows], columns_of([t.context for t in touches]))
    behind: dict[int, list[Touch]] = {int(item): [] for item in history.item}
    for touch, item in zip(touches, index[rows], strict=True):
        if int(item) in behind:
            behind[int(item)].append(touch)
    return history, tuple(tuple(behind[int(item)]) for item in history.item)
