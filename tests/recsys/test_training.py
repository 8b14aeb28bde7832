"""Fitting a whole engine: the composition's scorers, in order, weighed part by part."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from recsys.config import EngineConfig
from recsys.dataset.frames import dataset_from_frames
from recsys.engine import recommend
from recsys.errors import DataError
from recsys.protocols import TrainingData
from recsys.training import fit_engine, fit_scorers, training_data
from recsys.types import Moment, Query
from tests import worlds


def test_the_engine_has_the_scorers_of_its_composition_with_a_weight_for_every_part() -> None:
    engine = fit_engine(worlds.training(), EngineConfig(scorers=("content", "popular")))
    assert [s.name for s in engine.scorers] == ["content", "popular"]
    weights = engine.weights.of(worlds.history([1]), Moment(1))
    assert len(weights) == sum(len(s.parts) for s in engine.scorers)
    assert (weights >= 0.0).all()


def test_overrides_reach_the_fit() -> None:
    config = EngineConfig(scorers=("popular",), overrides={"popular": {"half_life": 1.0}})
    (short,), (usual,) = (
        fit_scorers(worlds.training(), config),
        fit_scorers(worlds.training(), EngineConfig(("popular",))),
    )
    assert short.arrays()["rate"] == pytest.approx(60 * usual.arrays()["rate"])


def test_the_same_data_and_seed_give_the_same_engine() -> None:
    one, again = worlds.engine(), fit_engine(worlds.training())
    np.testing.assert_array_equal(one.weights.slopes, again.weights.slopes)
    history, moment = worlds.history([1, 5]), Moment(1_709_000_000)
    np.testing.assert_array_equal(one.scores(history, moment), again.scores(history, moment))


def test_data_without_events_trains_to_an_engine_that_serves() -> None:
    data = worlds.training()
    none = TrainingData(data.interactions.take(np.zeros(0, dtype=np.int64)), data.catalogue)
    ranking = recommend(fit_engine(none), Query(worlds.state([3]), Moment(5), k=4))
    assert len(ranking.items) == 4


def test_data_without_items_is_refused_with_advice() -> None:
    none = pl.DataFrame({"user_id": [], "item_id": []}, schema={"user_id": pl.String, "item_id": pl.String})
    with pytest.raises(DataError, match=r"the data set has no items; give items.csv"):
        training_data(dataset_from_frames(none))


def test_the_settings_of_a_composition_become_what_a_fit_may_see() -> None:
    frame = pl.DataFrame({"user_id": ["u"], "item_id": ["i"]})
    data = training_data(dataset_from_frames(frame), replace(EngineConfig(), seed=3, memory_limit_gib=0.5))
    assert (data.seed, data.memory_limit) == (3, 2**29)
    assert data.rng().integers(1000) == np.random.default_rng(3).integers(1000)


def test_progress_is_told_and_ends_at_one() -> None:
    told: dict[str, float] = {}
    fit_engine(
        replace(worlds.training(), progress=told.__setitem__), EngineConfig(scorers=("item_linear", "transitions"))
    )
    assert {"item_linear", "transitions", "weights"} <= set(told)
    assert all(told[name] == 1.0 for name in ("item_linear", "transitions"))
