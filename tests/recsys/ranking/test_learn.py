"""Learned weights: what helps counts more, nothing counts negatively, and the gradient is the gradient."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from recsys.evidence import CauseBlock
from recsys.protocols import TrainingData
from recsys.ranking.held_out import HoldOut, hold_out
from recsys.ranking.learn import LearnConfig, cases_of, learn_weights, maximise, spreads_of
from recsys.ranking.likelihood import HEAVIEST, Case, Cases
from recsys.ranking.weights import FEATURES
from recsys.types import Float64, History, Int32, Interactions, Moment
from tests import worlds

N_USERS, N_ITEMS = 300, 40


@dataclass(frozen=True)
class Table:
    """A scorer that reads off a table (n_items, n_items): row of the newest item of the history."""

    table: Float64
    name: str = "table"
    parts: tuple[str, ...] = ("only",)

    @property
    def n_items(self) -> int:
        return len(self.table)

    def add_scores(self, history: History, moment: Moment, weights: Float64, out: Float64) -> None:
        if len(history):
            out += weights[0] * self.table[history.item[0]]

    def causes(self, history: History, moment: Moment, weights: Float64, items: Int32) -> CauseBlock:
        raise NotImplementedError

    def arrays(self):
        raise NotImplementedError


def followers(seed: int = 0) -> TrainingData:
    """Two choices a person: an item, then mostly the next one in the catalogue."""
    rng = np.random.default_rng(seed)
    first = rng.integers(0, N_ITEMS, N_USERS)
    second = np.where(
        rng.random(N_USERS) < 0.8, (first + 1) % N_ITEMS, (first + rng.integers(1, N_ITEMS, N_USERS)) % N_ITEMS
    )
    item = np.concatenate((first, second)).astype(np.int32)
    user = np.tile(np.arange(N_USERS, dtype=np.int32), 2)
    ones = np.ones(2 * N_USERS, dtype=np.float32)
    log = Interactions(user, item, ones, np.arange(2 * N_USERS), N_USERS, N_ITEMS, "order")
    return TrainingData(log, worlds.catalogue(N_ITEMS), seed)


INFORMED = Table(np.roll(np.eye(N_ITEMS), 1, axis=1), "informed")
NOISE = Table(np.random.default_rng(9).normal(size=(N_ITEMS, N_ITEMS)), "noise")
CONSTANT = Table(np.ones((N_ITEMS, N_ITEMS)), "constant")
AVERSE = replace(INFORMED, table=-INFORMED.table, name="averse")


def learned(*scorers: Table, seed: int = 0, **config: float | HoldOut) -> Float64:
    """Weights (d,) times spreads: how much each scorer moves a ranking of a typical person."""
    found = learn_weights(followers(seed), lambda _: scorers, LearnConfig(**config))  # type: ignore[arg-type]
    return found.of(worlds.history([3]), Moment(None)) * found.spreads


def test_what_foretells_the_choice_counts_more_than_noise() -> None:
    informed, noise = learned(INFORMED, NOISE)
    assert informed > 3.0 * noise  # both began at 1; the scale of all together is that of log odds
    assert np.argmax(learned(NOISE, INFORMED)) == 1


def test_even_a_scorer_that_is_always_wrong_gets_no_negative_weight() -> None:
    weights = learned(AVERSE, INFORMED, NOISE)
    assert (weights >= 0.0).all()
    assert 3.0 * weights[0] < weights[1]  # both began at 1


def test_a_scorer_that_tells_nothing_apart_counts_nothing() -> None:
    found = learn_weights(followers(), lambda _: (INFORMED, CONSTANT))
    assert found.spreads[1] == 0.0
    assert found.of(worlds.history([3]), Moment(None))[1] == 0.0


def test_too_few_cases_leave_the_weights_even() -> None:
    assert learned(INFORMED, NOISE, fewest=N_USERS + 1) == pytest.approx([1.0, 1.0])
    assert learned(INFORMED, NOISE, held_out=HoldOut(cases=39)) == pytest.approx([1.0, 1.0])
    assert learned(INFORMED, NOISE, fewest=N_USERS) != pytest.approx([1.0, 1.0])


def test_nobody_with_two_choices_means_even_weights_too() -> None:
    data = followers()
    alone = replace(data, interactions=data.interactions.take(np.arange(N_USERS)))
    found = learn_weights(alone, lambda _: (INFORMED, NOISE))
    assert found.of(worlds.history([3]), Moment(None)) == pytest.approx([1.0, 1.0])


def test_the_same_seed_gives_the_same_weights_and_another_one_others() -> None:
    one, again, other = (learned(INFORMED, NOISE, others=10, best=5, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, again)
    assert (one != other).any()


def test_the_held_out_choices_are_the_last_ones_and_no_fit_sees_them() -> None:
    seen: list[TrainingData] = []

    def fit(inner: TrainingData) -> tuple[Table, ...]:
        seen.append(inner)
        return (INFORMED,)

    data = followers()
    learn_weights(data, fit)
    assert sorted(seen[0].interactions.user.tolist()) == list(range(N_USERS))
    np.testing.assert_array_equal(seen[0].interactions.item, data.interactions.item[:N_USERS])


def random_cases(n: int = 5, parts: int = 3, scale: float = 1.0) -> list[Case]:
    rng = np.random.default_rng(4)
    return [
        Case(scale * rng.normal(size=(parts, 7)), rng.uniform(0, 1, 7), np.append(1.0, rng.random(len(FEATURES) - 1)))
        for _ in range(n)
    ]


def joined(cases: list[Case]) -> Cases:
    return Cases.of(cases, np.ones(len(cases[0].scores)))


def loss_slowly(cases: list[Case], slopes: Float64, focus: float, power: float = 0.0) -> float:
    total = 0.0
    for case in cases:
        weights = [min(float(row @ case.features), HEAVIEST) for row in slopes]
        scores = [
            sum(np.exp(w) * s for w, s in zip(weights, case.scores[:, c], strict=True))
            for c in range(case.scores.shape[1])
        ]
        bent = power * np.arcsinh(scores) if power else np.array(scores)
        odds = np.exp(bent + case.correction)
        p = odds[0] / odds.sum()
        total += (1.0 - p**focus) / focus if focus else -np.log(p)
    return total


@pytest.mark.parametrize("focus", [0.0, 0.6, 1.0])
@pytest.mark.parametrize("ceiling", [False, True], ids=["in range", "one weight above its ceiling"])
def test_the_gradient_is_that_of_finite_differences(focus: float, ceiling: bool) -> None:
    cases = random_cases(scale=1e-5 if ceiling else 1.0)
    slopes = np.random.default_rng(5).normal(scale=0.5, size=(3, len(FEATURES)))
    slopes[1, 0] += 20.0 * ceiling
    value, gradient = joined(cases).loss(slopes, focus)
    assert value == pytest.approx(loss_slowly(cases, slopes, focus))
    for place in np.ndindex(slopes.shape):
        step = np.zeros_like(slopes)
        step[place] = 1e-6
        difference = (joined(cases).loss(slopes + step, focus)[0] - joined(cases).loss(slopes - step, focus)[0]) / 2e-6
        assert gradient[place] == pytest.approx(difference, rel=1e-4, abs=1e-7)


@pytest.mark.parametrize("focus", [0.0, 0.3])
def test_the_gradient_on_the_bent_link_is_that_of_finite_differences(focus: float) -> None:
    cases, at = joined(random_cases()), np.random.default_rng(5).normal(scale=0.5, size=3 * len(FEATURES) + 1)

    def loss(flat: Float64) -> float:
        return cases.bent_loss(flat[:-1].reshape(3, -1), flat[-1], focus)[0]

    value, gradient, bend = cases.bent_loss(at[:-1].reshape(3, -1), at[-1], focus)
    assert value == pytest.approx(loss_slowly(random_cases(), at[:-1].reshape(3, -1), focus, np.exp(at[-1])))
    for place, slope in enumerate(np.append(gradient, bend)):
        step = 1e-6 * np.eye(len(at))[place]
        assert slope == pytest.approx((loss(at + step) - loss(at - step)) / 2e-6, rel=1e-4, abs=1e-7)


def test_the_learned_weights_are_no_worse_than_their_neighbours() -> None:
    cases, start, config = random_cases(40), np.zeros((3, len(FEATURES))), LearnConfig()
    penalty = np.array([config.prior, *[config.slope_prior] * (len(FEATURES) - 1)])

    def loss(slopes: Float64) -> float:
        return loss_slowly(cases, slopes, config.focus, np.exp(log_power)) + 0.5 * float((penalty * slopes**2).sum())

    best, log_power = maximise(joined(cases), start, config)
    rng = np.random.default_rng(6)
    for _ in range(20):
        assert loss(best) <= loss(best + rng.normal(scale=0.05, size=best.shape)) + 1e-6


def test_a_case_holds_the_choice_first_then_only_items_not_yet_seen() -> None:
    data = followers()
    found = hold_out(data.interactions, HoldOut(), data.rng())
    itself = Table(np.eye(N_ITEMS), "itself")
    for case in cases_of(found, (INFORMED, itself), LearnConfig(best=3, others=4), data):
        assert (case.scores[1, 1:] == 0.0).all()  # the item of the history is no candidate
        sampled = case.correction[case.correction > 0.0]
        assert len(sampled) == 4
        rest = N_ITEMS - 2 - (case.scores.shape[1] - 1 - 4)
        assert sampled == pytest.approx(np.log(rest / 4), abs=0.05)


def test_where_people_come_back_to_items_seen_ones_are_candidates_of_their_last_choices() -> None:
    data = followers()
    log = data.interactions
    again = replace(
        log,
        user=np.concatenate((log.user, log.user[:N_USERS])),
        item=np.concatenate((log.item, log.item[:N_USERS])),
        weight=np.ones(3 * N_USERS, dtype=np.float32),
        time=np.arange(3 * N_USERS),
    )
    itself = Table(np.eye(N_ITEMS), "itself")
    found = hold_out(again, HoldOut(), data.rng())
    cases = cases_of(found, (itself,), LearnConfig(), data)
    fresh, last = cases[: len(found.new)], cases[len(found.new) :]
    assert all((case.scores[0] == 0.0).all() for case in fresh)
    assert sum(case.scores[0].any() for case in last) == len(last) > 0


def test_spreads_are_mean_standard_deviations_and_one_without_cases() -> None:
    cases = random_cases()
    expected = [np.mean([case.scores[part].std() for case in cases]) for part in range(3)]
    assert spreads_of(cases, (INFORMED, NOISE, CONSTANT)) == pytest.approx(expected)
    assert spreads_of([], (INFORMED, NOISE)).tolist() == [1.0, 1.0]


def test_parts_that_tell_nothing_apart_cost_nothing_and_change_nothing() -> None:
    cases, slopes = random_cases(), np.random.default_rng(5).normal(scale=0.5, size=(3, len(FEATURES)))
    silent = [replace(case, scores=case.scores * np.array([[1.0], [0.0], [1.0]])) for case in cases]
    live = Cases.of(silent, np.array([1.0, 0.0, 1.0]))
    assert live.scores.shape[1] == 2
    value, gradient = live.loss(slopes, 0.3)
    assert value == pytest.approx(joined(silent).loss(slopes, 0.3)[0])
    np.testing.assert_allclose(gradient, joined(silent).loss(slopes, 0.3)[1], atol=1e-12)
