"""A said mood is quoted back, a believed one guessed at once, with a hedge, or passed over in silence."""

import re
from dataclasses import replace
from typing import get_args

import pytest

from explain.message import message
from explain.moods import MOST_QUOTED, mood_claim, tone_of
from explain.reasons import reasons
from explain.types import MoodSpeech, Reason
from recsys.evidence import Ledger, MoodFit, RankedItem, Ranking
from recsys.mood.types import NEEDS, MoodAim, MoodLabel
from recsys.types import KINDS
from tests.explain.examples import liked, mood, popular, ranked

LATELY = re.compile(r"^요즘 마음이 (조금 )?복잡하신 것 같아,? .*골랐어요\.( 위로가 될 수 있을까요\?)?$")
ASSERTED = re.compile(r"셨네요|시네요|우울|지치셨|힘드시|하시죠|많이|너무|계속|때문에")
LABELS: tuple[MoodLabel, ...] = get_args(MoodLabel)


def listed(fit: MoodFit, n: int = 10) -> list[RankedItem]:
    titles = ("데미안", "흰", "파친코", "아몬드")
    return [ranked(liked(titles[i % 4]), fit, popular(), item_id=f"i{i}", title=f"책 {i}") for i in range(n)]


def told(items: list[RankedItem], speech: MoodSpeech = "all", **options: object) -> list[Reason]:
    return [r for r in reasons(items, mood=speech, **options) if r is not None]  # type: ignore[arg-type]


def of_mood(found: list[Reason]) -> list[Reason]:
    return [reason for reason in found if reason.code.startswith("mood_")]


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("locale", ["ko-KR", "en-US"])
def test_every_label_is_quoted_back_as_said(label: MoodLabel, locale: str) -> None:
    said = of_mood(told(listed(mood("said", label=label)), locale=locale))
    assert 1 <= len(said) <= MOST_QUOTED
    assert {reason.strength for reason in said} == {"said"}
    assert all("하셔서" in r.text or r.text.startswith("You said") for r in said)
    assert said[0].evidence[0].facts == {"label": label}
    assert "mood_off" not in said[0].controls


def test_the_words_of_a_label_are_those_of_the_person() -> None:
    (first, *_) = of_mood(told(listed(mood("said", label="calm"))))
    assert first.text.startswith("차분하게 있고 싶다고 하셔서")
    (first, *_) = of_mood(told(listed(mood("said", label="tired"))))
    assert first.text.startswith("지친다고 하셔서")


def test_a_point_without_a_name_is_answered_without_one() -> None:
    (first, *_) = of_mood(told(listed(mood("said"))))
    assert first.text.startswith("기분을 알려 주셔서")
    assert first.evidence[0].facts == {}


def test_a_said_mood_is_quoted_on_the_first_items_only_and_never_twice_alike() -> None:
    found = told(listed(mood("said", label="tired")))
    assert [r.code == "mood_said" for r in found] == [True] * 3 + [False] * 7
    assert len({r.text for r in found}) == len(found)


def test_a_said_mood_is_quoted_only_where_it_moved_the_item() -> None:
    items = [*listed(mood("said", label="sad", necessary=False), 2), *listed(mood("said", label="sad"), 3)[2:]]
    assert [r.code == "mood_said" for r in told(items)] == [False, False, True]
    assert all(reason.verified for reason in of_mood(told(items)))
    assert of_mood(told(listed(mood("said", label="sad", necessary=False), 5))) == []


SAID = MoodAim(-0.3, -0.2, 0.9, "said", "comfort", "sad")


@pytest.mark.parametrize(("locale", "word"), [("ko-KR", "알려 주신 기분"), ("en-US", "the mood you told us")])
def test_a_said_mood_that_moved_nothing_is_heard_above_the_list(locale: str, word: str) -> None:
    def answer(necessary: bool) -> Ranking:
        items = tuple(listed(mood("said", label="sad", necessary=necessary)))
        return Ranking(items, "personal", Ledger((), None, ()), ("history", "mood"), aim=SAID)  # type: ignore[arg-type]

    heard = message(answer(False), locale=locale)
    assert heard is not None and heard.code == "mood_said"
    assert word in heard.text
    assert message(answer(True), locale=locale) is None
    assert message(answer(False), locale=locale, answers_mood=False) is None
    silent = replace(answer(False), items=tuple(replace(item, evidence=()) for item in answer(False).items))
    assert message(silent, locale=locale) == heard  # so little that no item has it as evidence
    assert message(replace(silent, aim=replace(SAID, source="believed")), locale=locale) is None
    assert message(replace(silent, used=("history",)), locale=locale) is None


def test_a_said_mood_is_quoted_to_somebody_unknown_too() -> None:
    assert of_mood(told(listed(mood("said", label="tired")), "said", strategy="cold"))
    assert of_mood(told(listed(mood("believed")), strategy="cold")) == []


def test_days_of_cues_let_one_item_say_that_things_seem_complicated_lately() -> None:
    (only,) = of_mood(told(listed(mood("believed"))))
    assert LATELY.match(only.text)
    assert (only.code, only.strength, only.confidence, only.hedged) == ("mood_believed", "likely", 0.63, True)
    assert only.verified
    assert {"mood_off", "wrong_reason"} <= set(only.controls)
    assert only.evidence[0].event_ids == ("e7", "e8")
    assert only.evidence[0].facts == {}


@pytest.mark.parametrize("kind", KINDS)
def test_the_sentence_of_the_last_days_fits_every_kind_and_need_of_a_low_mood(kind: str) -> None:
    for need in ("comfort", "calm", "refresh", "energise", ""):
        for n in range(4):
            (only,) = of_mood(told([ranked(mood("believed", need), item_id=f"x{n}", kind=kind)]))  # type: ignore[arg-type]
            assert LATELY.match(only.text), only.text


def test_without_days_or_without_a_clock_nothing_is_said_of_lately() -> None:
    for found in (
        told(listed(mood("believed", days=2))),
        told(listed(mood("believed")), timed=False),
        told(listed(mood("believed", "savour"))),
    ):
        (only,) = of_mood(found)
        assert "요즘" not in only.text
        assert "것 같아" in only.text


def test_a_belief_half_sure_is_a_condition_or_a_question() -> None:
    for need in NEEDS:
        fit = mood("believed", need, confidence=0.55, may_speak=False)
        found = of_mood(told(listed(fit)))
        if need == "vent":
            assert found == []
            continue
        (only,) = found
        assert only.strength == "maybe"
        assert "날이라면" in only.text or "가요?" in only.text
        assert "것 같아" not in only.text


@pytest.mark.parametrize(
    "fit",
    [
        mood("believed", confidence=0.45),
        mood("believed", may_speak=False),
        mood("believed", "vent"),
        mood("believed", contribution=-0.1),
        mood("believed", necessary=False),
    ],
)
def test_a_belief_that_must_not_be_spoken_leaves_the_topical_reason(fit: MoodFit) -> None:
    items = listed(fit)
    without = [RankedItem(i.facts, i.rank, i.score, (i.evidence[0], i.evidence[2])) for i in items]
    assert told(items) == told(without)


def test_what_may_be_spoken_is_for_the_caller_to_say() -> None:
    assert of_mood(told(listed(mood("believed")), "said")) == []
    assert of_mood(told(listed(mood("believed")), "none")) == []
    assert of_mood(told(listed(mood("said", label="sad")), "none")) == []


def test_a_mood_called_wrong_is_not_said_of_that_item_again() -> None:
    items = listed(mood("believed"), 1)
    assert of_mood(told(items))
    assert of_mood(told(items, wrong=(("i0", "mood_believed"),))) == []


def test_the_guess_stands_on_the_item_it_moved_most() -> None:
    items = [*listed(mood("believed"), 2), ranked(mood("believed", share=0.5), item_id="best")]
    found = told(items)
    assert [r.code for r in found].index("mood_believed") == 2


def test_nothing_is_asserted_of_the_person() -> None:
    for need in NEEDS:
        for confidence, days in ((0.55, 3), (0.63, 2), (0.63, 3)):
            for reason in of_mood(told(listed(mood("believed", need, confidence=confidence, days=days)))):
                assert not ASSERTED.search(reason.text), reason.text
                assert "요" in reason.text[-2:]


def test_the_tone_climbs_with_confidence() -> None:
    assert tone_of(mood("believed", confidence=0.49)) == ""
    assert tone_of(mood("believed", confidence=0.5)) == "maybe"
    assert tone_of(mood("believed", confidence=0.6, days=1)) == "likely"
    assert tone_of(mood("believed", confidence=0.6, days=3)) == "lately"
    assert mood_claim(ranked(liked("데미안"))) is None


def test_the_end_of_the_list_asks_to_be_told_if_the_guess_is_wrong() -> None:
    ranking = Ranking(tuple(listed(mood("believed"))), "personal", Ledger((), None, ()))  # type: ignore[arg-type]
    asked = message(ranking, guesses_mood=True)
    assert asked is not None
    assert (asked.position, asked.code) == ("end", "mood_believed")
    assert asked.text.startswith("짐작이 틀렸다면 알려 주세요.")
    assert asked.controls == ("wrong_reason", "mood_off")
    assert message(ranking) is None


def test_a_list_made_from_a_said_mood_alone_says_so() -> None:
    items = tuple(listed(mood("said", label="tired")))
    for strategy, word in (("cold", "알려 주신 기분"), ("non_profiled", "저장하지 않아요")):
        ranking = Ranking(items, strategy, Ledger((), None, ()))  # type: ignore[arg-type]
        said = message(ranking)
        assert said is not None
        assert word in said.text
        assert said.position == "top"
