"""Reasons a person called wrong are not said again of that item, and their kind falls behind."""

from dataclasses import replace

import pytest

from explain.reasons import reasons
from explain.select import OFTEN_WRONG
from tests.explain.examples import by_creator, in_category, liked, popular, ranked

ITEM = ranked(liked("흰"), by_creator("한강", "흰"), popular(), item_id="i1", creator="한강", title="소년이 온다")


def code(*wrong: tuple[str, str]) -> str:
    (told,) = reasons([ITEM], wrong=wrong)
    assert told is not None
    return told.code


def test_another_true_reason_is_given_and_at_last_the_honest_general_one() -> None:
    assert code() == "liked_before"
    assert code(("i1", "liked_before")) == "same_creator"
    assert code(("i1", "liked_before"), ("i1", "same_creator")) == "popular"
    assert code(("i1", "liked_before"), ("i1", "same_creator"), ("i1", "popular")) == "learning"


def test_without_a_code_nothing_that_could_have_been_said_is_said_again() -> None:
    assert code(("i1", "")) == "learning"


def test_of_another_item_the_kind_falls_behind_its_equals() -> None:
    assert code(("i2", "liked_before")) == "same_creator"
    assert code(("i2", "liked_before"), ("i3", "same_creator")) == "liked_before"


def test_a_kind_called_wrong_often_is_not_said_first_even_where_it_is_verified() -> None:
    theme = in_category("한국소설", "흰")
    theme = replace(theme, support=replace(theme.support, necessary=False))
    item = ranked(liked("흰"), theme, item_id="i1", category="한국소설", title="소년이 온다")
    once = tuple((f"x{n}", "liked_before") for n in range(OFTEN_WRONG - 1))
    assert [r.code for r in reasons([item], wrong=once) if r] == ["liked_before"]
    assert [r.code for r in reasons([item], wrong=(*once, ("y", "liked_before"))) if r] == ["same_theme"]


@pytest.mark.parametrize("pairs", [(), (("i9", "popular"),)])
def test_objections_elsewhere_change_nothing_here(pairs: tuple[tuple[str, str], ...]) -> None:
    (before,), (after,) = reasons([ITEM]), reasons([ITEM], wrong=pairs)
    assert before == after
