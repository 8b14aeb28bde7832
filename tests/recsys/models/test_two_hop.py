import numpy as np
import pytest

from recsys.models import two_hop
from recsys.models.two_hop import TwoHopConfig
from recsys.protocols import TrainingData
from recsys.types import Int32
from tests import worlds

EVERY: Int32 = np.arange(worlds.N_ITEMS, dtype=np.int32)


def oracle(log, config: TwoHopConfig):
    """P P by the definition, in dense loops."""
    counts = np.zeros((log.n_items, log.n_items))
    for person in range(log.n_users):
        own = log.item[log.user == person]
        for p in range(len(own)):
            for q in range(p + 1, min(len(own), p + 1 + config.window)):
                if own[p] != own[q]:
                    weight = config.distance_decay ** (q - p - 1)
                    counts[own[p], own[q]] += weight
                    counts[own[q], own[p]] += config.backward * weight
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1e-12)
    squared = shares @ shares
    np.fill_diagonal(squared, 0.0)
    return squared


@pytest.mark.parametrize("backward", [0.0, 1.0])
def test_it_is_the_square_of_the_transition_shares(backward: float):
    data = worlds.training("order")
    config = TwoHopConfig(branches=10_000, row_limit=10_000, backward=backward)
    cells = two_hop.fit(data, config).rows.cells(EVERY, EVERY)
    np.testing.assert_allclose(cells, oracle(data.interactions, config), rtol=1e-5, atol=1e-7)


def test_rows_and_branches_are_cut():
    rows = two_hop.fit(worlds.training(), TwoHopConfig(branches=3, row_limit=5)).rows
    kept = (rows.cells(EVERY, EVERY) > 0).sum(axis=1)
    assert 0 < kept.max() <= 5


def test_items_never_chosen_together_are_joined_by_one_chosen_with_both():
    log = worlds.interactions("order", n_items=3).take(np.arange(4))
    log = type(log)(
        np.array([0, 0, 1, 1], dtype=np.int32), np.array([0, 1, 1, 2], dtype=np.int32), log.weight, log.time, 2, 3,
        "order",
    )  # fmt: skip
    cells = two_hop.fit(TrainingData(log, worlds.catalogue(3))).rows.cells(EVERY[:3], EVERY[:3])
    assert cells[0, 2] > 0.0
    assert cells[0, 1] == 0.0
