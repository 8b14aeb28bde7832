"""The contract of a scorer: every model of the registry runs through it, by its registry line alone."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.protocols import Scorer, TrainingData
from recsys.registry import MODELS, runnable
from recsys.types import Moment
from tests import worlds

NOW = Moment(1_708_700_000, "Asia/Seoul")
ITEMS = np.arange(worlds.N_ITEMS, dtype=np.int32)
histories = st.lists(st.integers(0, worlds.N_ITEMS - 1), max_size=30)


def even(scorer: Scorer, weight: float = 1.0):
    return np.full(len(scorer.parts), weight)


def scores_of(scorer: Scorer, history, moment: Moment = NOW, weight: float = 1.0):
    out = np.zeros(scorer.n_items)
    scorer.add_scores(history, moment, even(scorer, weight), out)
    return out


every_model = pytest.mark.parametrize("name", runnable())


def fit(name: str, data: TrainingData) -> Scorer:
    return MODELS[name].fit(data, MODELS[name].config())


@cache
def fitted(name: str) -> Scorer:
    return fit(name, worlds.training())


@every_model
@settings(max_examples=40, deadline=None)
@given(items=histories, weight=st.floats(0.01, 10.0))
def test_causes_sum_to_the_score(name: str, items: list[int], weight: float) -> None:
    history = worlds.history(items)
    block = fitted(name).causes(history, NOW, even(fitted(name), weight), ITEMS)
    total = block.contributions.sum(axis=0)
    bound = 1e-5 * max(1.0, float(np.abs(block.contributions).sum(axis=0).max(initial=0.0)))
    np.testing.assert_allclose(total, scores_of(fitted(name), history, weight=weight), rtol=0, atol=bound)


@every_model
@settings(max_examples=40, deadline=None)
@given(items=st.lists(st.integers(0, worlds.N_ITEMS - 1), min_size=1, max_size=30), data=st.data())
def test_masking_events_removes_exactly_their_contributions(name: str, items: list[int], data: st.DataObject) -> None:
    kept = data.draw(st.lists(st.booleans(), min_size=len(items), max_size=len(items)))
    whole, masked = worlds.history(items), worlds.history(items, kept)
    block = fitted(name).causes(whole, NOW, even(fitted(name)), ITEMS)
    backed = block.entry >= 0
    share_lost = 1.0 - masked.kept[block.entry[backed]]
    gone = (share_lost[:, None] * block.contributions[backed]).sum(axis=0)
    np.testing.assert_allclose(
        scores_of(fitted(name), whole) - scores_of(fitted(name), masked),
        gone,
        rtol=0,
        atol=1e-5 * max(1.0, float(np.abs(block.contributions).sum())),
    )


@every_model
def test_an_empty_history_is_scored_and_names_no_entry(name: str) -> None:
    block = fitted(name).causes(worlds.history([]), NOW, even(fitted(name)), ITEMS)
    assert (block.entry == -1).all()
    assert np.isfinite(scores_of(fitted(name), worlds.history([]))).all()


@every_model
def test_items_that_came_after_the_fit_are_passed_over(name: str) -> None:
    later = np.array([0, fitted(name).n_items + 3], dtype=np.int32)
    history = worlds.history([fitted(name).n_items + 3, 1, 2])
    block = fitted(name).causes(history, NOW, even(fitted(name)), later)
    assert block.contributions.shape == (len(block.entry), 2)
    assert (block.contributions[:, 1] == 0.0).all()
    assert np.isfinite(scores_of(fitted(name), history)).all()


@every_model
def test_the_same_seed_gives_the_same_model(name: str) -> None:
    again = fit(name, worlds.training())
    for key, value in fitted(name).arrays().items():
        np.testing.assert_array_equal(value, again.arrays()[key])


@every_model
def test_it_survives_being_written_as_arrays(name: str) -> None:
    loaded = MODELS[name].load(fitted(name).arrays())
    history = worlds.history([1, 5, 9])
    np.testing.assert_allclose(scores_of(loaded, history), scores_of(fitted(name), history))


@every_model
@pytest.mark.parametrize("time_unit", ["order", "none"])
def test_it_fits_data_without_seconds_or_order(name: str, time_unit: str) -> None:
    scorer = fit(name, worlds.training(time_unit))  # type: ignore[arg-type]
    assert np.isfinite(scores_of(scorer, worlds.history([1, 2, 3]), Moment(None))).all()


@every_model
def test_without_an_order_the_sequence_of_the_history_does_not_matter(name: str) -> None:
    scorer = fit(name, worlds.training("none"))
    one, other = worlds.history([1, 2, 3, 9]), worlds.history([9, 3, 2, 1])
    np.testing.assert_allclose(scores_of(scorer, one, Moment(None)), scores_of(scorer, other, Moment(None)))


@every_model
def test_it_fits_no_events_at_all(name: str) -> None:
    full = worlds.training()
    none = full.interactions.take(np.zeros(0, dtype=np.int64))
    scorer = fit(name, TrainingData(none, full.catalogue))
    assert np.isfinite(scores_of(scorer, worlds.history([1, 2]))).all()
