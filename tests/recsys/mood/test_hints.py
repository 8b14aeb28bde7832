"""From readings of texts to cues: whose feeling it is, and what a wish hints at."""

import pytest

from recsys.mood.hints import BEHIND, cue_of, hint_of, hint_of_search
from recsys.mood.types import MoodCue


def test_a_wish_for_comfort_hints_at_its_absence() -> None:
    hint = hint_of("위로가 되는 책")
    assert hint is not None and hint.valence < 0 and hint.need == "comfort" and hint.weight == 0.5


@pytest.mark.parametrize(
    "text",
    [
        "위로",
        "위로 책",
        "치유 에세이",
        "힐링",
        "힐링 음악",
        "휴식",
        "쉬어 가는 에세이",
        "comfort",
        "healing music",
        "rest",
    ],
)
def test_the_words_that_works_of_comfort_are_tagged_with_are_a_wish_for_it(text: str) -> None:
    hint = hint_of(text)
    assert hint is not None and (hint.valence, hint.arousal, hint.need) == (*BEHIND["comfort"], "comfort")


def test_the_occasion_of_a_wish_is_the_state_itself() -> None:
    hint = hint_of("불안할 때 읽는 책")
    assert hint is not None and hint.valence < 0 < hint.arousal


def test_in_a_search_a_wish_counts_as_much_as_a_state_and_a_topic_less() -> None:
    wish, state, topic = (hint_of_search(text) for text in ("위로가 되는 책", "너무 지친다", "이별"))
    assert wish is not None and state is not None and topic is not None
    assert wish.weight == state.weight == 1.0 > topic.weight
    assert hint_of_search("초판본 지도책") is None


def test_a_search_about_parting_is_of_a_loss() -> None:
    hint = hint_of("헤어진 뒤 읽는 책")
    assert hint is not None and (hint.theme, hint.need) == ("loss", "comfort") and hint.valence < 0


@pytest.mark.parametrize("text", ["", "초판본 지도책", "에세이", "우울증 약 이름"])
def test_what_says_nothing_sure_or_touches_a_sensitive_matter_hints_at_nothing(text: str) -> None:
    assert hint_of(text) is None


def test_a_title_is_nobodys_feeling() -> None:
    assert hint_of("슬픔이여 안녕", titles=frozenset({"슬픔이여 안녕"})) is None


def test_a_hint_becomes_a_cue_without_its_text() -> None:
    hint = hint_of("위로가 되는 책")
    assert hint is not None
    assert cue_of(hint, "e", 7) == MoodCue("e", 7, "search", hint.valence, hint.arousal, 0.5, "comfort")
