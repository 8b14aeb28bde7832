"""What people said and left, beside what they chose: the searches, mood reports and skips of an events table.

Texts are read for a mood when somebody first asks, each distinct one once, and only numbers leave this file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from recsys.events import Detail, Event, EventName
from recsys.mood.hints import Hint, cue_of, hint_of_search
from recsys.mood.told import told_cue
from recsys.mood.types import MoodCue
from recsys.types import LONGEST, Skip

_SCHEMA = {"event_id": pl.String, "user": pl.String, "item": pl.String, "name": pl.String, "at": pl.Int64}


@dataclass(frozen=True, eq=False)
class Tellings:
    """Rows of the telling events, in (time, original row) order, and the titles that are nobody's feeling.

    Columns: event_id, user, item, name, at, and where the table has them query, label, valence, arousal, seconds.
    """

    rows: pl.DataFrame
    titles: frozenset[str]

    @classmethod
    def none(cls) -> "Tellings":
        """Nobody said anything."""
        return cls(pl.DataFrame(schema=_SCHEMA), frozenset())

    def cues_of(self, user_id: str) -> tuple[MoodCue, ...]:
        """What the person's own words hint at, oldest first."""
        return self._cues.get(user_id, ())

    def skips_of(self, user_id: str) -> tuple[Skip, ...]:
        """The tracks the person left, oldest first, the newest ones."""
        return self._skips.get(user_id, ())

    @cached_property
    def _cues(self) -> Mapping[str, tuple[MoodCue, ...]]:
        found: dict[str, list[MoodCue]] = {}
        hints = self._hints
        for row in self.rows.filter(pl.col("name") != EventName.SKIP.value).iter_rows(named=True):
            cue = _cue(row, hints)
            if cue is not None:
                found.setdefault(row["user"], []).append(cue)
        return {user: tuple(cues) for user, cues in found.items()}

    @cached_property
    def _hints(self) -> Mapping[str, Hint]:
        """The hint of each distinct query that has one."""
        if "query" not in self.rows.columns:
            return {}
        texts = self.rows["query"].drop_nulls().unique(maintain_order=True)
        return {text: hint for text in texts if (hint := hint_of_search(text, self.titles)) is not None}

    @cached_property
    def _skips(self) -> Mapping[str, tuple[Skip, ...]]:
        found: dict[str, list[Skip]] = {}
        for row in self.rows.filter(pl.col("name") == EventName.SKIP.value, pl.col("item").is_not_null()).iter_rows(
            named=True
        ):
            skip = Skip(row["event_id"], row["item"], row["at"], row.get("seconds") or 0.0)
            found.setdefault(row["user"], []).append(skip)
        return {user: tuple(skips[-LONGEST:]) for user, skips in found.items()}


def _cue(row: Mapping[str, object], hints: Mapping[str, Hint]) -> MoodCue | None:
    event_id, at = str(row["event_id"]), int(str(row["at"]))
    if row["name"] == EventName.SEARCH.value:
        hint = hints.get(str(row.get("query")))
        return None if hint is None else cue_of(hint, event_id, at)
    details: dict[str, Detail] = {"label": str(row.get("label"))}
    details |= {name: float(str(row[name])) for name in ("valence", "arousal") if row.get(name) is not None}
    return told_cue(Event(event_id, EventName.MOOD_REPORT, at, details=details))
