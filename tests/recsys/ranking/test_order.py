import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recsys.ranking.order import best_first


@given(st.lists(st.sampled_from([0.0, 0.5, 1.0, -1.0]), max_size=30), st.data())
def test_the_best_of_some_items_are_those_of_a_full_stable_sort(values: list[float], data) -> None:
    some = data.draw(st.lists(st.sampled_from(range(len(values))), unique=True) if values else st.just([]))
    k = data.draw(st.integers(1, 35))
    expected = sorted(sorted(some), key=lambda i: -values[i])[:k]
    assert best_first(np.array(values), np.array(sorted(some), dtype=np.int32), k).tolist() == expected
