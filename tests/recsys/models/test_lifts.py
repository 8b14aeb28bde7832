"""Lifts: the slow formula, nothing for chance or for habits that only meet, and attributes that speak for newcomers."""

import numpy as np
import pytest
from scipy import sparse

from recsys.models.lifts import CLEAR, fit_lifts, load_lifts, log_lifts
from recsys.types import Interactions, ItemFacts

ITEMS = [ItemFacts(f"i{n}", "track", tags=("calm",) if n < 5 else ("loud",)) for n in range(10)]


def slow_lifts(counts: np.ndarray) -> np.ndarray:
    """counts (v, people, m), cell by cell."""
    v, people, m = counts.shape
    found, expected, excess, noise = np.zeros((v, m)), np.zeros((v, m)), 0.0, 0.0
    variance = np.zeros((v, m))
    for c in range(v):
        for i in range(m):
            for u in range(people):
                total = counts[:, u].sum()
                own, share = counts[:, u, i].sum(), counts[c, u].sum() / max(total, 1)
                found[c, i] += counts[c, u, i]
                expected[c, i] += own * share
                variance[c, i] += own * share * (1 - share) * (total - own) / max(total - 1, 1)
            excess += (found[c, i] - expected[c, i]) ** 2 - variance[c, i]
            noise += variance[c, i] + 2 * variance[c, i] ** 2
    if excess <= CLEAR * np.sqrt(noise):
        return np.zeros((v, m))
    prior = (expected**2).sum() / excess
    return np.log((found + prior) / (expected + prior))


def test_lifts_are_those_of_the_slow_formula() -> None:
    rng = np.random.default_rng(1)
    rate = np.ones((3, 1, 6))
    rate[0, 0, 0] = rate[1, 0, 1] = rate[2, 0, 2] = 4.0
    counts = rng.poisson(rate * rng.uniform(0.2, 1.0, (1, 30, 1)), (3, 30, 6)).astype(float)
    expected = slow_lifts(counts)
    assert expected[0, 0] > 0.3
    found = log_lifts([sparse.csr_array(own) for own in counts])
    np.testing.assert_allclose(found, np.where(np.abs(expected) < 0.01, 0.0, expected), atol=1e-9)


def test_night_people_with_a_taste_of_their_own_make_no_night_songs() -> None:
    """Half the people are about at night and like items 0-4, the others by day and 5-9: their hours add nothing."""
    rng = np.random.default_rng(2)
    user = np.repeat(np.arange(200), 20)
    night = user < 100
    item = rng.integers(0, 5, len(user)) + np.where(night, 0, 5)
    code = (rng.random(len(user)) < np.where(night, 0.2, 0.8)).astype(np.int32)
    lifts = fit_lifts(log_of(user, item), code, 2, ITEMS)
    assert len(lifts.items.data) == len(lifts.attributes.data) == 0


def log_of(user: np.ndarray, item: np.ndarray) -> Interactions:
    """Interactions without an order."""
    n = len(user)
    return Interactions(
        user.astype(np.int32), item.astype(np.int32), np.ones(n, np.float32), np.arange(n), 200, 10, "none"
    )


def calm_in_rain() -> tuple[Interactions, np.ndarray]:
    """In circumstance 1 people choose calm items (0-4) four times in five."""
    rng = np.random.default_rng(3)
    user, code = np.repeat(np.arange(200), 20), rng.integers(0, 2, 4_000)
    calm = rng.random(4_000) < np.where(code == 1, 0.8, 0.2)
    return log_of(user, rng.integers(0, 5, 4_000) + np.where(calm, 0, 5)), code.astype(np.int32)


def test_attributes_speak_for_an_item_nobody_has_chosen() -> None:
    lifts = fit_lifts(*calm_in_rain(), 2, ITEMS)
    later = lifts.extended([ItemFacts("new", "track", tags=("calm",)), ItemFacts("bare", "track")])
    columns = np.array([0, 9, 10, 11], dtype=np.int32)
    calm, loud, new, bare = later.cells(1, np.array([0.0, 1.0]), columns)
    assert calm == pytest.approx(new) and calm > 0.3 and loud < -0.3 and bare == 0.0
    assert later.extended([]).n_items == 12


def test_unknown_circumstances_are_no_circumstances() -> None:
    log, code = calm_in_rain()
    half = np.arange(len(code)) % 2 == 0
    some = fit_lifts(log, np.where(half, code, -1).astype(np.int32), 2, ITEMS)
    alone = fit_lifts(log.take(half), code[half], 2, ITEMS)
    for key, value in some.arrays().items():
        np.testing.assert_array_equal(value, alone.arrays()[key])


def test_they_survive_being_written_as_arrays() -> None:
    lifts = fit_lifts(*calm_in_rain(), 2, ITEMS)
    again = load_lifts(lifts.arrays())
    weights, items = np.array([1.0, 2.0]), np.arange(10, dtype=np.int32)
    np.testing.assert_array_equal(lifts.cells(1, weights, items), again.cells(1, weights, items))
    out = np.zeros(10)
    again.add(1, weights, out)
    np.testing.assert_allclose(out, lifts.cells(1, weights, items), atol=1e-6)
    assert [f.names for f in again.fields] == [f.names for f in lifts.fields]
