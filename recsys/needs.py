"""How much memory each model needs, from the sizes of the data and its hyper-parameters."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from recsys.context.hours import N_SLOTS
from recsys.dataset.catalogue import Catalogue
from recsys.models import als, item_linear, next_linear
from recsys.models.attributes import FIELDS
from recsys.models.rowwise import BLOCK, CELL_BYTES, cells_a_row
from recsys.protocols import TrainingData

EVENT = 60
"""Bytes an event takes while a log is sorted and counted: places, copies of its columns, cells before they join."""

TEXT = 200
"""Bytes of an attribute's name: the text itself, its place in a dictionary."""

FACTS = 400
"""Bytes an item takes while its words are read."""


@dataclass(frozen=True)
class Needs:
    """Bytes: `kept` by the fitted scorer, `working` beside it at most while it is fitted."""

    kept: int
    working: int = 0


@dataclass(frozen=True)
class Sizes:
    """Sizes of what is fitted on: items, people, events, and of the context columns their numbers of values.

    `returns` is the share of events on an item that the person has had before.
    """

    items: int
    users: int
    events: int
    columns: tuple[int, ...]
    memory_limit: int
    touched: int
    returns: float
    catalogue: Catalogue

    @classmethod
    def of(cls, data: TrainingData) -> "Sizes":
        """Read off the data."""
        log = data.interactions
        columns = tuple(len(column.values) for column in log.context)
        touched = int(np.count_nonzero(np.bincount(log.item, minlength=log.n_items)))
        pairs = np.sort(log.user.astype(np.int64) * max(1, log.n_items) + log.item)
        returns = float(np.count_nonzero(np.diff(pairs) == 0)) / max(1, len(log))
        return cls(log.n_items, log.n_users, len(log), columns, data.memory_limit, touched, returns, data.catalogue)

    @cached_property
    def attributes(self) -> tuple[tuple[int, int], ...]:
        """(cells, distinct values) of every field: how many attributes all items have, and how many there are."""
        facts = self.catalogue.facts
        tags = [own.tags for own in facts]
        found = {"tag": (sum(map(len, tags)), len(set().union(*tags)))}
        for place in FIELDS:
            if place not in found:
                values = [value for own in facts if (value := getattr(own, place))]
                found[place] = (len(values), len(set(values)))
        return tuple(found.values())

    @cached_property
    def volumes(self) -> int:
        """Items that are numbered within a series."""
        return sum(facts.series_index is not None for facts in self.catalogue.facts)


Estimate = Callable[[Sizes, Any], Needs]


def _counts(sizes: Sizes, config: Any, times: int = 1) -> Needs:
    """Decayed counts at some moments, one for each of `times` half-lives; events out of order are copied."""
    snapshots = min(config.snapshots, max(1, config.snapshot_bytes // (4 * max(1, sizes.items))))
    return Needs(times * (4 * sizes.items * (snapshots + 6) + 12 * sizes.events), EVENT * sizes.events)


def _trend(sizes: Sizes, config: Any) -> Needs:
    return _counts(sizes, config, len(config.half_lives) + 1)


def _rows(name: str, sizes: Sizes, wanted: int, pairs: int) -> Needs:
    """Sparse rows of at most `pairs` cells in all, assembled block by block."""
    limit = cells_a_row(name, wanted, sizes.items, sizes.memory_limit)
    kept = CELL_BYTES * min(limit * sizes.items, pairs) + 12 * sizes.items
    return Needs(kept, EVENT * sizes.events + 40 * sizes.items + 2 * CELL_BYTES * limit * min(BLOCK, sizes.items))


def _transitions(sizes: Sizes, config: Any) -> Needs:
    return _rows("transitions", sizes, config.row_limit, 2 * config.window * sizes.events)


def _followers(sizes: Sizes, config: Any) -> Needs:
    return _rows("followers", sizes, config.row_limit, sizes.events)


def _two_hop(sizes: Sizes, config: Any) -> Needs:
    """The branches are held while they are squared."""
    own = _rows("two_hop", sizes, config.row_limit, sizes.items**2)
    branches = min(config.branches * sizes.items, 2 * config.window * sizes.events)
    return Needs(own.kept, own.working + CELL_BYTES * branches)


def _item_linear(sizes: Sizes, config: Any) -> Needs:
    log = EVENT * sizes.events
    dense = item_linear.dense_bytes(sizes.touched)
    if sizes.touched <= config.dense_limit and dense <= sizes.memory_limit:
        return Needs(dense // 4 + 8 * sizes.items, 3 * dense // 4 + log)
    own = _rows("item_linear", sizes, min(config.neighbours, sizes.items), sizes.items**2)
    limit = cells_a_row("item_linear", config.neighbours, item_linear.COPIES * sizes.items, sizes.memory_limit)
    cells = min(CELL_BYTES * limit * sizes.items, own.kept)
    return Needs(cells + 12 * sizes.items, (item_linear.COPIES - 1) * cells + log + own.working)


def _next_linear(sizes: Sizes, config: Any) -> Needs:
    """Sparse, the gram of histories is held whole: every pair within the memory of an event."""
    designs = 12 * sizes.events * (config.memory + config.ahead) * 2
    dense = next_linear.dense_bytes(sizes.touched)
    if sizes.touched <= config.dense_limit and dense <= sizes.memory_limit:
        return Needs(dense // 3 + 8 * sizes.items, 2 * dense + designs)
    gram = 12 * min(sizes.touched**2, sizes.events * config.memory)
    return Needs(CELL_BYTES * config.forerunners * sizes.items, 4 * gram + designs)


def _next_factors(sizes: Sizes, config: Any) -> Needs:
    """Two sets of vectors, their gradients' two moments (Adam), and the order in which choices are learned from."""
    vectors = 2 * 4 * config.factors * sizes.items
    order = 16 * (config.batches * config.batch + sizes.events)
    batch = 16 * config.batch * (config.negatives + config.batch + config.memory * config.factors)
    return Needs(vectors, 2 * vectors + order + EVENT * sizes.events + 60 * sizes.items + batch)


def _next_volume(sizes: Sizes, config: Any) -> Needs:
    cells = 2 * int(config.steps.reach) * sizes.volumes
    return Needs(CELL_BYTES * cells + 12 * sizes.items, 40 * cells + FACTS * sizes.items)


def _attributes(sizes: Sizes, _: Any) -> Needs:
    """Vectors from either side; the texts are read into lists first."""
    cells, names = (sum(part) for part in zip(*sizes.attributes, strict=True))
    largest = max(cells for cells, _ in sizes.attributes)
    kept = 2 * CELL_BYTES * cells + TEXT * names + 8 * len(FIELDS) * (2 * sizes.items + names)
    return Needs(kept, 160 * largest + 60 * sizes.items + TEXT * names)


def _lifts(sizes: Sizes, n_values: int) -> Needs:
    """In every circumstance: who chose what, and with which attributes; what chance would have given, dense.

    Of every choice a cell in its circumstance, one in their sum, and two numbers of what chance would scatter it by.
    """
    cells, names = (sum(part) for part in zip(*sizes.attributes, strict=True))
    wide = max(1.0, max(cells for cells, _ in sizes.attributes) / max(1, sizes.items))
    dense = 8 * n_values * max(sizes.items, *(names for _, names in sizes.attributes))
    kept = 2 * CELL_BYTES * n_values * sizes.items + (8 * n_values + TEXT) * names
    return Needs(kept, 7 * dense + int((20 + 40 * wide) * sizes.events) + 12 * cells)


def _time_habit(sizes: Sizes, config: Any) -> Needs:
    vectors, lifts = _attributes(sizes, config), _lifts(sizes, N_SLOTS)
    return Needs(vectors.kept + lifts.kept, max(vectors.working, lifts.working))


def _context(sizes: Sizes, config: Any) -> Needs:
    found = [_lifts(sizes, n_values) for n_values in sizes.columns if 2 <= n_values <= config.most_values]
    return Needs(sum(own.kept for own in found), max((own.working for own in found), default=0))


def _session_knn(sizes: Sizes, _: Any) -> Needs:
    return Needs(40 * sizes.events + 8 * sizes.items, 2 * EVENT * sizes.events)


def _factors(sizes: Sizes, config: Any) -> Needs:
    """Two sets of vectors of items; those of people while they are fitted, and what the library holds of both."""
    width = als.rank_of(sizes.touched, config) if isinstance(config, als.AlsConfig) else config.factors
    items, people = 4 * width * sizes.items, 4 * width * sizes.users
    return Needs(2 * items + 8 * sizes.items, 6 * (items + people) + 2 * EVENT * sizes.events)


def _neighbours(sizes: Sizes, config: Any) -> Needs:
    cells = min(config.neighbours + 1, sizes.items) * sizes.items
    return Needs(CELL_BYTES * cells + 8 * sizes.items, 5 * CELL_BYTES * cells + 2 * EVENT * sizes.events)


def _plain(sizes: Sizes, _: Any) -> Needs:
    """An array or two over the items."""
    return Needs(32 * sizes.items, FACTS * sizes.items + EVENT * sizes.events)


ESTIMATES: Mapping[str, Estimate] = {
    "popular": _counts, "trend": _trend, "item_linear": _item_linear, "transitions": _transitions,
    "followers": _followers, "two_hop": _two_hop, "next_factors": _next_factors, "next_linear": _next_linear,
    "next_volume": _next_volume, "session_knn": _session_knn, "repeat": _plain, "content": _attributes,
    "context": _context, "affinity": _attributes, "release_age": _plain, "time_habit": _time_habit,
    "mood_fit": _plain, "als": _factors, "bpr": _factors, "lightfm": _factors, "bm25": _neighbours,
    "cosine": _neighbours,
}  # fmt: skip
"""Of every model of the registry."""
