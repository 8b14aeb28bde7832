"""Rows into entries, against the obvious way."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.state.collapse import entries_of_rows, strengths_of_entries

items_of = st.lists(st.integers(0, 4), min_size=1, max_size=12)


@settings(max_examples=200, deadline=None)
@given(items_of)
def test_entries_are_the_distinct_items_newest_first(items: list[int]) -> None:
    entry, newest = entries_of_rows(np.array(items, dtype=np.int32))
    distinct = list(dict.fromkeys(reversed(items)))
    assert [items[row] for row in newest] == distinct
    assert newest.tolist() == [max(r for r, i in enumerate(items) if i == item) for item in distinct]
    assert [distinct[e] for e in entry] == items


@settings(max_examples=200, deadline=None)
@given(items_of, st.data())
def test_an_entry_is_as_strong_as_its_strongest_row_and_keeps_the_share_of_its_kept_rows(items, data) -> None:
    n = len(items)
    strengths = np.array(data.draw(st.lists(st.sampled_from([0.0, 0.4, 1.0]), min_size=n, max_size=n)))
    kept = np.array(data.draw(st.lists(st.booleans(), min_size=n, max_size=n)))
    entry, newest = entries_of_rows(np.array(items, dtype=np.int32))
    strongest, held = strengths_of_entries(entry, strengths, kept, len(newest))
    for e in range(len(newest)):
        own, left = strengths[entry == e], strengths[(entry == e) & kept]
        assert strongest[e] == own.max()
        assert held[e] == pytest.approx(left.sum() / own.sum() if own.sum() > 0 else 0.0)
