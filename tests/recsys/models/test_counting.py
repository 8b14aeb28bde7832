import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from recsys.models import counting, followers
from recsys.types import Interactions
from tests import worlds


def log_of(pairs: list[tuple[int, int]]) -> Interactions:
    user, item = (np.array(column, dtype=np.int32) for column in zip(*pairs, strict=True))
    return Interactions(user, item, np.ones(len(pairs), np.float32), np.arange(len(pairs)), 3, 4, "order")


@given(
    pairs=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3)), min_size=1, max_size=25),
    weights=st.lists(st.floats(0.1, 1.0), min_size=1, max_size=4),
)
def test_every_pair_of_positions_within_the_window_counts_once(pairs, weights):
    expected = np.zeros((4, 4))
    for person in range(3):
        own = [item for user, item in pairs if user == person]
        for p, first in enumerate(own):
            for distance, second in enumerate(own[p + 1 : p + 1 + len(weights)]):
                expected[first, second] += weights[distance]
    np.testing.assert_allclose(counting.pair_counts(log_of(pairs), np.array(weights)).toarray(), expected)


def test_the_strongest_cells_of_a_row_are_kept_and_ties_go_to_the_lower_column():
    matrix = sparse.csr_array(np.array([[1.0, 3.0, 3.0, 2.0], [0.0, 0.0, 0.0, 5.0]]))
    assert counting.strongest(matrix, 2).toarray().tolist() == [[0, 3, 3, 0], [0, 0, 0, 5]]
    assert counting.strongest(matrix, 1).toarray().tolist() == [[0, 3, 0, 0], [0, 0, 0, 5]]


def test_the_diagonal_goes_and_nothing_else():
    matrix = sparse.csr_array(np.array([[1.0, 2.0], [3.0, 4.0]]))
    assert counting.without_diagonal(matrix).toarray().tolist() == [[0, 2], [3, 0]]


def test_followers_are_read_forwards_and_one_step_only():
    log = log_of([(0, 0), (0, 1), (0, 2), (1, 0), (1, 1)])
    data = worlds.training("order")
    scorer = followers.fit(type(data)(log, worlds.catalogue(4)), followers.FollowersConfig(source=1.0, target=0.0))
    every = np.arange(4, dtype=np.int32)
    np.testing.assert_allclose(
        scorer.rows.cells(every, every), [[0, 1, 0, 0], [0, 0, 0.5, 0], [0, 0, 0, 0], [0, 0, 0, 0]], atol=1e-7
    )
