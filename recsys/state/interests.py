"""A person's interests as their history shows them: categories, themes and creators, so that they can be edited."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from recsys.dataset.catalogue import Catalogue
from recsys.safety.sensitive import is_sensitive, kept
from recsys.state.history import history_of
from recsys.types import ItemFacts, UserState

InterestKind = Literal["category", "tag", "creator"]

MOST: dict[InterestKind, int] = {"category": 6, "tag": 10, "creator": 6}
"""Interests named of each kind."""


@dataclass(frozen=True, slots=True)
class Interest:
    """One value; `share` in (0, 1] is the part of what the person chose (by strength) that has it."""

    value: str
    kind: InterestKind
    share: float


def interests_of(state: UserState, catalogue: Catalogue) -> tuple[Interest, ...]:
    """The strongest interests of each kind, strongest first; without those the person switched off.

    Read off the same history that the scorers see: nothing is shown that the lists could not be made from.
    """
    everything = np.ones(len(state.touches), dtype=np.bool_)
    history, _ = history_of(state, catalogue.items, ~everything, everything)
    total = float(history.strength.sum())
    off = {value.casefold() for value in state.interests_off}
    weights: Counter[tuple[InterestKind, str]] = Counter()
    for item, strength in zip(history.item.tolist(), history.strength.tolist(), strict=True):
        for kind, value in set(_values(catalogue.facts[item])):
            if value.casefold() not in off:
                weights[kind, value] += strength
    found = [Interest(value, kind, weight / total) for (kind, value), weight in weights.items()]
    found.sort(key=lambda interest: (-interest.share, interest.kind, interest.value))
    return tuple(interest for kind in MOST for interest in [i for i in found if i.kind == kind][: MOST[kind]])


def _values(facts: ItemFacts) -> Iterator[tuple[InterestKind, str]]:
    if facts.category.strip() and not is_sensitive(facts.category):
        yield "category", facts.category.strip()
    if facts.creator.strip():
        yield "creator", facts.creator.strip()
    yield from (("tag", tag.strip()) for tag in kept(facts.tags) if tag.strip())
