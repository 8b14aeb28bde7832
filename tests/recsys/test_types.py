"""The central nouns: the vocabulary is a bridge in both directions, interactions keep their rows together."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recsys.types import Filters, Interactions, Vocabulary


@given(st.lists(st.text(max_size=3), max_size=12), st.text(max_size=3))
def test_a_vocabulary_numbers_distinct_ids_in_order_of_appearance(ids: list[str], asked: str) -> None:
    vocabulary = Vocabulary.of(ids)
    distinct = list(dict.fromkeys(ids))
    assert list(vocabulary.ids) == distinct
    assert vocabulary.externals(vocabulary.indices(ids)) == ids
    assert vocabulary.index(asked) == (distinct.index(asked) if asked in distinct else None)
    assert (asked in vocabulary) == (asked in distinct)
    assert vocabulary.indices([asked]).tolist() == [distinct.index(asked) if asked in distinct else -1]
    assert vocabulary.indices(ids).dtype == np.int32


def interactions(session: bool) -> Interactions:
    rows = np.arange(6)
    return Interactions(
        rows.astype(np.int32) % 2,
        rows.astype(np.int32),
        rows.astype(np.float32),
        rows * 10,
        2,
        6,
        "order",
        rows.astype(np.int32) // 2 if session else None,
    )


@given(st.lists(st.integers(0, 5), max_size=8), st.booleans())
def test_taking_rows_keeps_each_row_together_and_the_numbers_of_all(rows: list[int], session: bool) -> None:
    whole = interactions(session)
    part = whole.take(np.array(rows, dtype=np.int64))
    assert len(part) == len(rows)
    assert part.item.tolist() == rows
    assert part.user.tolist() == [row % 2 for row in rows]
    assert part.time.tolist() == [row * 10 for row in rows]
    assert (None if part.session is None else part.session.tolist()) == ([r // 2 for r in rows] if session else None)
    assert (part.n_users, part.n_items, part.time_unit) == (2, 6, "order")


def test_what_times_mean_follows_from_their_unit() -> None:
    told = {
        unit: Interactions(**{**interactions(False).__dict__, "time_unit": unit})
        for unit in ("seconds", "order", "none")
    }
    assert {unit: (log.ordered, log.timed) for unit, log in told.items()} == {
        "seconds": (True, True),
        "order": (True, False),
        "none": (False, False),
    }


def test_given_candidates_are_ranked_as_they_are_without_the_storefronts_rules() -> None:
    assert Filters().curated
    assert not Filters(candidates=()).curated
    assert not Filters(storefront=False).curated
