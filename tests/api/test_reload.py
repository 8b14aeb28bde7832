"""Reload under load, in short: the benchmark with three swaps."""

import pytest

from benchmarks.reload import measure
from tests import worlds


@pytest.mark.slow
def test_three_models_are_taken_up_under_load_and_no_request_fails() -> None:
    told = measure(3, 7.0, [worlds.engine(), worlds.engine("order")])
    assert (told["failed"], told["answers_without_a_known_model"]) == (0, 0), told["failures"]
    assert (told["swaps"], told["models_seen"]) == (3, 4)
    assert told["requests"] > 20
