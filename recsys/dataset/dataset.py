"""A data set in memory: interactions for the models, touches for a person's state, facts for the sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from recsys.context.types import told_of
from recsys.dataset.catalogue import Catalogue
from recsys.dataset.told import Tellings
from recsys.events import ACT_STRENGTH, Act
from recsys.types import Bool, Float64, Int64, Interactions, Kind, TimeUnit, Touch, UserState, Vocabulary


@dataclass(frozen=True)
class Meta:
    """What `dataset.toml` says. `rating_max` is the top of the rating scale, None when there are no ratings."""

    name: str
    kind: Kind = "goods"
    time: TimeUnit = "seconds"
    timezone: str = "UTC"
    rating_max: float | None = None
    simulated: bool = False


@dataclass(frozen=True)
class Dataset:
    """One folder, read. Rows of `interactions` are in (time, original row) order and align with the row fields.

    `event_ids`, `acts` (n,) and `ratings` (n,) (NaN for none) belong to the rows; `sessions` names the codes of
    `interactions.session`; `context` holds the `context_*` columns under their names without the prefix, each
    (n,) of text ("" for none). `refused` are (user index, item index) pairs a person does not want to see.
    `single_case` (n,) marks the rows of test sessions that are exactly one case, the last item being its target
    (column `case` = "single"); None where the data has no such column. `seconds` (n,) were spent, NaN where nobody
    counted. `told` is what people said and left beside.
    """

    meta: Meta
    users: Vocabulary
    catalogue: Catalogue
    interactions: Interactions
    event_ids: Sequence[str]
    acts: Sequence[Act]
    ratings: Float64
    sessions: tuple[str, ...] = ()
    context: Mapping[str, Sequence[str]] = field(default_factory=dict)
    refused: tuple[tuple[int, int], ...] = ()
    single_case: Bool | None = None
    seconds: Float64 | None = None
    told: Tellings = field(default_factory=Tellings.none)

    @cached_property
    def _rows_by_user(self) -> tuple[Int64, Int64]:
        order = np.argsort(self.interactions.user, kind="stable").astype(np.int64)
        starts = np.searchsorted(self.interactions.user[order], np.arange(len(self.users) + 1)).astype(np.int64)
        return order, starts

    def rows_of(self, user: int) -> Int64:
        """Rows (m,) of a user's interactions, oldest first."""
        order, starts = self._rows_by_user
        return order[starts[user] : starts[user + 1]]

    def state_of(self, user_id: str) -> UserState:
        """The person's state after all their events; an unknown person has an empty one."""
        user = self.users.index(user_id)
        return UserState() if user is None else self._state(user)

    def weight_of(self, row: int) -> float:
        """The row's weight beside its act's strength, without the rounding of float32."""
        return round(float(self.interactions.weight[row]) / ACT_STRENGTH[self.acts[row]], 6)

    def seconds_of(self, row: int) -> float | None:
        """Seconds the row's act took, None where nobody counted."""
        counted = np.nan if self.seconds is None else float(self.seconds[row])
        return None if np.isnan(counted) else counted

    def _state(self, user: int) -> UserState:
        return self.state_before(user, self.rows_of(user))

    def state_before(self, user: int, rows: Int64, at: int | None = None) -> UserState:
        """The person's state from these of their rows, oldest first, and from what they told before `at`."""
        log, items = self.interactions, self.catalogue.items
        touches = tuple(
            Touch(
                event_id=self.event_ids[row],
                item_id=items.ids[log.item[row]],
                act=self.acts[row],
                at=int(log.time[row]),
                session_id=None if log.session is None or log.session[row] < 0 else self.sessions[log.session[row]],
                weight=self.weight_of(row),
                context=told_of(log.context, row),
                seconds=self.seconds_of(row),
            )
            for row in rows
        )
        refused = frozenset(items.ids[item] for who, item in self.refused if who == user)
        user_id = self.users.ids[user]
        return UserState(
            touches=touches,
            refused=refused,
            last_at=touches[-1].at if touches else None,
            cues=tuple(cue for cue in self.told.cues_of(user_id) if at is None or cue.at < at),
            skips=tuple(skip for skip in self.told.skips_of(user_id) if at is None or skip.at < at),
        )
