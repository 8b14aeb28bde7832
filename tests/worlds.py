"""Small worlds for tests: catalogues and interactions that are random but seeded."""

from functools import cache

import numpy as np

from recsys.dataset.catalogue import Catalogue
from recsys.protocols import TrainingData
from recsys.state.history import build_history
from recsys.training import fit_engine
from recsys.types import Bool, History, Interactions, ItemFacts, TimeUnit, Touch, UserState

N_ITEMS, N_USERS, N_EVENTS = 60, 80, 1_200
CREATORS = ("한강", "김초엽", "정세랑", "무라카미 하루키", "히가시노 게이고", "베르나르 베르베르")
CATEGORIES = ("한국소설", "세계소설", "에세이")
TAGS = ("잔잔한", "위로", "미스터리", "성장", "우주", "가족", "여름")


def catalogue(n: int = N_ITEMS, seed: int = 0) -> Catalogue:
    """Books b0..: creators, categories, tags; b0-b2 are a series, b3 and b4 editions of one work, b5 is 19+."""
    rng = np.random.default_rng(seed)

    def facts(i: int) -> ItemFacts:
        tags = tuple(str(t) for t in rng.choice(TAGS, size=2, replace=False))
        return ItemFacts(
            item_id=f"b{i}",
            kind="book",
            title=f"이야기 {i}",
            creator=str(rng.choice(CREATORS)),
            category=str(rng.choice(CATEGORIES)),
            tags=tags,
            series="별의 노래" if i < 3 else "",
            series_index=float(i + 1) if i < 3 else None,
            work_id="w-night" if i in (3, 4) else "",
            age_limit=19 if i == 5 else 0,
            available=i != 6,
        )

    return Catalogue.of(facts(i) for i in range(n))


def interactions(time_unit: TimeUnit = "seconds", n_items: int = N_ITEMS, seed: int = 0) -> Interactions:
    """People with a taste for one third of the items each; times over 100 days."""
    rng = np.random.default_rng(seed)
    user = rng.integers(0, N_USERS, N_EVENTS)
    item = (rng.integers(0, max(1, n_items // 3), N_EVENTS) * 3 + user % 3) % n_items
    time = np.sort(rng.integers(1_700_000_000, 1_708_640_000, N_EVENTS))
    if time_unit != "seconds":
        time = np.arange(N_EVENTS)
    return Interactions(
        user.astype(np.int32),
        item.astype(np.int32),
        np.ones(N_EVENTS, dtype=np.float32),
        time.astype(np.int64),
        N_USERS,
        n_items,
        time_unit,
    )


def training(time_unit: TimeUnit = "seconds") -> TrainingData:
    """What the models of the tests learn from."""
    return TrainingData(interactions(time_unit), catalogue())


@cache
def engine(time_unit: TimeUnit = "seconds"):
    """A fitted engine, one a process."""
    return fit_engine(training(time_unit))


def history(items: list[int], kept: list[bool] | None = None, strengths: list[float] | None = None) -> History:
    """A history of items, oldest first."""
    mask: Bool | None = None if kept is None else np.array(kept, dtype=np.bool_)
    return build_history(
        np.array(items, dtype=np.int32),
        np.array(strengths or [1.0] * len(items)),
        np.arange(len(items), dtype=np.int64),
        np.zeros(len(items), dtype=np.bool_),
        mask,
    )


def state(items: list[int], act: str = "liked", start: int = 1_708_700_000) -> UserState:
    """A state with one touch an item, oldest first, an hour apart, events e0, e1..."""
    touches = tuple(Touch(f"e{n}", f"b{i}", act, start + 3_600 * n) for n, i in enumerate(items))  # type: ignore[arg-type]
    return UserState(touches=touches, last_at=touches[-1].at if touches else None)
