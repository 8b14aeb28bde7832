"""A synthetic shop for measuring speed: sizes like a real one's, contents meaningless."""

from dataclasses import dataclass

import numpy as np

from recsys.dataset.catalogue import Catalogue
from recsys.engine import Engine
from recsys.protocols import TrainingData
from recsys.training import fit_engine
from recsys.types import Int64, Interactions, ItemFacts, Moment, Touch, UserState

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


CLUSTER = 250
"""Items of a cluster in the large shop: what is looked at together."""


@dataclass(frozen=True)
class LargeShop:
    """A large shop: 250 items a cluster, popular ones skewed within it, their numbers shuffled over the catalogue.

    `place` (n_items,) is an item's cluster and place in it in one number, `tastes` (n_users, 4) clusters.
    """

    place: Int64
    tastes: Int64
    seed: int

    @classmethod
    def of(cls, n_items: int, n_users: int, seed: int = 0) -> "LargeShop":
        """Shuffled items, people with four clusters each, popular clusters in more of them."""
        rng = np.random.default_rng(seed)
        n_clusters = -(-n_items // CLUSTER)
        tastes = (n_clusters * rng.random((n_users, 4)) ** 1.5).astype(np.int64)
        return cls(rng.permutation(n_items), tastes, seed)

    def interactions(self, n_events: int) -> Interactions:
        """Sessions of about five items in one cluster, each a small step from the one before, over a year."""
        rng = np.random.default_rng(self.seed + 1)
        n_items, n_users = len(self.place), len(self.tastes)
        sizes = rng.geometric(0.2, n_events // 5 + 1)
        session = np.repeat(np.arange(len(sizes)), sizes)[:n_events]
        user = np.minimum(n_users * rng.random(len(sizes)) ** 1.5, n_users - 1).astype(np.int64)
        cluster = self.tastes[user, rng.integers(0, 4, len(sizes))]
        start = (CLUSTER * rng.random(len(sizes)) ** 2).astype(np.int64)
        walk = np.cumsum(rng.integers(-2, 4, len(session)))
        first = np.flatnonzero(np.diff(session, prepend=-1))
        walk -= np.repeat(walk[first], np.diff(np.append(first, len(session))))
        place = cluster[session] * CLUSTER + (start[session] + walk) % CLUSTER
        everywhere = np.minimum(rng.zipf(1.2, len(session)) - 1, n_items - 1)
        place = np.where(rng.random(len(session)) < 0.1, everywhere, place) % n_items
        item = np.argsort(self.place)[place].astype(np.int32)
        begun = END - rng.integers(3_600, 365 * 86_400, len(sizes))
        time = begun[session] + 60 * (np.arange(len(session)) - first[session])
        order = np.argsort(time, kind="stable")
        ones = np.ones(len(order), dtype=np.float32)
        return Interactions(user[session][order].astype(np.int32), item[order], ones, time[order], n_users, n_items)

    def catalogue(self) -> Catalogue:
        """Creators of 25 neighbours, a tag a cluster, two at random of thousands, a hundred categories."""
        rng = np.random.default_rng(self.seed + 2)
        tags = rng.integers(0, max(10, len(self.place) // 100), (len(self.place), 2))
        return Catalogue.of(
            ItemFacts(
                f"i{i}",
                "goods",
                title=f"물건 {i}",
                creator=f"만든이 {p // 25}",
                category=f"분야 {p // CLUSTER % 100}",
                tags=(f"갈래 {p // CLUSTER}", *dict.fromkeys(f"주제 {t}" for t in tags[i].tolist())),
            )
            for i, p in enumerate(self.place.tolist())
        )
