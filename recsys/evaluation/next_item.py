"""The next-item protocol: train on sessions, ask for the next item at every step of a test session."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from recsys.context.types import ContextColumn
from recsys.dataset.dataset import Dataset
from recsys.dataset.splits import Groups, by_first_appearance, grouped, session_codes
from recsys.evaluation.cases import NOTHING_SEEN, Case, ProtocolSettings, Split, refuse_unordered
from recsys.types import Bool, Float64, Int32, Int64, Interactions, Moment


@dataclass(frozen=True)
class Sessions:
    """Test sessions: `item` (n,) int32 (-1 unknown), `weight`, `time` (n,), their positions by session, which
    sessions are a single case, and the `rows` (n,) of the `context` columns they stand in."""

    item: Int32
    weight: Float64
    time: Int64
    groups: Groups
    single: Bool
    rows: Int64
    columns: tuple[ContextColumn, ...]
    context: Mapping[str, Sequence[str]]
    zone: str

    @property
    def n_cases(self) -> int:
        """One case for each prefix, or one for a single-case session."""
        sizes = self.groups.sizes()
        steps = np.maximum(sizes - 1, 0)
        return int(np.where(self.single, np.minimum(steps, 1), steps).sum())

    def cases(self) -> Iterator[Case]:
        """The cases, session by session, shortest prefix first."""
        for session in range(len(self.groups)):
            rows = self.groups.of(session)
            first = len(rows) - 1 if self.single[session] else 1
            for step in range(max(first, 1), len(rows)):
                yield self._case(session, rows[:step], rows[step])

    def _case(self, session: int, past: Int64, target: np.int64) -> Case:
        past = past[self.item[past] >= 0]
        return Case(
            unit=session,
            user=-1,
            items=self.item[past],
            strengths=self.weight[past],
            times=self.time[past],
            in_session=np.ones(len(past), dtype=np.bool_),
            targets=self.item[[target]],
            moment=Moment(int(self.time[target]), self.zone),
            seen=NOTHING_SEEN,
            context=self._context(int(self.rows[target])),
            past_context=tuple(column.take(self.rows[past]) for column in self.columns),
        )

    def _context(self, row: int) -> dict[str, str]:
        return {name: values[row] for name, values in self.context.items() if values[row]}


def next_item(dataset: Dataset, settings: ProtocolSettings) -> tuple[Split, ...]:
    """A test session gives one case for each prefix; seen items are not excluded; Recall@k is the papers' P@k.

    Models train with a session as the user, and the whole history of a case is in the session. Test items
    unknown to the training catalogue are skipped in a history and missed as a target (the session papers filter
    them out of their test files). Without a test data set the last 20 % of the sessions by start are the test.
    """
    refuse_unordered(dataset, "next-item")
    log = dataset.interactions
    codes = session_codes(log)
    if settings.test is not None:
        return (_split(dataset, by_session(log, codes), foreign_sessions(dataset, settings.test)),)
    n_sessions = int(codes.max(initial=-1)) + 1
    late = codes >= n_sessions - max(1, n_sessions // 5)
    train = by_session(log.take(~late), by_first_appearance(codes[~late]))
    return (_split(dataset, train, own_sessions(dataset, codes, late)),)


def _split(dataset: Dataset, train: Interactions, test: Sessions) -> Split:
    return Split(train, dataset.catalogue, test.cases, test.n_cases)


def by_session(log: Interactions, codes: Int32) -> Interactions:
    """The same rows with their session (n,) as the user."""
    return replace(log, user=codes, n_users=int(codes.max(initial=-1)) + 1, session=codes)


def own_sessions(dataset: Dataset, codes: Int32, late: Bool) -> Sessions:
    """The late sessions of a data set."""
    rows = np.flatnonzero(late).astype(np.int64)
    return _sessions(dataset, rows, dataset.interactions.item[rows], by_first_appearance(codes[rows]))


def foreign_sessions(dataset: Dataset, test: Dataset) -> Sessions:
    """The sessions of a test data set in the training data's indices; where time is an order, they follow it."""
    refuse_unordered(test, "next-item")
    index = dataset.catalogue.items.indices(test.catalogue.items.ids)
    log = test.interactions
    sessions = _sessions(test, np.arange(len(log), dtype=np.int64), index[log.item], session_codes(log))
    after = 0 if log.timed else int(dataset.interactions.time.max(initial=-1)) + 1
    return replace(sessions, time=sessions.time + after)


def _sessions(dataset: Dataset, rows: Int64, items: Int32, codes: Int32) -> Sessions:
    log = dataset.interactions
    groups = grouped(codes, int(codes.max(initial=-1)) + 1)
    marked = np.zeros(len(log), dtype=np.bool_) if dataset.single_case is None else dataset.single_case
    first = groups.order[groups.starts[:-1]]
    return Sessions(
        item=items,
        weight=log.weight[rows].astype(np.float64),
        time=log.time[rows],
        groups=groups,
        single=marked[rows[first]],
        rows=rows,
        columns=log.context,
        context=dataset.context,
        zone=dataset.meta.timezone,
    )
