"""Korean as it sounds: spellings that sound alike are one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.safety.sound import sound_of


@pytest.mark.parametrize(
    ("written", "meant"),
    [("죽어", "주거"), ("죽고", "주꼬"), ("싶어", "시퍼"), ("싶다", "십다"), ("없어", "업서"), ("되요", "돼요")],
)
def test_what_sounds_alike_is_written_alike(written: str, meant: str) -> None:
    assert sound_of(written) == sound_of(meant)


def test_what_sounds_different_stays_different() -> None:
    assert len({sound_of(word) for word in ("죽고", "주고", "축구", "살자", "사자")}) == 5


@given(st.text(max_size=100))
def test_no_letter_stands_more_than_twice_and_signs_go(text: str) -> None:
    sound = sound_of(text)
    assert all(len(set(sound[place : place + 3])) > 1 for place in range(len(sound) - 2))
    assert not set(sound) & set(".,!?~")
