"""A title gives way, never the sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explain.graphemes import length
from explain.titles import LEAST_ROOM, clean, shorten


@pytest.mark.parametrize(
    ("title", "room", "shown"),
    [
        ("데미안", 10, "데미안"),
        ("데미안 (개정판)", 5, "데미안"),
        ("사피엔스: 유인원에서 사이보그까지", 12, "사피엔스"),
        ("어린 왕자와 아주 오래된 별", 8, "어린 왕자와 …"),
        ("어린 왕자와 아주 오래된 별", 7, "어린 왕자와…"),
        ("해리포터와마법사의돌이야기", 6, "해리포터와…"),
        ("데미안과 싯다르타", 3, None),
    ],
)
def test_shorten(title: str, room: int, shown: str | None) -> None:
    assert shorten(title, room) == shown


def test_clean_takes_control_characters_and_direction_marks_away() -> None:
    assert clean(" 데미안\n\t\u202e!\x00 ") == "데미안 !"
    assert clean("\u200d") == ""


@given(st.text(max_size=120), st.integers(LEAST_ROOM, 40))
def test_a_shortened_title_fits_and_begins_like_the_title(text: str, room: int) -> None:
    title = clean(text)
    shown = shorten(title, room)
    assert shown is not None
    assert length(shown) <= room
    assert title.startswith(shown.removesuffix("…").rstrip())


@given(st.text(max_size=120))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)
