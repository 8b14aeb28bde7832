"""Candidates of held-out choices in a large catalogue: the same parts' scores and best items as scoring everything."""

from dataclasses import replace

import numpy as np
import pytest

from recsys.config import EngineConfig
from recsys.ranking.held_out import Choice, HoldOut, hold_out
from recsys.ranking.learn import LearnConfig, learn_weights, part_scores
from recsys.ranking.shortlist import Shortlist
from recsys.training import fit_scorers
from recsys.types import Moment
from tests import worlds

DATA = worlds.training()
SCORERS = fit_scorers(DATA, EngineConfig())
PAST = Moment(1_704_000_000, "Asia/Seoul")
BEST, OTHERS = 4, 6


def case(choice: Choice, best: int = BEST, others: int = OTHERS):
    return Shortlist.of(SCORERS, worlds.N_ITEMS, best, others).case(choice, np.random.default_rng(0))


@pytest.mark.parametrize("seen_return", [False, True])
def test_the_best_of_every_part_and_the_choice_are_there_with_their_scores(seen_return: bool) -> None:
    choice = Choice(worlds.history([3, 9, 12]), PAST, 30, seen_return)
    found = case(choice)
    assert found is not None
    scores, items, correction = found
    whole = part_scores(SCORERS, choice.history, PAST)
    np.testing.assert_allclose(scores, whole[:, items], rtol=1e-5, atol=1e-9)
    assert items[0] == 30
    assert len(set(items.tolist())) == len(items) == len(correction)
    free = np.setdiff1d(np.arange(worlds.N_ITEMS), [30] if seen_return else [3, 9, 12, 30])
    assert np.isin(items[1:], free).all()
    strong = items[correction == 0.0]
    for row in whole:
        best = np.sort(row[free][row[free] != 0.0])[::-1][:BEST]
        held = np.sort(row[np.setdiff1d(strong, [30])])[::-1][: len(best)]
        np.testing.assert_allclose(held, best, rtol=1e-5)


def test_the_sample_stands_for_all_that_no_part_named() -> None:
    _, items, correction = case(Choice(worlds.history([3]), PAST, 30), best=1)  # type: ignore[misc]
    sampled = np.count_nonzero(correction)
    rest = worlds.N_ITEMS - 2 - (len(items) - 1 - sampled)
    assert sampled == OTHERS
    assert correction[-1] == pytest.approx(np.log(rest / OTHERS))


def test_nothing_is_asked_where_nothing_but_the_choice_is_left() -> None:
    assert case(Choice(worlds.history(list(range(worlds.N_ITEMS))), PAST, 30)) is None


def test_all_others_are_taken_where_they_are_few() -> None:
    _, items, correction = case(Choice(worlds.history([3]), PAST, 30), others=500)  # type: ignore[misc]
    assert set(items.tolist()) == set(range(worlds.N_ITEMS)) - {3}
    assert (correction == 0.0).all()


def test_weights_learned_from_lists_order_items_as_those_learned_from_everything() -> None:
    config = LearnConfig(held_out=HoldOut(cases=60), others=500)
    inner = fit_scorers(
        replace(DATA, interactions=hold_out(DATA.interactions, config.held_out, DATA.rng()).train), EngineConfig()
    )
    whole, listed = (learn_weights(DATA, lambda _: inner, replace(config, large=large)) for large in (10_000, 0))
    history = worlds.history([3, 9, 12])
    sums = [w.of(history, PAST) @ part_scores(inner, history, PAST) for w in (whole, listed)]
    assert np.corrcoef(*sums)[0, 1] > 0.99
