"""What a protocol is made of: cases that carry their own moment, and splits that can be walked any number of times."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from recsys.context.types import ContextColumn
from recsys.dataset.catalogue import Catalogue
from recsys.dataset.dataset import Dataset
from recsys.errors import QueryError
from recsys.state.history import SESSION_GAP
from recsys.types import Bool, Float64, Int32, Int64, Interactions, Moment, UserState


@dataclass(frozen=True, slots=True)
class Case:
    """One question to every model: given this history at this moment, where do the targets stand?

    `items` int32, `strengths` float64, `times` int64 and `in_session` bool (h,) are the history, oldest first.
    `targets` (m,) int32, -1 for an item the training data does not know (it counts as missed).
    `seen` (s,) int32 are never served. `user` is the training index or -1; cases of one `unit` (a user, a test
    session) are resampled together. `context` holds at the moment, `past_context` (h,) held along the history.
    `state` folds what the person did and told strictly before, for rankers that read a mood; None where nobody may.
    """

    unit: int
    user: int
    items: Int32
    strengths: Float64
    times: Int64
    in_session: Bool
    targets: Int32
    moment: Moment
    seen: Int32
    context: Mapping[str, str] = field(default_factory=dict)
    past_context: tuple[ContextColumn, ...] = ()
    state: Callable[[], UserState] | None = None


@dataclass(frozen=True)
class Split:
    """Training interactions over a catalogue, and cases that can be walked through any number of times."""

    train: Interactions
    catalogue: Catalogue
    cases: Callable[[], Iterator[Case]]
    n_cases: int


@dataclass(frozen=True)
class ProtocolSettings:
    """What a protocol may be told: least events a user, number of folds, seed, and a separate test data set."""

    min_events: int = 5
    folds: int = 5
    seed: int = 0
    test: Dataset | None = None


Protocol = Callable[[Dataset, ProtocolSettings], tuple[Split, ...]]
NOTHING_SEEN = np.zeros(0, dtype=np.int32)


def refuse_unordered(dataset: Dataset, protocol: str) -> None:
    """Refuse a protocol that needs earlier and later for data in which time means nothing."""
    if not dataset.interactions.ordered:
        raise QueryError(
            "protocol",
            f'{protocol} needs an order of events, and {dataset.meta.name!r} has time = "none"',
            'folds, or a data set with time = "seconds" or "order"',
        )


@dataclass(frozen=True)
class CaseMaker:
    """Builds the cases of one data set's rows. `hidden` (n,) marks rows that no case may know of."""

    dataset: Dataset
    hidden: Bool | None = None

    def case(self, user: int, history: Int64, targets: Int64, exclude_seen: bool) -> Case:
        """The case of rows `history` (h,) before and rows `targets` (m,), asked at the first target's time."""
        log = self.dataset.interactions
        first = targets[0]
        items = log.item[history]
        return Case(
            unit=user,
            user=user,
            items=items,
            strengths=log.weight[history].astype(np.float64),
            times=log.time[history],
            in_session=self._in_session(history, int(first)),
            targets=log.item[targets],
            moment=Moment(int(log.time[first]) if log.ordered else None, self.dataset.meta.timezone),
            seen=items if exclude_seen else NOTHING_SEEN,
            context={name: values[first] for name, values in self.dataset.context.items() if values[first]},
            past_context=tuple(column.take(history) for column in log.context),
            state=partial(self._state, user, int(log.time[first])) if log.timed else None,
        )

    def _state(self, user: int, at: int) -> UserState:
        """The person's state strictly before `at`, repeated choices among it."""
        rows = self.dataset.rows_of(user)
        known = self.dataset.interactions.time[rows] < at
        if self.hidden is not None:
            known &= ~self.hidden[rows]
        return self.dataset.state_before(user, rows[known], at)

    def _in_session(self, history: Int64, target: int) -> Bool:
        """Whether rows of the history are in the target's session: of the same name, or unbroken by a gap until it.

        The same two conditions as in the service (`recsys.state.history.session_mask`).
        """
        log = self.dataset.interactions
        same = np.zeros(len(history), dtype=np.bool_)
        if log.session is not None and log.session[target] >= 0:
            same |= log.session[history] == log.session[target]
        if log.timed:
            breaks = np.diff(log.time[np.append(history, target)]) >= SESSION_GAP
            same |= np.cumsum(breaks[::-1])[::-1] == 0
        return same
