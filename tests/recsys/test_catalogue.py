"""The catalogue: facts and the arrays beside them always say the same, and indices never move."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recsys.dataset.catalogue import Catalogue
from recsys.types import KINDS, ItemFacts

facts = st.builds(
    ItemFacts,
    item_id=st.sampled_from("abcdef"),
    kind=st.sampled_from(KINDS),
    series=st.sampled_from(["", "토지", "장길산"]),
    series_index=st.sampled_from([None, 1.0, 2.5]),
    category=st.sampled_from(["", "소설", "시"]),
    work_id=st.sampled_from(["", "w", "x"]),
    age_limit=st.sampled_from([0, 19]),
    available=st.booleans(),
    price=st.sampled_from([None, 0.0, 9.5]),
    language=st.sampled_from(["", "ko"]),
)
many = st.lists(facts, max_size=8)


def same_groups(codes: list[int], values: list[str]) -> bool:
    """Whether equal codes are equal values, and -1 exactly the empty ones."""
    pairs = set(zip(codes, values, strict=True))
    distinct = len({value for _, value in pairs}) == len({code for code, _ in pairs}) == len(pairs)
    return distinct and all((code == -1) == (value == "") for code, value in pairs)


@given(many)
def test_the_arrays_say_what_the_facts_say(given_facts: list[ItemFacts]) -> None:
    told = Catalogue.of(given_facts)
    own = told.facts
    assert told.items.ids == tuple(f.item_id for f in own)
    assert told.available.tolist() == [f.available for f in own]
    assert told.age_limit.tolist() == [f.age_limit for f in own]
    assert [KINDS[k] for k in told.kind] == [f.kind for f in own]
    assert [told.languages[code] if code >= 0 else "" for code in told.language] == [f.language for f in own]
    for array, field in ((told.price, "price"), (told.series_index, "series_index")):
        assert [None if np.isnan(x) else x for x in array] == [getattr(f, field) for f in own]
    assert same_groups(told.work.tolist(), [f.work_id for f in own])
    assert same_groups(told.series.tolist(), [f.series for f in own])
    names = [told.categories[code] if code >= 0 else "" for code in told.category]
    assert names == [f.category for f in own]


@given(many)
def test_of_a_repeated_id_the_last_facts_win_in_the_first_place(given_facts: list[ItemFacts]) -> None:
    told = Catalogue.of(given_facts)
    assert list(told.items.ids) == list(dict.fromkeys(f.item_id for f in given_facts))
    assert all(told.facts[n] == [f for f in given_facts if f.item_id == i][-1] for n, i in enumerate(told.items.ids))


@given(many, many)
def test_an_update_changes_facts_in_place_and_appends_what_is_new(
    before: list[ItemFacts], news: list[ItemFacts]
) -> None:
    old, new = Catalogue.of(before), Catalogue.of(before).updated(news)
    assert new.items.ids[: len(old)] == old.items.ids
    assert set(new.items.ids) == {f.item_id for f in [*before, *news]}
    latest = {f.item_id: f for f in [*before, *news]}
    assert all(f == latest[f.item_id] for f in new.facts)
    assert old == Catalogue.of(before)


@given(many, st.lists(st.sampled_from("abcxyz"), max_size=6))
def test_covering_adds_bare_items_of_the_kind_and_changes_none(before: list[ItemFacts], ids: list[str]) -> None:
    old = Catalogue.of(before)
    new = old.covering(ids, "film")
    assert new.facts[: len(old)] == old.facts
    bare = [ItemFacts(i, "film") for i in dict.fromkeys(ids) if i not in old.items]
    assert list(new.facts[len(old) :]) == bare


def test_an_empty_catalogue_has_empty_arrays() -> None:
    none = Catalogue.of([])
    assert (len(none), none.categories) == (0, ())
    assert {len(a) for a in (none.available, none.kind, none.price, none.work, none.series, none.category)} == {0}
