"""A text as a row of slots: Korean without blanks, English in whole words, the longest word first."""

from hypothesis import given
from hypothesis import strategies as st

from recsys.safety.slots import row_of


def kinds(text: str) -> list[str]:
    return [slot.kind if slot else "~" for slot in row_of(text).slots]


def test_two_wordings_of_one_thing_are_one_row() -> None:
    assert kinds("죽고 싶다") == kinds("뒤지고 싶어") == ["die", "want"]


def test_blanks_make_no_difference_but_where_a_word_must_begin() -> None:
    assert kinds("사라지고 싶다") == kinds("사라지고싶다")
    assert "self" in kinds("나는 간다")
    assert "self" not in kinds("바나나는 맛있다")


def test_english_words_are_whole() -> None:
    assert "die" in kinds("want to die")
    assert "die" not in kinds("a diet of fruit")


def test_both_languages_are_read_in_one_text() -> None:
    assert kinds("i want to die 도와주세요") == ["self", "want", "die", *kinds("도와주세요")]


def test_the_share_of_unknown_letters_is_told() -> None:
    assert row_of("죽고 싶").unknown == 0.0
    assert row_of("쀍뷁쀍뷁").unknown == 1.0
    assert row_of("쀍뷁쀍뷁").slots == (None,)


@given(st.text(max_size=200))
def test_every_text_has_a_row_without_repeats(text: str) -> None:
    row = row_of(text)
    assert 0.0 <= row.unknown <= 1.0
    assert all(slot is None or slot != after for slot, after in zip(row.slots, row.slots[1:], strict=False))
