"""The central nouns. External ids are `str`, indices are `int32`; only `Vocabulary` turns one into the other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from recsys.context.types import ContextColumn, Told
from recsys.events import Act
from recsys.mood.types import Intent, MoodAim, MoodCue, MoodReport

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]
Bool = NDArray[np.bool_]

Kind = Literal["book", "track", "album", "artist", "film", "goods", "article"]
KINDS: tuple[Kind, ...] = ("book", "track", "album", "artist", "film", "goods", "article")
TimeUnit = Literal["seconds", "order", "none"]
"""What `datetime` means in a data set: UTC seconds, only an order, or nothing."""


@dataclass(frozen=True)
class Vocabulary:
    """External ids <-> indices 0..n-1: the only bridge between the two id spaces."""

    ids: tuple[str, ...]

    @classmethod
    def of(cls, ids: Iterable[str]) -> "Vocabulary":
        """The distinct ids in order of first appearance."""
        return cls(tuple(dict.fromkeys(ids)))

    @cached_property
    def _index(self) -> dict[str, int]:
        return {external: index for index, external in enumerate(self.ids)}

    def __len__(self) -> int:
        return len(self.ids)

    def __contains__(self, external: object) -> bool:
        return external in self._index

    def index(self, external: str) -> int | None:
        """Index of an external id, or None when it is unknown (a normal case)."""
        return self._index.get(external)

    def indices(self, externals: Iterable[str]) -> Int32:
        """Indices (n,) int32 of external ids; unknown ids give -1."""
        index = self._index
        return np.array([index.get(external, -1) for external in externals], dtype=np.int32)

    def externals(self, indices: Iterable[int]) -> list[str]:
        """External ids of indices."""
        return [self.ids[i] for i in indices]


@dataclass(frozen=True)
class Interactions:
    """Who did what with which item, in (time, original row) order.

    Shapes: user (n,) int32, item (n,) int32, weight (n,) float32 (act strength), time (n,) int64
    (UTC seconds, or the row number where only an order is known), session (n,) int32 or None. `zone` (IANA) is the one
    people live in: hours and weekdays are read in it.
    """

    user: Int32
    item: Int32
    weight: Float32
    time: Int64
    n_users: int
    n_items: int
    time_unit: TimeUnit = "seconds"
    session: Int32 | None = None
    context: tuple[ContextColumn, ...] = ()
    zone: str = "UTC"

    def __len__(self) -> int:
        return len(self.user)

    def take(self, rows: Int64 | Bool) -> "Interactions":
        """The given rows, in their order; numbers of users and items stay."""
        return Interactions(
            user=self.user[rows],
            item=self.item[rows],
            weight=self.weight[rows],
            time=self.time[rows],
            n_users=self.n_users,
            n_items=self.n_items,
            time_unit=self.time_unit,
            session=None if self.session is None else self.session[rows],
            context=tuple(column.take(rows) for column in self.context),
            zone=self.zone,
        )

    @property
    def ordered(self) -> bool:
        """Whether earlier and later mean anything in this data."""
        return self.time_unit != "none"

    @property
    def timed(self) -> bool:
        """Whether `time` is UTC seconds."""
        return self.time_unit == "seconds"


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What a sentence may use of an item; an empty value means the item does not have it."""

    item_id: str
    kind: Kind = "goods"
    title: str = ""
    title_ko: str = ""
    title_en: str = ""
    reading: str = ""
    creator: str = ""
    series: str = ""
    series_index: float | None = None
    category: str = ""
    tags: tuple[str, ...] = ()
    description: str = ""
    language: str = ""
    released: str = ""
    work_id: str = ""
    format: str = ""
    age_limit: int = 0
    available: bool = True
    price: float | None = None
    duration_seconds: float | None = None
    valence: float | None = None
    arousal: float | None = None
    tempo: float | None = None
    cautions: tuple[str, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()
    """Every other column of the contract the item has (publisher, url, image_url, note, ...), as text."""


LONGEST = 200
"""Distinct items a history keeps, the newest ones; as many skips."""


@dataclass(frozen=True, slots=True)
class Touch:
    """One act of a person on an item, as the fold keeps it. `weight` scales the act's strength (plays, amounts).

    `seconds` of visible reading or of listening, None where nobody counted.
    """

    event_id: str
    item_id: str
    act: Act
    at: int
    session_id: str | None = None
    weight: float = 1.0
    seconds: float | None = None
    context: Told = ()


@dataclass(frozen=True, slots=True)
class Skip:
    """A track left after `seconds`, by the listener's own hand."""

    event_id: str
    item_id: str
    at: int
    seconds: float = 0.0


INTEREST_OFF = "interest_off"
"""Key of a preference: nothing of this category, tag or creator. A person may have several."""


@dataclass(frozen=True, slots=True)
class UserState:
    """What is known of a person: a fold over their events (`recsys.state.user_state`).

    `touches` is in (at, arrival) order. `refused` are items the person does not want to see.
    `preferences` holds what they told us (`preference{key,value}`), `follows` creators and series.
    """

    touches: tuple[Touch, ...] = ()
    refused: frozenset[str] = frozenset()
    follows: frozenset[str] = frozenset()
    preferences: tuple[tuple[str, str], ...] = ()
    last_at: int | None = None
    wrong_reasons: tuple[tuple[str, str], ...] = ()
    """(item, code of the reason) pairs the person called wrong; an empty code stands for whatever was said."""
    cues: tuple[MoodCue, ...] = ()
    """What hints at a mood, in (at, arrival) order; empty without consent to mood."""
    skips: tuple[Skip, ...] = ()
    """Tracks left early, in (at, arrival) order, the newest ones."""
    flags: frozenset[str] = frozenset()
    """Of `recsys.events.PROFILE_FLAGS` those that are on: what is done here may not be the person's own choice."""

    @property
    def interests_off(self) -> tuple[str, ...]:
        """Categories, tags and creators the person wants nothing of, in the order they said so."""
        return tuple(value for key, value in self.preferences if key == INTEREST_OFF)


@dataclass(frozen=True, slots=True)
class History:
    """A person's items as the scorers see them: one entry a distinct item, most recent first.

    Shapes (h,): item int32; age int32 = number of distinct items touched later; strength float64 in (0, 1];
    kept float64 in [0, 1] = share of the entry left after masking (1 unless events are masked);
    last_at int64; in_session bool = touched in the current session.
    Ages and strengths are held when events are masked: that is what makes masked removal exact.
    `context` are the columns of the rows (r,) behind the entries, `entry_of` (r,) int32 the entry of each row; both
    are empty where no row has any.
    """

    item: Int32
    age: Int32
    strength: Float64
    kept: Float64
    last_at: Int64
    in_session: Bool
    context: tuple[ContextColumn, ...] = ()
    entry_of: Int32 = field(default_factory=lambda: np.zeros(0, dtype=np.int32))

    def __len__(self) -> int:
        return len(self.item)


@dataclass(frozen=True, slots=True)
class Moment:
    """When and where a request happens. `at` is UTC seconds, a row number, or None when time means nothing."""

    at: int | None = None
    zone: str = "UTC"
    context: Told = ()
    """Of the request: weather, companion, place..."""
    mood: MoodAim | None = None
    """Where the list should stand on the mood plane; set by the engine from what was said or is believed."""


Signal = Literal["history", "session", "time", "context", "mood"]
SIGNALS: tuple[Signal, ...] = ("history", "session", "time", "context", "mood")
ViewerAge = Literal["unknown", "under14", "under19", "adult_verified"]
Strategy = Literal["personal", "session", "cold", "non_profiled"]


@dataclass(frozen=True, slots=True)
class Filters:
    """What may be served. `candidates` ranks only these; `exclude` never serves those (external ids)."""

    category: str | None = None
    kind: Kind | None = None
    language: str | None = None
    price_max: float | None = None
    available_only: bool = True
    viewer_age: ViewerAge = "unknown"
    exclude: frozenset[str] = frozenset()
    candidates: tuple[str, ...] | None = None
    drop_seen: bool = True
    storefront: bool = True
    """Editions of a work count once, and of a series only the next unread volume."""

    @property
    def curated(self) -> bool:
        """Whether the storefront's rules on works and series apply; given candidates are ranked as they are."""
        return self.storefront and self.candidates is None


@dataclass(frozen=True, slots=True)
class Query:
    """One request to the engine: a person's state, the moment, and what is asked for."""

    state: UserState = field(default_factory=UserState)
    moment: Moment = field(default_factory=Moment)
    session_id: str | None = None
    k: int = 10
    filters: Filters = field(default_factory=Filters)
    use: frozenset[Signal] = frozenset(SIGNALS)
    without: frozenset[str] = frozenset()
    """Masked removal: these events' contributions leave every item, everything else is held."""
    mood: MoodReport | None = None
    """What the person says of their mood in this very request: an instruction for this answer."""
    intent: Intent | None = None


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Why fewer than k items were served."""

    asked: int
    served: int
    because: str


def as_int32(values: Sequence[int]) -> Int32:
    """A (n,) int32 array."""
    return np.asarray(values, dtype=np.int32)
