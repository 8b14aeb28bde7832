"""The catalogue: every item's facts, and the same facts as aligned arrays for filters and content scorers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from recsys.types import KINDS, Bool, Float64, Int32, ItemFacts, Vocabulary


def _codes(values: Sequence[str]) -> tuple[Int32, tuple[str, ...]]:
    """Integer codes (n,) of the values, -1 for empty ones, and the names of the codes."""
    names = tuple(dict.fromkeys(v for v in values if v))
    code_of = {name: code for code, name in enumerate(names)}
    return np.fromiter((code_of.get(v, -1) for v in values), dtype=np.int32, count=len(values)), names


@dataclass(frozen=True)
class Catalogue:
    """Items 0..n-1 and their facts. An id without facts is a normal item that no sentence says much about."""

    items: Vocabulary
    facts: tuple[ItemFacts, ...]

    @classmethod
    def of(cls, facts: Iterable[ItemFacts]) -> "Catalogue":
        """The catalogue of the given items, in order; of a repeated id the last facts win."""
        latest = {f.item_id: f for f in facts}
        return cls(Vocabulary(tuple(latest)), tuple(latest.values()))

    def __len__(self) -> int:
        return len(self.items)

    def updated(self, facts: Iterable[ItemFacts]) -> "Catalogue":
        """Known items get their new facts in place, unknown ones are appended: indices never move."""
        changes = {f.item_id: f for f in facts}
        kept = tuple(changes.pop(f.item_id, f) for f in self.facts)
        return Catalogue(Vocabulary(self.items.ids + tuple(changes)), kept + tuple(changes.values()))

    def covering(self, ids: Iterable[str], kind: str) -> "Catalogue":
        """This catalogue with a bare entry (id and kind only) for every id it does not know."""
        bare = ItemFacts(item_id="", kind=kind)  # type: ignore[arg-type]
        return self.updated(replace(bare, item_id=i) for i in dict.fromkeys(ids) if i not in self.items)

    @cached_property
    def available(self) -> Bool:
        """(n,) whether the item can be had."""
        return np.array([f.available for f in self.facts], dtype=np.bool_)

    @cached_property
    def age_limit(self) -> Int32:
        """(n,) lowest age in years, 0 for none."""
        return np.array([f.age_limit for f in self.facts], dtype=np.int32)

    @cached_property
    def kind(self) -> Int32:
        """(n,) position in `KINDS`."""
        return np.array([KINDS.index(f.kind) for f in self.facts], dtype=np.int32)

    @cached_property
    def price(self) -> Float64:
        """(n,) price, NaN where unknown."""
        return np.array([np.nan if f.price is None else f.price for f in self.facts], dtype=np.float64)

    @cached_property
    def series_index(self) -> Float64:
        """(n,) number within the series, NaN where unknown."""
        return np.array([np.nan if f.series_index is None else f.series_index for f in self.facts], dtype=np.float64)

    @cached_property
    def work(self) -> Int32:
        """(n,) code of the work an edition belongs to, -1 for none."""
        return _codes([f.work_id for f in self.facts])[0]

    @cached_property
    def series(self) -> Int32:
        """(n,) code of the series, -1 for none."""
        return _codes([f.series for f in self.facts])[0]

    @cached_property
    def _category(self) -> tuple[Int32, tuple[str, ...]]:
        return _codes([f.category for f in self.facts])

    @property
    def category(self) -> Int32:
        """(n,) code of the category, -1 for none."""
        return self._category[0]

    @property
    def categories(self) -> tuple[str, ...]:
        """Names of the category codes."""
        return self._category[1]

    @cached_property
    def _language(self) -> tuple[Int32, tuple[str, ...]]:
        return _codes([f.language for f in self.facts])

    @property
    def language(self) -> Int32:
        """(n,) code of the language, -1 for none."""
        return self._language[0]

    @property
    def languages(self) -> tuple[str, ...]:
        """Names of the language codes."""
        return self._language[1]
