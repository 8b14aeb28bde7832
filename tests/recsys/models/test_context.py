"""Context columns: exact sums and masks with circumstances told, and what they do to a list."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.context.agreement import DEGREES, closest
from recsys.context.types import ContextColumn, Told
from recsys.evidence import CauseBlock
from recsys.models.context import Context, ContextConfig, fit, load
from recsys.protocols import TrainingData
from recsys.state.history import placed
from recsys.types import Float64, History, Interactions, Moment
from tests import worlds

WEATHERS = ("rain", "sun", "snow")
ITEMS = np.arange(worlds.N_ITEMS, dtype=np.int32)


def log_in_weather(items_follow: bool = True) -> Interactions:
    """In rain people choose the first third of the items, in sun the second...; half of the rows say nothing."""
    log, rng = worlds.interactions(), np.random.default_rng(5)
    code = rng.integers(0, 3, len(log)).astype(np.int32)
    item = (log.item % 20 + 20 * code).astype(np.int32) if items_follow else log.item
    column = ContextColumn("weather", WEATHERS, np.where(rng.random(len(log)) < 0.5, code, -1).astype(np.int32))
    return replace(log, item=item, context=(column,))


MODEL = fit(TrainingData(log_in_weather(), worlds.catalogue()))
told = st.sampled_from([(("weather", w),) for w in (*WEATHERS, "fog")] + [(), (("place", "home"),)])


def history(items: list[int], codes: list[int], kept: list[bool] | None = None) -> History:
    """A history of items chosen in weathers."""
    column = ContextColumn("weather", WEATHERS, np.array(codes, dtype=np.int32))
    return placed(worlds.history(items, kept), np.array(items, dtype=np.int32), (column,))


def scores(person: History, context: Told, model: Context = MODEL) -> Float64:
    out = np.zeros(model.n_items)
    model.add_scores(person, Moment(None, context=context), np.ones(len(model.parts)), out)
    return out


def causes(person: History, context: Told) -> CauseBlock:
    return MODEL.causes(person, Moment(None, context=context), np.ones(len(MODEL.parts)), ITEMS)


rows = st.lists(st.tuples(st.integers(0, 59), st.integers(-1, 2), st.booleans()), min_size=1, max_size=30)


@settings(max_examples=60, deadline=None)
@given(rows=rows, context=told)
def test_causes_sum_to_the_score_and_masking_takes_off_exactly_theirs(
    rows: list[tuple[int, int, bool]], context: Told
) -> None:
    items, codes, kept = (list(column) for column in zip(*rows, strict=True))
    whole, masked = history(items, codes), history(items, codes, kept)
    block = causes(whole, context)
    np.testing.assert_allclose(block.contributions.sum(axis=0), scores(whole, context), atol=1e-5)
    backed = block.entry >= 0
    lost = (1.0 - masked.kept[block.entry[backed]])[:, None] * block.contributions[backed]
    np.testing.assert_allclose(scores(whole, context) - scores(masked, context), lost.sum(axis=0), atol=1e-5)


def test_in_rain_what_people_choose_in_rain_stands_higher() -> None:
    rain = scores(worlds.history([]), (("weather", "rain"),))
    assert rain[:20].min() > rain[20:].max()


def test_an_item_is_chosen_again_as_circumstances_agree() -> None:
    person, context = history([1, 2, 3], [0, 1, -1]), (("weather", "rain"),)
    gained = scores(person, context) - scores(worlds.history([]), context)
    expected = np.zeros(60)
    expected[person.item] = MODEL.again[closest(person, context)] * person.strength
    np.testing.assert_allclose(gained, expected, atol=1e-6)
    assert MODEL.again.shape == (len(DEGREES),)


@pytest.mark.parametrize("context", [(), (("weather", "fog"),), (("place", "home"),)])
def test_circumstances_nobody_told_or_learned_change_nothing(context: Told) -> None:
    assert not scores(history([1, 2], [0, 1]), context).any()
    assert MODEL.unread(history([], []), Moment(None, context=context)) == ("not_in_model" if context else "not_given")
    assert MODEL.unread(history([], []), Moment(None, context=(("weather", "sun"),))) == ""


def test_weather_that_choices_do_not_follow_lifts_no_item() -> None:
    null = fit(TrainingData(log_in_weather(items_follow=False), worlds.catalogue()))
    assert not scores(worlds.history([]), (("weather", "rain"),), null).any()


def test_data_without_columns_has_no_parts_and_names_are_no_circumstances() -> None:
    assert fit(worlds.training()).parts == ()
    assert fit(TrainingData(log_in_weather(), worlds.catalogue()), ContextConfig(most_values=2)).parts == ()


def test_a_new_item_is_lifted_by_its_attributes() -> None:
    catalogue = worlds.catalogue()
    grown = MODEL.extended(catalogue.updated([replace(catalogue.facts[7], item_id="new")]))
    gained = scores(worlds.history([]), (("weather", "rain"),), grown)
    by_attribute = MODEL.columns[0].lifts.cells(0, np.array([0.0, 1.0]), np.array([7], np.int32))
    assert gained[-1] == pytest.approx(by_attribute[0])
    np.testing.assert_array_equal(gained[:-1], scores(worlds.history([]), (("weather", "rain"),)))


def test_it_survives_being_written_as_arrays() -> None:
    person, context = history([1, 2, 3], [0, 1, 2]), (("weather", "snow"),)
    np.testing.assert_array_equal(scores(person, context, load(MODEL.arrays())), scores(person, context))
