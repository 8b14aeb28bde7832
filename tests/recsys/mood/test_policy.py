"""Match or lift, and when to be silent."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.mood.config import PolicyConfig
from recsys.mood.policy import aim_of, congruent, days_of, may_speak, need_of
from recsys.mood.types import Horizon, MoodAim, MoodBelief, MoodCue, MoodReport

DAY = 86_400
NOON = 1_700_000_000 // DAY * DAY + 12 * 3_600
NOTHING = MoodBelief(0.0, 0.0, 0.0, (), "now")
points = st.floats(-1, 1)


def low(
    days: tuple[float, ...] = (0, 1, 2), kinds: tuple[str, ...] = ("search", "theme"), **about: object
) -> MoodBelief:
    cues = tuple(
        MoodCue(f"e{n}", NOON - int(day * DAY), kinds[n % len(kinds)], -0.7, -0.3, **about)  # type: ignore[arg-type]
        for n, day in enumerate(days)
    )
    return MoodBelief(-0.45, -0.2, 0.65, cues, "lately")


def believed(valence: float, arousal: float, confidence: float = 0.6, horizon: Horizon = "now") -> MoodBelief:
    return MoodBelief(valence, arousal, confidence, (MoodCue("e", NOON, "search", valence, arousal),), horizon)


def aim(now: MoodBelief, intent: str | None = None, lately: MoodBelief = NOTHING) -> MoodAim:
    found = aim_of(None, intent, now, lately)  # type: ignore[arg-type]
    assert found is not None
    return found


def test_what_is_little_believed_moves_nothing() -> None:
    assert aim_of(None, None, believed(-0.8, 0.0, 0.34), NOTHING) is None
    assert aim_of(None, None, believed(-0.8, 0.0, 0.35), NOTHING) is not None


def test_the_surer_belief_is_followed() -> None:
    assert aim(believed(0.5, 0.1, 0.4), lately=believed(0.9, 0.1, 0.7, "lately")).valence == pytest.approx(0.9)


def test_a_low_mood_is_lifted_by_one_step_and_a_loss_is_matched() -> None:
    lifted = aim(believed(-0.6, -0.4))
    assert (lifted.valence, lifted.arousal) == (pytest.approx(-0.35), pytest.approx(-0.4))
    loss = replace(believed(-0.6, -0.4), cues=(MoodCue("e", NOON, "theme", -0.6, -0.4, theme="loss"),))
    assert (aim(loss).valence, aim(loss).arousal) == (-0.6, -0.4)


def test_a_tense_mood_is_calmed_first() -> None:
    calmed = aim(believed(-0.5, 0.5))
    assert calmed.arousal < 0.5
    assert abs(calmed.valence) < 0.5


def test_a_good_mood_is_kept() -> None:
    assert (aim(believed(0.6, 0.2)).valence, aim(believed(0.6, 0.2)).arousal) == (0.6, 0.2)


def test_anger_is_left_alone_unless_the_person_says_it_here() -> None:
    assert aim_of(None, None, believed(-0.8, 0.8), NOTHING) is None
    said = aim_of(MoodReport.of("angry"), None, NOTHING, NOTHING)
    assert said is not None and said.need == "vent"


@given(valence=points, arousal=points, intent=st.sampled_from(["match", "lift", "focus", "sleep", None]))
def test_a_mood_in_the_request_stands_above_every_belief(valence: float, arousal: float, intent: str | None) -> None:
    report = MoodReport(valence, arousal)
    alone = aim_of(report, intent, NOTHING, NOTHING)  # type: ignore[arg-type]
    assert aim_of(report, intent, believed(0.9, 0.9, 0.75), low()) == alone  # type: ignore[arg-type]
    assert alone is not None and alone.source == "said"
    assert -1 <= alone.valence <= 1 and -1 <= alone.arousal <= 1


def test_the_persons_choice_stands_above_the_rule() -> None:
    sad = believed(-0.7, -0.3)
    assert aim(sad, "match").valence == -0.7
    assert aim(sad, "lift").valence == pytest.approx(-0.3)
    assert aim(sad, "sleep").arousal <= -0.5
    assert abs(aim(sad, "focus").arousal) <= 0.3 and aim(sad, "focus").valence >= 0


@pytest.mark.parametrize("intent", ["focus", "sleep"])
def test_a_guess_has_no_part_in_a_wish_to_concentrate_or_to_sleep(intent: str) -> None:
    wish = aim(NOTHING, intent)
    assert aim(believed(-0.7, -0.3, 0.4), intent) == wish and wish.source == "said"


def test_to_lift_never_lowers() -> None:
    assert aim(believed(0.9, 0.1), "lift").valence == pytest.approx(0.9)


def test_sleep_and_focus_need_no_mood() -> None:
    found = aim_of(None, "sleep", NOTHING, NOTHING)
    assert found is not None and found.arousal <= -0.5
    assert aim_of(None, "match", NOTHING, NOTHING) is None
    assert aim_of(None, "lift", NOTHING, NOTHING) is None


def test_a_report_of_today_counts_as_said() -> None:
    told = MoodBelief(-0.4, -0.4, 0.7, (MoodCue("r", NOON, "report", -0.6, -0.5, label="tired"),), "now")
    found = aim(told)
    assert (found.source, found.label, found.need, found.event_ids) == ("said", "tired", "comfort", ("r",))


def test_many_low_works_in_a_day_end_the_matching_without_a_word() -> None:
    sad = tuple(MoodCue(f"e{n}", NOON - 60 * n, "finished", -0.7, -0.3, theme="loss") for n in range(11))
    belief = MoodBelief(-0.6, -0.2, 0.7, sad, "now")
    assert aim(replace(belief, cues=sad[:10])).valence == -0.6
    assert aim(belief).valence == PolicyConfig().neutral[0]
    assert not may_speak(replace(low(), cues=(*low().cues, *sad)), "UTC", 9)


def test_three_days_of_two_kinds_may_be_spoken_of() -> None:
    assert may_speak(low(), "UTC", sessions=3)
    assert days_of(low().cues, "UTC") == 3


@pytest.mark.parametrize(
    "silent",
    [
        low(days=(0, 0.01, 0.02)),
        low(kinds=("search",)),
        low(days=(0, 1)),
        replace(low(), confidence=0.59),
        replace(low(), valence=-0.34),
        low(need="vent"),
    ],
    ids=["one evening", "one kind", "two cues", "not sure", "not low", "angry"],
)
def test_less_than_that_is_silent(silent: MoodBelief) -> None:
    assert not may_speak(silent, "UTC", sessions=9)


def test_newcomers_are_not_spoken_to_of_their_mood() -> None:
    assert not may_speak(low(), "UTC", sessions=2)


def test_cues_of_the_other_way_do_not_count() -> None:
    bright = replace(low(), cues=(*low().cues[:2], MoodCue("x", NOON, "search", 0.5, 0.0)))
    assert len(congruent(bright)) == 2
    assert not may_speak(bright, "UTC", sessions=9)


def test_a_need_is_the_one_named_or_the_one_of_the_place() -> None:
    assert need_of(low(need="refresh")) == "refresh"
    assert need_of(low()) == "comfort"
    assert need_of(believed(-0.4, 0.5)) == "calm"
    assert need_of(believed(0.6, 0.0)) == "savour"
    assert need_of(believed(0.0, 0.0)) is None
