"""Crisis texts are found, idioms and titles are not: tables by hand, and what must hold of every text."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.safety.crisis import crisis_level, left_to_read, pattern_level

LINES = tomllib.loads((Path(__file__).parent / "crisis.toml").read_text(encoding="utf-8"))
FRESH = tomllib.loads((Path(__file__).parent / "fresh.toml").read_text(encoding="utf-8"))
BLIND = tomllib.loads((Path(__file__).parent / "blind.toml").read_text(encoding="utf-8"))
OUTSIDE = tomllib.loads((Path(__file__).parent / "outside.toml").read_text(encoding="utf-8"))
CRISIS = [*LINES["explicit"], *LINES["indirect"]]
HARMLESS = LINES["harmless"]
TITLES = frozenset({"죽고 싶지만 떡볶이는 먹고 싶어", "자살론", "살기 싫은 날의 산책", "the way i wanted to die"})


def share(lines: list[str]) -> float:
    return sum(crisis_level(line) != "none" for line in lines) / len(lines)


def test_the_tables_are_as_large_as_they_should_be_and_in_both_languages() -> None:
    assert len(set(CRISIS)) == len(CRISIS) >= 120
    assert len(set(HARMLESS)) == len(HARMLESS) >= 120
    assert min(sum(line.isascii() for line in lines) for lines in (CRISIS, HARMLESS)) >= 30


def test_nearly_every_crisis_text_is_found() -> None:
    assert share(CRISIS) >= 0.98, [line for line in CRISIS if crisis_level(line) == "none"]


def test_nearly_no_idiom_title_or_lesson_is_taken_for_one() -> None:
    assert share(HARMLESS) <= 0.05, [line for line in HARMLESS if crisis_level(line) != "none"]


def test_of_wordings_nobody_thought_of_most_are_found_and_nearly_no_harmless_one() -> None:
    """An honest floor, not an aim: no pattern or weight was fitted on them, the threshold heeds the harmless."""
    found, false = share(FRESH["unseen"]["crisis"]), share(FRESH["unseen"]["harmless"])
    assert found >= 0.92
    assert false <= 0.05


def test_the_model_finds_what_no_phrase_does() -> None:
    lines = ["오늘 밤이 내 삶의 마지막 밤이면 좋겠어요", "내 존재를 조용히 지워 버리고 싶어"]
    assert {pattern_level(line) for line in lines} == {"none"}
    assert share(lines) == 1.0


def test_of_the_texts_of_somebody_who_had_seen_nothing_most_are_found_and_nearly_no_harmless_one() -> None:
    """Written without a look at phrases, corpus and other tables; nothing was fitted on it."""
    assert len(set(OUTSIDE["crisis"])) == len(set(OUTSIDE["harmless"])) == 119
    assert share(OUTSIDE["crisis"]) >= 0.92
    assert share(OUTSIDE["harmless"]) <= 0.05


def test_of_the_texts_of_a_second_outsider_nearly_all_are_found_and_nearly_no_harmless_one() -> None:
    assert len(set(BLIND["crisis"])) == len(set(BLIND["harmless"])) == 150
    assert share(BLIND["crisis"]) >= 0.95
    assert share(BLIND["harmless"]) <= 0.05


def test_wordings_once_missed_are_found() -> None:
    assert share(FRESH["widened"]["crisis"]) >= 0.98
    assert share(FRESH["widened"]["harmless"]) <= 0.02


def test_what_is_said_plainly_is_told_from_what_is_hinted_at() -> None:
    assert crisis_level("자살하고 싶어요") == "explicit"
    assert crisis_level("더는 못 버티겠어요") == "indirect"
    assert sum(crisis_level(line) == "explicit" for line in LINES["explicit"]) >= 0.9 * len(LINES["explicit"])


@pytest.mark.parametrize("frame", ["  {}  ", "안녕하세요. {} 도와주세요", "오늘은 {}", "{}ㅠㅠㅠㅠ", "hello. {}..."])
def test_words_before_and_behind_do_not_hide_it(frame: str) -> None:
    assert share([frame.format(line) for line in CRISIS]) >= 0.98


def test_what_is_excused_is_not_asked_of_the_model_again() -> None:
    assert left_to_read("배고파 죽겠는데 뭐 먹지") == "배고파 죽겠는데 뭐 먹지"
    assert "자살" not in left_to_read("자살 예방 교육 자료")
    assert crisis_level("자살 예방 교육 자료. 나 하나 없어지면 다들 편해질 텐데") != "none"


def test_an_excuse_excuses_its_own_words_only() -> None:
    assert crisis_level("배고파 죽겠다") == "none"
    assert crisis_level("배고파 죽겠는데 그냥 죽고 싶다는 생각도 들어요") == "explicit"
    assert crisis_level("자살 예방 교육을 들었는데 나는 자살하고 싶다") == "explicit"


def test_a_sentence_before_excuses_nothing() -> None:
    assert crisis_level("좋아하는 사람이 다른 사람을 좋아한대. 살기 싫다.") == "indirect"
    assert crisis_level("이 책 정말 재밌다! 그런데 죽고 싶어요") == "explicit"


def test_a_title_of_the_catalogue_does_not_trigger_it_and_does_not_hide_what_is_said_beside_it() -> None:
    assert crisis_level("살기 싫은 날의 산책", TITLES) == "none"
    assert crisis_level("살기 싫은 날의 산책 재미있나요", TITLES) == "none"
    assert crisis_level("『살기 싫은 날의 산책』 같은 책") == "none"
    assert crisis_level("The Way I Wanted to Die", TITLES) == "none"
    assert crisis_level("『살기 싫은 날의 산책』을 읽었는데 살기 싫다", TITLES) == "indirect"


def test_a_short_title_never_hides_a_cry_for_help() -> None:
    assert crisis_level("나 정말 죽고 싶다", frozenset({"죽고 싶다"})) == "explicit"


def test_spacing_letters_one_by_one_and_case_make_no_difference() -> None:
    for line in (
        "죽고싶다",
        "죽 고 싶 다",
        "죽고\u200b싶다",
        "ㅈㅜㄱㄱㅗ ㅅㅣㅍㄷㅏ",
        "자.살하고싶다",
        "I WANT TO DIE",
        "ｉ ｗａｎｔ ｔｏ ｄｉｅ",
    ):
        assert crisis_level(line) == "explicit", line


@given(st.text(alphabet="가나다라마바사 책노래영화.,!?ㅋㅠ", max_size=200))
def test_texts_without_such_words_are_none(text: str) -> None:
    assert crisis_level(text) == "none"


@given(st.text(max_size=400))
def test_every_text_has_a_level(text: str) -> None:
    assert crisis_level(text) in ("none", "indirect", "explicit")
