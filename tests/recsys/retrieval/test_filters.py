"""What may be served: every filter at its edges, and all of them against a slow reading of the rules."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.dataset.catalogue import Catalogue
from recsys.errors import QueryError
from recsys.events import ACT_STRENGTH
from recsys.retrieval.filters import AGE_OF, READ, Shelf, one_of_each_work
from recsys.types import Filters, ItemFacts, Touch, UserState

ANY = Filters(available_only=False, viewer_age="adult_verified", storefront=False, drop_seen=False)
"""Filters that let everything through."""


def shelf(*facts: ItemFacts) -> Shelf:
    return Shelf(Catalogue.of(facts))


def left(told: Shelf, filters: Filters = ANY, state: UserState | None = None) -> str:
    """Ids of what may be served, joined: items have one-letter names here."""
    mask = told.allowed(state or UserState(), filters)
    return "".join(told.catalogue.items.ids[i] for i in np.flatnonzero(mask))


def after(*acts: tuple[str, str], refused: str = "") -> UserState:
    touches = tuple(Touch(f"e{n}", item, act, n) for n, (item, act) in enumerate(acts))  # type: ignore[arg-type]
    return UserState(touches=touches, refused=frozenset(refused))


def series(*volumes: float | None, name: str = "토지") -> Shelf:
    """Volumes a, b, c... of one series."""
    letters = "abcdefgh"
    return shelf(*(ItemFacts(letters[n], series=name, series_index=index) for n, index in enumerate(volumes)))


STOREFRONT = replace(ANY, storefront=True)


@pytest.mark.parametrize(
    ("age", "served"), [("unknown", "abcd"), ("under14", "ab"), ("under19", "abcd"), ("adult_verified", "abcde")]
)
def test_a_viewer_sees_nothing_above_the_age_they_can_be_taken_for(age: str, served: str) -> None:
    told = shelf(*(ItemFacts(i, age_limit=limit) for i, limit in zip("abcde", (0, 13, 14, 18, 19), strict=True)))
    assert left(told, replace(ANY, viewer_age=age)) == served  # type: ignore[arg-type]
    assert left(told, replace(ANY, viewer_age=age, candidates=tuple("abcde"))) == served  # type: ignore[arg-type]


def test_an_item_for_adults_is_for_verified_viewers_alone() -> None:
    told = shelf(ItemFacts("a", age_limit=19))
    served = {age: left(told, replace(ANY, viewer_age=age)) for age in AGE_OF}
    assert served == dict.fromkeys(AGE_OF, "") | {"adult_verified": "a"}


def test_what_cannot_be_had_is_left_out_unless_asked_for() -> None:
    told = shelf(ItemFacts("a"), ItemFacts("b", available=False))
    assert left(told) == "ab"
    assert left(told, replace(ANY, available_only=True)) == "a"


def test_a_price_limit_includes_itself_and_leaves_out_what_has_no_price() -> None:
    told = shelf(ItemFacts("a", price=100.0), ItemFacts("b", price=100.01), ItemFacts("c"), ItemFacts("d", price=0.0))
    assert left(told, replace(ANY, price_max=100.0)) == "ad"
    assert left(told, replace(ANY, price_max=0.0)) == "d"
    assert left(told) == "abcd"


def test_language_kind_and_category_must_match_exactly() -> None:
    told = shelf(
        ItemFacts("a", "book", language="ko", category="소설"),
        ItemFacts("b", "film", language="en", category="소설집"),
        ItemFacts("c", "book"),
    )
    assert left(told, replace(ANY, language="ko")) == "a"
    assert left(told, replace(ANY, language="fr")) == ""
    assert left(told, replace(ANY, kind="book")) == "ac"
    assert left(told, replace(ANY, category="소설")) == "a"


@pytest.mark.parametrize("category", ["없는 분야", ""])
def test_an_unknown_or_empty_category_holds_nothing_not_what_has_none(category: str) -> None:
    assert left(shelf(ItemFacts("a"), ItemFacts("b", category="소설")), replace(ANY, category=category)) == ""


def test_an_unknown_kind_is_refused_with_the_known_ones() -> None:
    with pytest.raises(QueryError, match=r"filters.kind: unknown kind 'buch'; allowed: book, track"):
        left(shelf(ItemFacts("a")), replace(ANY, kind="buch"))  # type: ignore[arg-type]


def test_what_was_seen_is_dropped_only_where_asked_and_never_from_given_candidates() -> None:
    told = shelf(ItemFacts("a"), ItemFacts("b"))
    seen = after(("a", "viewed"), ("unknown", "liked"))
    assert left(told, ANY, seen) == "ab"
    assert left(told, replace(ANY, drop_seen=True), seen) == "b"
    assert left(told, replace(ANY, drop_seen=True, candidates=("a", "b", "nowhere")), seen) == "ab"


def test_what_was_refused_or_excluded_is_never_served_not_even_as_a_candidate() -> None:
    told = shelf(ItemFacts("a"), ItemFacts("b"), ItemFacts("c"))
    strict = replace(ANY, exclude=frozenset({"b", "nowhere"}))
    assert left(told, strict, after(refused="a")) == "c"
    assert left(told, replace(strict, candidates=("a", "b", "c")), after(refused="a")) == "c"


@pytest.mark.parametrize("act", sorted(ACT_STRENGTH))
def test_other_editions_go_once_the_work_was_had_not_when_it_was_only_looked_at(act: str) -> None:
    told = shelf(ItemFacts("a", work_id="w"), ItemFacts("b", work_id="w"), ItemFacts("c"), ItemFacts("d", work_id="x"))
    served = left(told, replace(STOREFRONT, drop_seen=True), after(("a", act)))
    assert served == ("cd" if act in READ else "bcd")
    assert left(told, replace(ANY, drop_seen=True), after(("a", act))) == "bcd"


@pytest.mark.parametrize(
    ("volumes", "read", "served"),
    [
        ((1, 2, 3), "", "a"),
        ((3, 1, 2), "", "b"),
        ((1, 2, 3), "a", "b"),
        ((1, 2, 3), "b", "c"),
        ((1, 2, 3), "c", ""),
        ((1, 2, 3, 4), "ac", "b"),
        ((1, 3, 7), "a", "b"),
        ((1, 3, 7), "b", "c"),
        ((1, 1, 2, 2), "", "ab"),
        ((1, 1, 2, 2), "a", "cd"),
        ((0.5, 1, 2), "", "a"),
        ((1, None, 2), "", "ab"),
        ((1, None, 2), "a", "bc"),
        ((1, None, 2), "b", "ab"),
    ],
)
def test_of_a_series_only_the_next_unread_volume(volumes: tuple[float | None, ...], read: str, served: str) -> None:
    """Gaps, editions of a volume, volumes out of order, and members of a series without a number."""
    assert left(series(*volumes), STOREFRONT, after(*((item, "finished") for item in read))) == served


def test_an_edition_read_elsewhere_opens_the_next_volume_of_its_own_series_only() -> None:
    told = shelf(
        ItemFacts("a", series="토지", series_index=1),
        ItemFacts("b", series="토지", series_index=2),
        ItemFacts("c", series="장길산", series_index=1),
        ItemFacts("d", series="장길산", series_index=2),
        ItemFacts("e", series_index=1),
    )
    assert left(told, STOREFRONT, after(("a", "bought"))) == "bce"


def test_a_viewed_volume_does_not_open_the_next_one() -> None:
    assert left(series(1, 2), STOREFRONT, after(("a", "viewed"))) == "a"


def test_an_empty_catalogue_has_an_empty_answer() -> None:
    assert left(shelf(), replace(STOREFRONT, drop_seen=True, category="소설"), after(("a", "liked"))) == ""


def test_asking_twice_gives_the_same_and_a_persons_answer_does_not_stain_the_shelf() -> None:
    told = series(1, 2, 3)
    strict = replace(STOREFRONT, drop_seen=True)
    before = left(told, strict)
    assert left(told, strict, after(("a", "bought"), refused="b")) == ""
    assert left(told, strict) == before == "a"


LETTERS = "abcdefghij"
facts = st.builds(
    ItemFacts,
    item_id=st.sampled_from(LETTERS),
    kind=st.sampled_from(["book", "film"]),
    series=st.sampled_from(["", "", "토지", "장길산"]),
    series_index=st.sampled_from([None, 1.0, 2.0, 3.0, 5.0]),
    work_id=st.sampled_from(["", "", "w", "x"]),
    category=st.sampled_from(["", "소설", "시"]),
    language=st.sampled_from(["", "ko", "en"]),
    price=st.sampled_from([None, 0.0, 10.0, 20.0]),
    age_limit=st.sampled_from([0, 0, 12, 15, 19]),
    available=st.booleans(),
)
ids = st.sampled_from([*LETTERS, "nowhere"])
states = st.builds(
    UserState,
    touches=st.lists(
        st.builds(Touch, st.just("e"), ids, st.sampled_from(["liked", "viewed", "carted", "bought"]), st.just(0)),
        max_size=4,
    ).map(tuple),
    refused=st.frozensets(ids, max_size=2),
)
filters = st.builds(
    Filters,
    category=st.sampled_from([None, None, "소설", "없는 분야"]),
    kind=st.sampled_from([None, None, "book"]),
    language=st.sampled_from([None, None, "ko"]),
    price_max=st.sampled_from([None, None, 10.0]),
    available_only=st.booleans(),
    viewer_age=st.sampled_from(["unknown", "under14", "under19", "adult_verified"]),
    exclude=st.frozensets(ids, max_size=2),
    candidates=st.one_of(st.none(), st.lists(ids, max_size=6).map(tuple)),
    drop_seen=st.booleans(),
    storefront=st.booleans(),
)


def is_next(item: ItemFacts, read: list[ItemFacts], catalogue: tuple[ItemFacts, ...]) -> bool:
    """Whether the item may be served as far as series go, said volume by volume."""
    if not item.series or item.series_index is None:
        return True
    numbers = [f.series_index for f in catalogue if f.series == item.series and f.series_index is not None]
    had = [f.series_index for f in read if f.series == item.series and f.series_index is not None]
    unread = [n for n in numbers if n not in had and (not had or n > min(had))]
    return bool(unread) and item.series_index == min(unread)


def may_be_served(item: ItemFacts, catalogue: tuple[ItemFacts, ...], state: UserState, told: Filters) -> bool:
    """The rules one by one, for one item."""
    known = {f.item_id: f for f in catalogue}
    read = [known[t.item_id] for t in state.touches if t.act in READ and t.item_id in known]
    free = told.candidates is None
    rules = [
        item.age_limit <= AGE_OF[told.viewer_age],
        item.available or not told.available_only,
        told.category is None or item.category == told.category,
        told.kind is None or item.kind == told.kind,
        told.language is None or item.language == told.language,
        told.price_max is None or (item.price is not None and item.price <= told.price_max),
        item.item_id not in state.refused | told.exclude,
        free or item.item_id in (told.candidates or ()),
        not (free and told.drop_seen) or item.item_id not in {t.item_id for t in state.touches},
        not (free and told.drop_seen and told.storefront)
        or not item.work_id
        or item.work_id not in {f.work_id for f in read},
        not (free and told.storefront) or is_next(item, read, catalogue),
    ]
    return all(rules)


@settings(max_examples=400, deadline=None)
@given(st.lists(facts, max_size=10), states, filters)
def test_all_filters_together_are_all_rules_together(items: list[ItemFacts], state: UserState, told: Filters) -> None:
    catalogue = Catalogue.of(items)
    expected = [may_be_served(item, catalogue.facts, state, told) for item in catalogue.facts]
    assert Shelf(catalogue).allowed(state, told).tolist() == expected


@given(st.lists(st.integers(-1, 3), max_size=12), st.integers(1, 14), st.randoms(use_true_random=False))
def test_of_each_work_the_best_edition_stays_in_its_place(works: list[int], k: int, random) -> None:
    ranked = random.sample(range(len(works)), len(works))
    expected: list[int] = []
    taken: set[int] = set()
    for item in ranked:
        if works[item] < 0 or works[item] not in taken:
            expected.append(item)
            taken.add(works[item])
    found = one_of_each_work(np.array(ranked, dtype=np.int32), np.array(works, dtype=np.int32), k)
    assert found.tolist() == expected[:k]


def test_nothing_of_a_switched_off_category_tag_or_creator_is_served_unless_it_was_asked_for() -> None:
    items = shelf(
        ItemFacts("a", category="공포"),
        ItemFacts("b", tags=("밤", "공포")),
        ItemFacts("c", creator="King"),
        ItemFacts("d"),
    )
    off = UserState(preferences=(("interest_off", "공포 "), ("interest_off", "king"), ("interest_off", "")))
    assert left(items, ANY, off) == "d"
    assert left(items, replace(ANY, candidates=("a", "b", "d")), off) == "abd"
