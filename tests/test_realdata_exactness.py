"""Exactness on public data: causes sum to the score, and masking events takes off exactly what they had given.

Every model that runs here alone, and the engine of the default composition, on a part of every data set: its people
with the first ids that have enough events, and the items they touched.
"""

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.dataset.dataset import Dataset
from recsys.dataset.sources.registry import importer
from recsys.evaluation.cases import Case, CaseMaker
from recsys.evidence import CauseBlock
from recsys.mood.types import MoodAim
from recsys.registry import ENGINE, MODELS, runnable
from recsys.state.history import build_history, placed
from recsys.training import fit_engine, training_data
from recsys.types import Bool, Float64, History, Int32, Moment
from tests.realdata import data_folder

pytestmark = [pytest.mark.realdata, pytest.mark.slow]

FORMATS = {
    "goodbooks": "goodbooks",
    "kmrd": "kmrd",
    "ml-100k": "movielens-100k",
    "amazon-beauty": "amazon-sequences",
    "hetrec-lastfm-2k": "lastfm-2k",
    "depaulmovie": "depaulmovie",
    "diginetica": "session-lines",
}
PEOPLE, FEWEST, ITEMS = 50, 4, 500
AIM = MoodAim(-0.3, -0.5, 0.8, "said")


@cache
def dataset(name: str) -> Dataset:
    """A part of a data set: its first people with at least `FEWEST` events, and at most `ITEMS` items of theirs."""
    whole = importer(FORMATS[name])(data_folder(name))
    assert whole.events is not None
    sizes = whole.events.group_by("user_id", maintain_order=True).len().filter(pl.col("len") >= FEWEST)
    events = whole.events.filter(pl.col("user_id").is_in(sizes["user_id"].head(PEOPLE).to_list()))
    kept = events["item_id"].unique(maintain_order=True).head(ITEMS).to_list()
    items = None if whole.items is None else whole.items.filter(pl.col("item_id").is_in(kept))
    events = events.filter(pl.col("item_id").is_in(kept))
    return replace(whole, events=events, items=items, test_events=None, origins={}).dataset()


class Alone:
    """One model with every part weighing something else, asked as the engine is."""

    def __init__(self, name: str, data: Dataset) -> None:
        self.scorer = MODELS[name].fit(training_data(data), MODELS[name].config())
        self.weights = np.linspace(0.5, 1.5, len(self.scorer.parts))

    def scores(self, history: History, moment: Moment) -> Float64:
        out = np.zeros(self.scorer.n_items)
        self.scorer.add_scores(history, moment, self.weights, out)
        return out

    def causes(self, history: History, moment: Moment, items: Int32) -> tuple[CauseBlock, ...]:
        return (self.scorer.causes(history, moment, self.weights, items),)


@cache
def fitted(name: str, model: str) -> Any:
    return fit_engine(training_data(dataset(name))) if model == ENGINE else Alone(model, dataset(name))


def history_of(case: Case, kept: Bool | None = None) -> History:
    history = build_history(case.items, case.strengths, case.times, case.in_session, kept)
    return placed(history, case.items, case.past_context)


def a_case(data: Dataset, seed: int) -> Case:
    """Somebody's last event, or an earlier one, after everything before it."""
    rng = np.random.default_rng(seed)
    own = data.rows_of(int(rng.choice(np.flatnonzero(np.bincount(data.interactions.user) >= 2))))
    last = int(rng.integers(1, len(own)))
    return CaseMaker(data).case(0, own[:last], own[[last]], exclude_seen=False)


@pytest.mark.parametrize("name", list(FORMATS))
@pytest.mark.parametrize("model", [*runnable(), ENGINE])
@settings(max_examples=6, deadline=None, derandomize=True, database=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_causes_sum_to_the_score_and_masking_takes_off_exactly_theirs(name: str, model: str, seed: int) -> None:
    data = dataset(name)
    case, ranker = a_case(data, seed), fitted(name, model)
    kept = np.random.default_rng(seed + 1).random(len(case.items)) < 0.6
    moment = replace(case.moment, context=tuple(case.context.items()), mood=AIM)
    whole, masked = history_of(case), history_of(case, kept)
    total, gone, size = sums(ranker.causes(whole, moment, np.arange(len(data.catalogue), dtype=np.int32)), masked)
    scores, left = ranker.scores(whole, moment), ranker.scores(masked, moment)
    # the contract's bound, and a closer one where all scores are small
    bound = 1e-5 * np.minimum(np.maximum(1.0, size), size.max(initial=1e-12))
    assert (np.abs(total - scores) <= bound).all()
    assert (np.abs(scores - left - gone) <= bound).all()


def sums(blocks: tuple[CauseBlock, ...], masked: History) -> tuple[Float64, Float64, Float64]:
    """Of every item: all contributions, those the masked events lose, and the sum of their sizes."""
    lost = np.append(1.0 - masked.kept, 0.0)  # the last one is of causes without an entry, -1
    totals = [block.contributions.sum(axis=0) for block in blocks]
    gone = [lost[block.entry] @ block.contributions for block in blocks]
    sizes = [np.abs(block.contributions).sum(axis=0) for block in blocks]
    return np.sum(totals, axis=0), np.sum(gone, axis=0), np.sum(sizes, axis=0)


@pytest.mark.parametrize("name", list(FORMATS))
def test_masking_moves_the_engine_at_all(name: str) -> None:
    """Otherwise the test above could not fail."""
    case = a_case(dataset(name), 0)
    whole, masked = history_of(case), history_of(case, np.zeros(len(case.items), dtype=np.bool_))
    scores, left = (fitted(name, ENGINE).scores(history, case.moment) for history in (whole, masked))
    assert np.abs(scores - left).max() > 0.01 * np.abs(scores).max()
