"""Reasons for data scientists: a frame of recommendations in, the same frame with sentences out."""

from collections import defaultdict
from typing import Any

import narwhals as nw

from explain.reasons import reasons
from recsys.errors import QueryError
from recsys.recommender import Recommender

COLUMNS = ("reason", "label", "code", "strength", "verified")


def with_reasons(model: Recommender, recommendations: Any, voice: str = "warm", locale: str = "ko-KR") -> Any:
    """`recommendations` (as `model.recommend` returned them) with a true reason for each row.

    Adds reason, label, code, strength and verified (the item's rank worsens without what the sentence cites).
    A person's rows are told as one list, so that no sentence stands in it twice. Frame of the caller's kind.
    """
    given = nw.from_native(recommendations, eager_only=True)
    users, items = (given[name].to_list() for name in ("user_id", "item_id"))
    rows_of: dict[Any, list[int]] = defaultdict(list)
    for row, user in enumerate(users):
        rows_of[user].append(row)
    told: list[tuple[Any, ...]] = [()] * len(items)
    for user, rows in rows_of.items():
        for row, cells in zip(rows, _told(model, str(user), [str(items[r]) for r in rows], voice, locale), strict=True):
            told[row] = cells
    new = [
        nw.new_series(name, [cells[place] for cells in told], backend=given.implementation)
        for place, name in enumerate(COLUMNS)
    ]
    return given.with_columns(*new).to_native()


def _told(model: Recommender, user: str, items: list[str], voice: str, locale: str) -> list[tuple[Any, ...]]:
    """One person's cells, in the order of `items`; evidence is that of the whole list they stood in."""
    ranking = model.rank(user, max(len(items), 1))
    found = {item.facts.item_id: item for item in ranking.items}
    missing = [item for item in items if item not in found]
    if missing:
        found |= {item.facts.item_id: item for item in model.rank_only(user, missing).items}
    unknown = next((item for item in items if item not in found), None)
    if unknown is not None:
        raise QueryError("recommendations", f"item {unknown!r} cannot be served to {user!r}", "rows of `recommend`")
    unit = model.engine.time_unit
    listed = [found[item] for item in items]
    said = reasons(
        listed,
        voice=voice,
        locale=locale,
        strategy=ranking.strategy,
        ordered=unit != "none",
        timed=unit == "seconds",
    )
    return [(r.text, r.label, r.code, r.strength, r.verified) if r else (None,) * len(COLUMNS) for r in said]
