"""Estimates of memory: every model has one, it bounds what a fit takes and keeps, and it grows with the data."""

import tracemalloc
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from recsys.context.types import ContextColumn
from recsys.dataset.catalogue import Catalogue
from recsys.needs import ESTIMATES, Needs, Sizes
from recsys.protocols import TrainingData
from recsys.registry import MODELS, runnable
from recsys.types import Interactions, ItemFacts

N_ITEMS, N_USERS, N_EVENTS = 3_000, 500, 30_000
SLACK = 3 * 2**20
"""What a fit takes whatever the sizes: modules and compiled loops that are read, small arrays."""


def data_of(n_items: int, n_users: int, n_events: int) -> TrainingData:
    """Goods with creators, series, tags and a mood word; events in some weather."""
    rng = np.random.default_rng(0)
    facts = (
        ItemFacts(f"i{i}", title=f"물건 {i}", creator=f"c{i % (n_items // 9)}", category=f"k{i % 7}",
                  series=f"s{i // 5}", series_index=float(i % 5), tags=(f"t{i % 50}", f"t{i % 77}", "calm"))
        for i in range(n_items)
    )  # fmt: skip
    item = np.minimum(rng.zipf(1.3, n_events) - 1, n_items - 1).astype(np.int32)
    item = np.where(rng.random(n_events) < 0.7, rng.integers(0, n_items, n_events), item).astype(np.int32)
    weather = ContextColumn("weather", ("rain", "sun", "snow"), rng.integers(0, 3, n_events).astype(np.int32))
    log = Interactions(
        rng.integers(0, n_users, n_events).astype(np.int32), item, np.ones(n_events, np.float32),
        np.sort(rng.integers(1_700_000_000, 1_708_640_000, n_events)), n_users, n_items, context=(weather,),
    )  # fmt: skip
    return TrainingData(log, Catalogue.of(facts))


@cache
def data() -> TrainingData:
    return data_of(N_ITEMS, N_USERS, N_EVENTS)


def needs(name: str, data: TrainingData) -> Needs:
    return ESTIMATES[name](Sizes.of(data), MODELS[name].config())


def test_every_model_has_an_estimate() -> None:
    assert ESTIMATES.keys() == MODELS.keys()


@pytest.mark.parametrize("name", runnable())
def test_a_fit_takes_and_keeps_no_more_than_was_estimated(name: str) -> None:
    MODELS[name].fit(data_of(90, 20, 300), MODELS[name].config())  # what is read once is read
    own = needs(name, data())
    tracemalloc.start()
    try:
        scorer = MODELS[name].fit(data(), MODELS[name].config())
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert sum(array.nbytes for array in scorer.arrays().values()) <= own.kept + SLACK
    assert most <= own.kept + own.working + SLACK


@pytest.mark.parametrize("name", MODELS)
def test_more_events_and_more_items_need_more(name: str) -> None:
    more = replace(data(), interactions=data_of(N_ITEMS, N_USERS, 10 * N_EVENTS).interactions)
    one, other = needs(name, data()), needs(name, more)
    assert other.kept + other.working >= one.kept + one.working
    wider = needs(name, data_of(2 * N_ITEMS, N_USERS, N_EVENTS))
    assert wider.kept + wider.working > one.kept + one.working
