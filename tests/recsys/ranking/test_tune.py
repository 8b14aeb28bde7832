"""Tuning: settings that foretell held-out choices better are taken, what makes no difference is left, time is kept."""

from dataclasses import replace

import numpy as np

from recsys.protocols import Scorer, TrainingData
from recsys.ranking.held_out import HoldOut, hold_out
from recsys.ranking.learn import LearnConfig
from recsys.ranking.tune import Bench, Settings, tuned
from tests.recsys.ranking.test_learn import INFORMED, N_ITEMS, NOISE, Table, followers

TRIALS = (("table", {"shift": 1}), ("table", {"shift": 2}), ("noise", {"shift": 5}))


def fit(_: TrainingData, name: str, settings: Settings) -> Scorer:
    """`table` foretells the next item at shift 1 and nothing at others; `noise` never does."""
    if name == "noise":
        return replace(NOISE, table=np.roll(NOISE.table, settings.get("shift", 0), axis=0))
    return replace(INFORMED, table=np.roll(np.eye(N_ITEMS), settings.get("shift", 7), axis=1), name=name)


def test_settings_that_foretell_the_held_out_choices_are_taken_and_others_are_not() -> None:
    assert tuned(followers(), TRIALS, ("table", "noise"), fit, 1e9) == {"table": {"shift": 1}}


def test_trials_of_scorers_outside_the_composition_are_skipped() -> None:
    assert tuned(followers(), TRIALS, ("noise",), fit, 1e9) == {}


def test_no_trial_begins_after_the_budget_and_none_at_all_without_one() -> None:
    seconds = iter(range(100))
    tried: list[Settings] = []

    def counted(data: TrainingData, name: str, settings: Settings) -> Scorer:
        tried.append(settings)
        return fit(data, name, settings)

    tuned(followers(), TRIALS, ("table", "noise"), counted, 3.0, lambda: float(next(seconds)))
    assert [s for s in tried if s] == [{"shift": 1}]
    assert tuned(followers(), TRIALS, ("table", "noise"), fit, 0.0) == {}


def test_too_few_choices_are_no_ground_for_other_settings() -> None:
    data = followers()
    few = replace(data, interactions=data.interactions.take(np.flatnonzero(data.interactions.user < 20)))
    assert tuned(few, TRIALS, ("table",), fit, 1e9) == {}


def test_no_fit_sees_the_choices_it_is_judged_on() -> None:
    data, seen = followers(), []

    def watching(inner: TrainingData, name: str, settings: Settings) -> Scorer:
        seen.append(len(inner.interactions))
        return fit(inner, name, settings)

    tuned(data, TRIALS, ("table",), watching, 1e9)
    assert set(seen) == {len(data.interactions) - data.interactions.n_users}


def test_an_exchanged_scorer_is_judged_on_the_same_items() -> None:
    data = followers()
    found = hold_out(data.interactions, HoldOut(), data.rng())
    bench = Bench.of(data, found, [Table(INFORMED.table)], LearnConfig())
    other = bench.with_scorer(0, NOISE)
    assert other.asked is bench.asked
    assert other.losses().mean() > bench.losses().mean()
