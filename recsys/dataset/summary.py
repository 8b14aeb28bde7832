"""What a dataset holds, and what in it is likely to be a mistake."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from recsys.dataset.dataset import Dataset
from recsys.dataset.sequences import coded
from recsys.dataset.times import in_zone
from recsys.types import Int64

QUANTILES = (0.0, 0.25, 0.5, 0.75, 0.9, 1.0)
MILLISECONDS = 100_000_000_000
"""UNIX seconds above this lie after the year 5138: they are milliseconds."""
_MANY = 20
"""Below this many rows nothing is said about patterns: they may be chance."""


@dataclass(frozen=True)
class Summary:
    """Counts of a dataset. `density` = events / (users x items); `first`, `last` are UTC seconds, None if untimed.

    `items` counts the catalogue, `items_with_events` those somebody touched; `events_per_user` holds the
    quantiles `QUANTILES`; `acts` what was done how often, most frequent first.
    """

    name: str
    kind: str
    users: int
    items: int
    items_with_events: int
    events: int
    density: float
    first: int | None
    last: int | None
    events_per_user: tuple[float, ...]
    acts: tuple[tuple[str, int], ...]
    refused: int


def summarise(dataset: Dataset) -> Summary:
    """Count a dataset; every count of an empty one is 0."""
    log = dataset.interactions
    used, per_user = np.unique(log.item), np.bincount(log.user, minlength=log.n_users)
    timed = log.timed and len(log) > 0
    cells = log.n_users * log.n_items
    return Summary(
        name=dataset.meta.name,
        kind=dataset.meta.kind,
        users=log.n_users,
        items=log.n_items,
        items_with_events=len(used),
        events=len(log),
        density=len(log) / cells if cells else 0.0,
        first=int(log.time[0]) if timed else None,
        last=int(log.time[-1]) if timed else None,
        events_per_user=tuple(float(q) for q in np.quantile(per_user, QUANTILES)) if log.n_users else (0.0,) * 6,
        acts=_counted(dataset),
        refused=len(dataset.refused),
    )


def _counted(dataset: Dataset) -> tuple[tuple[str, int], ...]:
    acts = coded(dataset.acts)
    codes, counts = np.unique(acts.codes, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    return tuple((acts.names[codes[i]], int(counts[i])) for i in order)


def warnings_of(dataset: Dataset, now: int | None = None) -> tuple[str, ...]:
    """What in the data is likely to be a mistake, what it would mean, what to do. `now` is UTC seconds."""
    if not len(dataset.interactions):
        return ()
    checks: tuple[Callable[[Dataset], str | None], ...] = (
        _milliseconds,
        lambda data: None if now is None else _future(data, now),
        _one_time,
        _one_item,
        _duplicates,
        _sorted_by_item,
        _single_events,
    )
    return tuple(found for check in checks if (found := check(dataset)))


def _milliseconds(dataset: Dataset) -> str | None:
    log = dataset.interactions
    if not (log.timed and int(np.median(log.time)) > MILLISECONDS):
        return None
    return (
        f"times look like milliseconds (for example {log.time[0]}): every habit and trend would be wrong; "
        "divide `datetime` by 1000"
    )


def _future(dataset: Dataset, now: int) -> str | None:
    log = dataset.interactions
    late = int((log.time > now).sum()) if log.timed else 0
    if not late or int(log.time[-1]) > MILLISECONDS:
        return None
    latest = in_zone(int(log.time[-1]), dataset.meta.timezone)
    return (
        f"{late:,} events lie in the future (the last at {latest}): they would count as newest for ever; "
        "check `datetime` and `timezone`, or drop these rows"
    )


def _one_time(dataset: Dataset) -> str | None:
    log = dataset.interactions
    if not log.timed or len(log) < 2 or log.time[0] != log.time[-1]:
        return None
    at = in_zone(int(log.time[0]), dataset.meta.timezone)
    return (
        f"all {len(log):,} times are equal ({at}): recency and habits mean nothing; "
        'set time = "order" if the rows are in order, else time = "none"'
    )


def _one_item(dataset: Dataset) -> str | None:
    log = dataset.interactions
    counts = np.bincount(log.item, minlength=log.n_items)
    top = int(counts.argmax())
    if len(log) < _MANY or counts[top] * 2 < len(log):
        return None
    share = round(100 * int(counts[top]) / len(log))
    return (
        f"item {dataset.catalogue.items.ids[top]!r} holds {share} % of the events: it may be a placeholder, a bag or "
        "a postage fee, and would be recommended to everyone; remove it if so"
    )


def _duplicates(dataset: Dataset) -> str | None:
    """Repeats of user, item, act, context and, where rows have times, time; in an order every row is a moment."""
    log = dataset.interactions
    if log.time_unit == "order":
        return None
    time = log.time if log.timed else np.zeros_like(log.time)
    contexts = (coded(values).codes for values in dataset.context.values())
    columns = (*contexts, time, coded(dataset.acts).codes, log.item, log.user)
    order = np.lexsort(columns)
    same = np.logical_and.reduce([column[order][1:] == column[order][:-1] for column in columns])
    if not same.any():
        return None
    return (
        f"{int(same.sum()):,} events repeat another with the same user, item, time and event: they count twice; "
        "remove the copies if the export made them"
    )


def _sorted_by_item(dataset: Dataset) -> str | None:
    """Whether rows of one person are sorted by item id: then their order is the export's, not life's."""
    log = dataset.interactions
    if log.time_unit != "order":
        return None
    rank = _item_rank(dataset.catalogue.items.ids)[log.item]
    rows = np.argsort(log.user, kind="stable")
    steps = np.diff(rank[rows])[np.diff(log.user[rows]) == 0]
    steps = steps[steps != 0]
    if len(steps) < _MANY or (steps > 0).mean() < 0.999:
        return None
    return (
        "each user's rows are sorted by item id: their order is the export's, and recency would be learned from ids; "
        'set time = "none", or export the rows in the order things happened'
    )


def _item_rank(ids: tuple[str, ...]) -> Int64:
    """(n,) rank of each id, numbers by value and other ids by letters."""
    numeric = all(i.isdigit() for i in ids)
    order = (
        sorted(range(len(ids)), key=lambda i: int(ids[i])) if numeric else sorted(range(len(ids)), key=ids.__getitem__)
    )
    rank = np.empty(len(ids), dtype=np.int64)
    rank[order] = np.arange(len(ids))
    return rank


def _single_events(dataset: Dataset) -> str | None:
    counts = np.bincount(dataset.interactions.user, minlength=dataset.interactions.n_users)
    single = int((counts == 1).sum())
    if len(counts) < _MANY or single * 2 <= len(counts):
        return None
    return (
        f"{single:,} of {len(counts):,} users have one event: nothing personal can be learned of them, they get "
        "popular items; check that `user_id` is the person and not the order or the visit"
    )
