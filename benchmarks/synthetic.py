"""A synthetic shop for measuring speed: sizes like a real one's, contents meaningless."""

import numpy as np

from recsys.dataset.catalogue import Catalogue
from recsys.engine import Engine
from recsys.protocols import TrainingData
from recsys.training import fit_engine
from recsys.types import Interactions, ItemFacts, Moment, Touch, UserState

END = 1_760_000_000
NOW = Moment(END + 3_600, "Asia/Seoul")


def catalogue_of(n_items: int, seed: int = 0) -> Catalogue:
    """Books with a creator, a category and four tags each."""
    rng = np.random.default_rng(seed)
    creators = rng.integers(0, max(2, n_items // 6), n_items)
    tags = rng.integers(0, 90, (n_items, 4))
    return Catalogue.of(
        ItemFacts(
            f"i{i}",
            "book",
            title=f"책 {i}",
            creator=f"작가 {creators[i]}",
            category=f"분야 {i % 20}",
            tags=tuple(dict.fromkeys(f"주제 {t}" for t in tags[i])),
        )
        for i in range(n_items)
    )


def interactions_of(n_items: int, n_users: int, n_events: int, seed: int = 0) -> Interactions:
    """Heavy-tailed choices within a neighbourhood of each person's own, over 100 days."""
    rng = np.random.default_rng(seed)
    user = rng.integers(0, n_users, n_events).astype(np.int32)
    centre = rng.integers(0, n_items, n_users)
    near = (centre[user] + rng.laplace(0, n_items / 100, n_events).astype(np.int64)) % n_items
    popular = np.minimum(rng.zipf(1.3, n_events) - 1, n_items - 1)
    item = np.where(rng.random(n_events) < 0.3, popular, near).astype(np.int32)
    time = np.sort(rng.integers(END - 100 * 86_400, END, n_events))
    return Interactions(user, item, np.ones(n_events, np.float32), time, n_users, n_items)


def engine_of(n_items: int = 10_000, n_users: int = 5_000, n_events: int = 300_000) -> Engine:
    """The default engine fitted on the synthetic shop."""
    return fit_engine(TrainingData(interactions_of(n_items, n_users, n_events), catalogue_of(n_items)))


def person(events: int, n_items: int = 10_000, seed: int = 7) -> UserState:
    """A person who liked `events` items near each other, an hour apart."""
    rng = np.random.default_rng(seed)
    items = dict.fromkeys((n_items // 2 + rng.laplace(0, n_items / 100, 4 * events).astype(int)) % n_items)
    touches = tuple(
        Touch(f"e{n}", f"i{i}", "liked", END - 3_600 * (events - n)) for n, i in enumerate(list(items)[:events])
    )
    return UserState(touches=touches, last_at=touches[-1].at)
