"""One writing for what people write in many ways."""

from hypothesis import given
from hypothesis import strategies as st

from recsys.plain import LONGEST, composed, plain, tail_of, with_tail


def test_width_case_blanks_and_unseen_characters_make_no_difference() -> None:
    assert plain("Ｓａｄ　 \n day\u200b") == "sad day"


def test_runs_end_at_two() -> None:
    assert plain("ㅠㅠㅠㅠㅠ 너무우우우!!!!") == "ㅠㅠ 너무우우!!"


def test_letters_one_by_one_become_syllables_and_laughter_stays() -> None:
    assert composed("ㅈㅜㄱㄱㅗ ㅅㅣㅍㄷㅏ") == "죽고 싶다"
    assert composed("ㅋㅋㅋ ㅠㅠ ㄱㅅ") == "ㅋㅋㅋ ㅠㅠ ㄱㅅ"


def test_a_tail_can_be_read_and_changed() -> None:
    assert (tail_of("힘"), tail_of("하"), with_tail("하", "ㄴ"), with_tail("들", " ")) == ("ㅁ", " ", "한", "드")


@given(st.text(max_size=300))
def test_plain_is_short_and_says_the_same_twice(text: str) -> None:
    assert len(plain(text)) <= LONGEST + 300
    assert plain(plain(text)) == plain(text)
