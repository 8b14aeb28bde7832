import numpy as np

from recsys.models import followers
from recsys.types import Interactions
from tests import worlds


def log_of(pairs: list[tuple[int, int]]) -> Interactions:
    user, item = (np.array(column, dtype=np.int32) for column in zip(*pairs, strict=True))
    return Interactions(user, item, np.ones(len(pairs), np.float32), np.arange(len(pairs)), 3, 4, "order")


def test_followers_are_read_forwards_and_one_step_only():
    log = log_of([(0, 0), (0, 1), (0, 2), (1, 0), (1, 1)])
    data = worlds.training("order")
    scorer = followers.fit(type(data)(log, worlds.catalogue(4)), followers.FollowersConfig(source=1.0, target=0.0))
    every = np.arange(4, dtype=np.int32)
    np.testing.assert_allclose(
        scorer.rows.cells(every, every), [[0, 1, 0, 0], [0, 0, 0.5, 0], [0, 0, 0, 0], [0, 0, 0, 0]], atol=1e-7
    )
