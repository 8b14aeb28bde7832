"""Texts are read as people mean them: frames of speech by a table, and what must hold of every reading."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.mood.feelings import by_name
from recsys.mood.frames import WEIGHTS
from recsys.mood.text import read_text
from recsys.mood.types import NEEDS

TABLE = tomllib.loads((Path(__file__).parent / "frames.toml").read_text(encoding="utf-8"))
TITLES = frozenset(TABLE["title"]["catalogue"])
FRAMES = ("need", "other", "past", "idiom", "title", "none")


def share(lines: list[str], holds) -> float:  # type: ignore[no-untyped-def]
    return sum(holds(read_text(line, titles=TITLES)) for line in lines) / len(lines)


def test_the_table_has_two_hundred_lines_in_two_languages() -> None:
    lines = [line for part in TABLE.values() for line in part["lines"]]
    assert len(set(lines)) == len(lines) >= 200
    assert sum(line.isascii() for line in lines) >= 50


@pytest.mark.parametrize("frame", FRAMES)
def test_a_feeling_that_is_not_the_writers_own_and_now_is_told_apart(frame: str) -> None:
    assert share(TABLE[frame]["lines"], lambda mood: mood.frame == frame) >= 0.9


@pytest.mark.parametrize("part", ["low", "high", "mild"])
def test_what_the_writer_feels_now_is_a_state(part: str) -> None:
    assert share(TABLE[part]["lines"], lambda mood: mood.frame == "state" and mood.weight == 1.0) >= 0.95


def test_low_lines_lie_below_the_middle_and_high_lines_above() -> None:
    assert share(TABLE["low"]["lines"], lambda mood: mood.valence < 0.0) >= 0.95
    assert share(TABLE["high"]["lines"], lambda mood: mood.valence > 0.0) >= 0.95


def test_a_negated_feeling_is_not_its_opposite() -> None:
    assert share(TABLE["mild"]["lines"], lambda mood: -0.25 < mood.valence < 0.45) >= 0.9
    assert read_text("우울하지 않아요").valence > read_text("우울해요").valence + 0.5
    assert read_text("우울하지 않아요").valence < read_text("행복해요").valence


def test_a_kind_word_said_with_a_wink_is_no_kindness() -> None:
    assert share(TABLE["ironic"]["lines"], lambda mood: mood.valence <= 0.1) >= 0.9
    assert read_text("최고네요 ;;").confidence < read_text("최고네요").confidence


@pytest.mark.parametrize("frame", ["other", "past", "idiom", "title", "none"])
def test_only_states_and_needs_have_weight(frame: str) -> None:
    for line in TABLE[frame]["lines"]:
        mood = read_text(line, titles=TITLES)
        assert mood.weight == WEIGHTS[mood.frame]
    assert WEIGHTS["state"] == 1.0 and WEIGHTS["need"] == 0.5 and WEIGHTS[frame] == 0.0  # type: ignore[index]


@pytest.mark.parametrize(
    ("line", "need"),
    [
        ("위로가 되는 책 추천", "comfort"),
        ("우울할 때 읽기 좋은 책", "comfort"),
        ("우울할 때 듣는 신나는 노래", "energise"),
        ("잠 안 올 때 듣는 노래", "calm"),
        ("불안할 때 읽을 만한 책", "calm"),
        ("공부할 때 집중 잘 되는 음악", "focus"),
        ("기분 전환하고 싶어", "refresh"),
        ("화날 때 들을 노래", "vent"),
        ("색다른 음악 추천", "explore"),
        ("행복해지는 영화 알려줘", "savour"),
        ("something to help me sleep", "calm"),
        ("upbeat workout playlist", "energise"),
    ],
)
def test_a_request_says_what_it_needs(line: str, need: str) -> None:
    mood = read_text(line)
    assert (mood.frame, mood.needs[0]) == ("need", need)


@pytest.mark.parametrize(
    "line",
    [
        "남자친구랑 헤어졌어",
        "전 여친이 자꾸 생각나",
        "이별 후에 듣는 노래",
        "실연당했어",
        "she broke up with me",
        "i miss my ex",
    ],
)
def test_a_love_that_ended_is_the_theme(line: str) -> None:
    assert read_text(line).theme == "break_up"


@pytest.mark.parametrize(
    "line", ["오늘 저녁 뭐 먹지", "여행 가고 싶어", "시험 잘 봤어", "회사 가기 싫다", "the weather is nice", "행복해"]
)
def test_daily_lines_have_no_theme(line: str) -> None:
    assert read_text(line).theme == ""


def test_tears_in_joy_are_joy_and_how_long_a_key_was_held_does_not_matter() -> None:
    assert read_text("너무 감동이에요 ㅠㅠ").valence > 0.0
    assert read_text("슬퍼ㅠㅠ") == read_text("슬퍼ㅠㅠㅠㅠㅠㅠ")
    assert read_text("재밌어 ㅋㅋㅋㅋㅋㅋ") == read_text("재밌어 ㅋㅋ")


@pytest.mark.parametrize("text", ["", "   ", "\n", "...", "123"])
def test_a_text_without_words_says_nothing(text: str) -> None:
    mood = read_text(text)
    assert (mood.weight, mood.frame) == (0.0, "none")


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=300), st.text(alphabet="우울행복슬퍼안 않아요좋ㅠㅋ!.아기sadhpy", max_size=80)))
def test_every_reading_is_within_bounds_and_the_same_twice(text: str) -> None:
    mood = read_text(text)
    assert -1.0 <= mood.valence <= 1.0 and -1.0 <= mood.arousal <= 1.0 and 0.0 <= mood.confidence <= 1.0
    assert set(mood.needs) <= set(NEEDS) and set(mood.labels) <= set(by_name())
    assert mood == read_text(text)
