"""What is said once of the whole list."""

from dataclasses import dataclass

import pytest

from explain.korean.grammar import faults
from explain.message import message
from recsys.evidence import RankedItem
from recsys.mood.types import MoodAim
from recsys.types import KINDS, ItemFacts, Kind, Shortfall, Signal, Strategy


@dataclass(frozen=True)
class Served:
    items: tuple[RankedItem, ...]
    strategy: Strategy
    shortfall: Shortfall | None = None
    used: tuple[Signal, ...] = ()
    aim: MoodAim | None = None


def answer(strategy: Strategy, *kinds: Kind, shortfall: Shortfall | None = None) -> Served:
    items = tuple(RankedItem(ItemFacts(f"i{n}", kind), n + 1, 1.0) for n, kind in enumerate(kinds))
    return Served(items, strategy, shortfall)


@pytest.mark.parametrize(
    ("kind", "noun", "count"),
    [
        ("book", "책으로", "세 권"),
        ("track", "곡으로", "세 곡"),
        ("film", "영화로", "세 편"),
        ("artist", "아티스트로", "세 팀"),
        ("goods", "상품으로", "세 개"),
    ],
)
def test_a_new_person_is_told_so_in_the_words_of_the_kind(kind: Kind, noun: str, count: str) -> None:
    told = message(answer("cold", kind, kind))
    assert told is not None
    learning, filled, request = told.text.split(". ")
    assert learning == "아직 취향을 알아 가는 중이에요"
    assert filled == f"먼저 많이들 찾는 {noun} 채웠어요"
    assert request == f"{count}만 골라 주시면 바로 달라져요."
    assert (told.code, told.position) == ("learning", "top")


def test_a_list_without_personal_records_says_so() -> None:
    told = message(answer("non_profiled", "book"))
    assert told is not None
    assert told.text == "개인 기록을 쓰지 않은 목록이에요. 많이 찾는 순서로 골랐어요."


def test_a_short_list_says_how_short() -> None:
    six: list[Kind] = ["book"] * 6
    told = message(answer("personal", *six, shortfall=Shortfall(10, 6, "filters")))
    assert told is not None
    assert told.text == "조건에 맞는 책이 여섯 권이라, 여섯 권만 보여 드려요."
    one = message(answer("personal", "film", shortfall=Shortfall(10, 1, "filters")), locale="en")
    assert one is not None
    assert one.text == "Only one film matched, so that is all we show."


def test_a_mixed_list_is_counted_in_kinds() -> None:
    told = message(answer("personal", "book", "film", shortfall=Shortfall(10, 2, "filters")))
    assert told is not None
    assert told.text == "조건에 맞는 것이 두 가지라, 두 가지만 보여 드려요."


def test_an_empty_list_says_why() -> None:
    nothing = message(answer("personal", shortfall=Shortfall(10, 0, "filters")))
    empty = message(answer("personal", shortfall=Shortfall(10, 0, "empty_catalogue")))
    assert nothing is not None
    assert empty is not None
    assert nothing.code == "shortfall"
    assert empty.code == "empty_catalogue"


def test_an_ordinary_list_needs_no_message() -> None:
    assert message(answer("personal", "book")) is None
    assert message(answer("session", "book")) is None


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("strategy", ["cold", "non_profiled", "personal"])
def test_every_korean_message_is_in_good_form(kind: Kind, strategy: Strategy) -> None:
    for count in (1, 6, 20):
        told = message(answer(strategy, *[kind] * count, shortfall=Shortfall(30, count, "filters")))
        assert told is not None
        assert faults(told.text) == ()
