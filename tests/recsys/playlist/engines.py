"""A small engine over tracks, one a process."""

from functools import cache

import numpy as np

from recsys.dataset.catalogue import Catalogue
from recsys.engine import Engine
from recsys.protocols import TrainingData
from recsys.training import fit_engine
from recsys.types import Interactions, Skip, Touch, UserState
from tests.recsys.playlist.shelves import facts_of, random_rows

N = 300
NOW = 1_708_700_000


@cache
def engine() -> Engine:
    """Tracks t0.. over the whole plane; listeners of a third of them each."""
    rng = np.random.default_rng(0)
    facts = facts_of(random_rows(rng, N, artists=80))
    user = rng.integers(0, 60, 2_000)
    item = (rng.integers(0, N // 3, 2_000) * 3 + user % 3) % N
    time = np.sort(rng.integers(NOW - 8_000_000, NOW, 2_000))
    ones = np.ones(2_000, dtype=np.float32)
    log = Interactions(user.astype(np.int32), item.astype(np.int32), ones, time.astype(np.int64), 60, N, "seconds")
    return fit_engine(TrainingData(log, Catalogue.of(facts)))


def listener(*tracks: int, skipped: tuple[tuple[int, int], ...] = (), **more) -> UserState:
    """Somebody who finished these tracks an hour apart, and skipped others so many seconds ago."""
    touches = tuple(Touch(f"e{n}", f"t{i}", "finished", NOW - 90_000 + 3_600 * n) for n, i in enumerate(tracks))
    skips = tuple(Skip(f"s{i}", f"t{i}", NOW - ago, 5.0) for i, ago in skipped)
    return UserState(touches=touches, skips=skips, **more)
