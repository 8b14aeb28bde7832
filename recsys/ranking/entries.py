"""The entries of a history in words: what evidence may cite."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from recsys.events import Act
from recsys.evidence import CitedItem
from recsys.retrieval.filters import READ
from recsys.types import History, ItemFacts, Touch

ACT_RANK: tuple[Act, ...] = (
    "liked", "rated_high", "finished", "bought", "saved", "rated", "chosen", "carted", "played", "viewed",
)  # fmt: skip
"""Of several acts on one item the one that says most is cited."""


@dataclass(frozen=True)
class Entry:
    """A history entry in words: the item, what was done with it, the events behind it."""

    cited: CitedItem
    in_session: bool

    @classmethod
    def of(cls, facts: ItemFacts, touches: Sequence[Touch], in_session: bool) -> "Entry":
        """From the touches behind a history entry."""
        act = touches[0].act if len(touches) == 1 else min((t.act for t in touches), key=ACT_RANK.index)
        return cls(CitedItem(facts, act, tuple([t.event_id for t in touches])), in_session)


@dataclass(frozen=True)
class Entries(Sequence[Entry]):
    """The entries of a history; put into words only when evidence cites them."""

    facts: Sequence[ItemFacts]
    history: History
    behind: Sequence[Sequence[Touch]]
    _made: dict[int, Entry] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.behind)

    def __getitem__(self, entry: int) -> Entry:  # type: ignore[override]
        made = self._made.get(entry)
        if made is None:
            item = self.facts[self.history.item[entry]]
            made = self._made[entry] = Entry.of(item, self.behind[entry], bool(self.history.in_session[entry]))
        return made

    @cached_property
    def volumes(self) -> dict[tuple[str, float], list[int]]:
        """The entries that are volumes the person has had, by series and number."""
        found: dict[tuple[str, float], list[int]] = defaultdict(list)
        for entry, item in enumerate(self.history.item.tolist()):
            facts = self.facts[item]
            if facts.series_index is not None and self[entry].cited.act in READ:
                found[facts.series, facts.series_index].append(entry)
        return found
