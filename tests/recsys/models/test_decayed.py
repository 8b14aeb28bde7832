"""Decayed counts: the slow formula at any moment, and nothing of what is yet to come."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.models.decayed import DAY, Decayed, Latest, fit_decayed, load_decayed
from recsys.types import Interactions
from tests import worlds

LOG = worlds.interactions()


def slow(log: Interactions, at: int, half_life: float) -> np.ndarray:
    counts = np.zeros(log.n_items)
    for item, time in zip(log.item, log.time, strict=True):
        if time < at:
            counts[item] += 0.5 ** ((at - time) / (half_life * DAY))
    return counts


@settings(max_examples=25, deadline=None)
@given(at=st.integers(int(LOG.time[0]) - 10, int(LOG.time[-1])), snapshots=st.sampled_from([1, 3, 50]))
def test_counts_at_a_moment_are_those_of_the_slow_way(at: int, snapshots: int) -> None:
    counted = fit_decayed(LOG, 10.0, snapshots, 2**26)
    np.testing.assert_allclose(counted.before(at), slow(LOG, at, 10.0), rtol=1e-4, atol=1e-4)


def test_what_happens_later_changes_no_earlier_count() -> None:
    middle = int(LOG.time[600])
    early = LOG.take(np.flatnonzero(LOG.time < middle + 5 * DAY))
    np.testing.assert_allclose(
        fit_decayed(LOG, 10.0, 20, 2**26).before(middle), fit_decayed(early, 10.0, 20, 2**26).before(middle), rtol=1e-4
    )


@pytest.mark.parametrize("at", [None, int(LOG.time[-1]) + 1, int(LOG.time[-1]) + 90 * DAY])
def test_after_the_data_everything_reads_as_at_its_end(at: int | None) -> None:
    counted = fit_decayed(LOG, 10.0, 20, 2**26)
    np.testing.assert_allclose(counted.before(at), slow(LOG, int(LOG.time[-1]) + 1, 10.0), rtol=1e-4)


def test_without_seconds_all_events_count_alike() -> None:
    log = worlds.interactions("order")
    counted = fit_decayed(log, 10.0, 20, 2**26)
    np.testing.assert_array_equal(counted.before(5), np.bincount(log.item, minlength=log.n_items))


def test_written_as_arrays_it_keeps_the_end_only() -> None:
    counted = fit_decayed(LOG, 10.0, 20, 2**26)
    again: Decayed = load_decayed(counted.arrays())
    np.testing.assert_array_equal(again.before(None), counted.before(None))
    assert len(again.times) == 1


def test_the_latest_moment_is_read_once_and_another_one_anew() -> None:
    asked: list[int | None] = []

    def read(at: int | None) -> np.ndarray:
        asked.append(at)
        return np.array([float(at or 0)])

    latest = Latest()
    assert [latest.of(at, read).tolist() for at in (5, 5, 7, 5, None, None)] == [[5], [5], [7], [5], [0], [0]]
    assert asked == [5, 7, 5, None]
