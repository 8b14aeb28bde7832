"""Columns of circumstances: told row by row, and back."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recsys.context.types import columns_of, told_of

told = st.lists(st.dictionaries(st.sampled_from(["weather", "place"]), st.sampled_from("abc")).map(lambda d: d.items()))


@given(told.map(lambda rows: [tuple(row) for row in rows]))
def test_what_the_rows_tell_is_what_the_columns_say(rows: list[tuple[tuple[str, str], ...]]) -> None:
    columns = columns_of(rows)
    assert [dict(told_of(columns, row)) for row in range(len(rows))] == [dict(row) for row in rows]


def test_rows_are_taken_in_their_order() -> None:
    (column,) = columns_of([(("weather", "rain"),), (), (("weather", "sun"),)])
    taken = column.take(np.array([2, 1]))
    assert (taken.told(0), taken.told(1)) == ((("weather", "sun"),), ())
