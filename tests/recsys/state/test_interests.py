"""Interests: shares of the history, by category, theme and creator."""

from dataclasses import replace

import pytest

from recsys.dataset.catalogue import Catalogue
from recsys.state.interests import MOST, interests_of
from recsys.types import ItemFacts, Touch, UserState
from tests import worlds

SHELF = Catalogue.of(
    [
        ItemFacts("a", category="소설", creator="한강", tags=("위로", "가족")),
        ItemFacts("b", category="소설", creator="김초엽", tags=("우주",)),
        ItemFacts("c", tags=("위로", " 위로 ")),
    ]
)


def state(*acts: tuple[str, str]) -> UserState:
    return UserState(touches=tuple(Touch(f"e{n}", i, act, n) for n, (i, act) in enumerate(acts)))  # type: ignore[arg-type]


def test_a_share_is_the_part_of_what_was_chosen_that_has_the_value() -> None:
    found = {i.value: (i.kind, i.share) for i in interests_of(state(("a", "liked"), ("b", "viewed")), SHELF)}
    assert found["소설"] == ("category", pytest.approx(1.0))
    assert found["한강"] == ("creator", pytest.approx(1.0 / 1.4))
    assert found["우주"] == ("tag", pytest.approx(0.4 / 1.4))


def test_a_value_counts_once_an_item_and_unknown_items_count_nothing() -> None:
    assert [(i.value, i.share) for i in interests_of(state(("c", "liked"), ("x", "liked")), SHELF)] == [("위로", 1.0)]


def test_what_was_switched_off_or_refused_is_not_listed() -> None:
    told = replace(
        state(("a", "liked"), ("b", "liked")), preferences=(("interest_off", "위로"),), refused=frozenset("b")
    )
    assert {i.value for i in interests_of(told, SHELF)} == {"소설", "한강", "가족"}


def test_the_strongest_of_each_kind_and_nothing_for_nobody() -> None:
    assert interests_of(UserState(), SHELF) == ()
    found = interests_of(worlds.state(list(range(40))), worlds.catalogue())
    for kind, most in MOST.items():
        shares = [i.share for i in found if i.kind == kind]
        assert len(shares) <= most
        assert shares == sorted(shares, reverse=True)
