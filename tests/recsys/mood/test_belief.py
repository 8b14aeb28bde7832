"""The belief as a fold: checked numbers, and what must hold for any cues."""

import math
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.mood.belief import agreement, believe, local_day, total_weight, weighted
from recsys.mood.config import HOUR, BeliefConfig
from recsys.mood.types import HORIZONS, CueKind, MoodBelief, MoodCue

SEOUL = "Asia/Seoul"
EVENING = int(datetime(2026, 3, 12, 20, 0, tzinfo=ZoneInfo(SEOUL)).timestamp())
SAD = (-0.7, -0.3)
KINDS: tuple[CueKind, ...] = ("report", "text", "search", "theme", "satisfied", "finished", "skipped")

cues_drawn = st.lists(
    st.builds(
        lambda hours, kind, valence, arousal, weight: MoodCue(
            "", EVENING - int(hours * HOUR), kind, valence, arousal, weight
        ),
        st.floats(0, 200),
        st.sampled_from(KINDS),
        st.floats(-1, 1),
        st.floats(-1, 1),
        st.floats(0, 1),
    ),
    max_size=12,
).map(lambda cues: [replace(cue, event_id=f"e{n}") for n, cue in enumerate(cues)])


def cue(kind: CueKind, hours: float, point: tuple[float, float] = SAD, event_id: str = "") -> MoodCue:
    return MoodCue(event_id or f"{kind}-{hours}", EVENING - int(hours * HOUR), kind, *point)


def belief(cues: list[MoodCue], horizon: str = "now", at: int = EVENING) -> MoodBelief:
    return believe(cues, at, SEOUL, horizon)  # type: ignore[arg-type]


ONE_VIEW = [cue("satisfied", 1)]
TWO_VIEWS_AND_A_SEARCH = [cue("theme", 30), cue("theme", 2), cue("search", 3, (-0.6, -0.2))]
ONE_EVENING = [cue("search", 1, (-0.7, -0.22)), cue("search", 0.5, (-0.68, -0.2)), cue("theme", 0.3)]
THREE_DAYS = [
    cue("search", 50, (-0.5, -0.4)),
    cue("search", 26, (-0.6, -0.4)),
    cue("search", 2, (-0.6, -0.4)),
    cue("theme", 28),
    cue("theme", 4),
    cue("finished", 1, (-0.25, -0.4)),
    cue("finished", 0.5, (-0.25, -0.4)),
]
CONFLICT = [cue("search", 2), *(cue("finished", h, (0.8, 0.7)) for h in (0.3, 0.2, 0.1))]
TIRED = (-0.5, -0.5)


@pytest.mark.parametrize(
    ("cues", "horizon", "valence", "arousal", "confidence"),
    [
        (ONE_VIEW, "now", -0.26, -0.11, 0.18),
        (ONE_VIEW, "lately", -0.26, -0.11, 0.18),
        (TWO_VIEWS_AND_A_SEARCH, "now", -0.42, -0.16, 0.43),
        (TWO_VIEWS_AND_A_SEARCH, "lately", -0.45, -0.17, 0.48),
        (ONE_EVENING, "now", -0.50, -0.16, 0.61),
        (THREE_DAYS, "lately", -0.43, -0.30, 0.63),
        (CONFLICT, "now", 0.11, 0.19, 0.04),
        ([cue("report", 0.5, TIRED)], "now", -0.42, -0.42, 0.84),
        ([cue("report", 6, TIRED)], "now", -0.34, -0.34, 0.51),
    ],
)
def test_the_checked_numbers_hold(
    cues: list[MoodCue], horizon: str, valence: float, arousal: float, confidence: float
) -> None:
    found = belief(cues, horizon)
    assert found.valence == pytest.approx(valence, abs=0.02)
    assert found.arousal == pytest.approx(arousal, abs=0.03)
    assert found.confidence == pytest.approx(confidence, abs=0.02)


def test_the_formula_written_out_once_more() -> None:
    config = BeliefConfig()
    left = [config.weight[c.kind] * 2 ** (-(EVENING - c.at) / 3600 / config.half_life[c.kind]) for c in THREE_DAYS]
    total = sum(left)
    mean = sum(w * c.valence for w, c in zip(left, THREE_DAYS, strict=True)) / total
    spread = math.sqrt(sum(w * (c.valence - mean) ** 2 for w, c in zip(left, THREE_DAYS, strict=True)) / total)
    found = belief(THREE_DAYS)
    assert found.valence == pytest.approx(total * mean / (0.5 + total))
    assert found.confidence == pytest.approx((1 - spread / 0.8) * (1 - math.exp(-total / 1.5)))


@given(cues=cues_drawn, hours=st.floats(0, 100))
def test_without_new_evidence_the_total_weight_never_grows(cues: list[MoodCue], hours: float) -> None:
    later = EVENING + int(hours * HOUR)
    for horizon in ("now", "lately"):
        after = total_weight(cues, later, SEOUL, horizon)  # type: ignore[arg-type]
        assert after <= total_weight(cues, EVENING, SEOUL, horizon) + 1e-12  # type: ignore[arg-type]


@given(cues=cues_drawn)
def test_in_the_end_nothing_is_believed(cues: list[MoodCue]) -> None:
    assert belief(cues, "lately", EVENING + 365 * 24 * HOUR) == MoodBelief(0.0, 0.0, 0.0, (), "lately")


@given(cues=cues_drawn, data=st.data())
def test_the_order_of_the_cues_does_not_matter(cues: list[MoodCue], data: st.DataObject) -> None:
    assert belief(data.draw(st.permutations(cues))) == belief(cues)


@given(cues=cues_drawn)
def test_a_cue_after_the_moment_is_one_that_never_was(cues: list[MoodCue]) -> None:
    future = MoodCue("later", EVENING + 1, "report", 1.0, 1.0)
    assert belief([*cues, future]) == belief(cues)


@given(cues=cues_drawn)
def test_a_cue_without_weight_is_one_that_never_was(cues: list[MoodCue]) -> None:
    assert belief([*cues, MoodCue("none", EVENING, "text", 1.0, 1.0, weight=0.0)]) == belief(cues)


@given(cues=cues_drawn)
def test_what_is_believed_stays_on_the_plane_and_below_its_cap(cues: list[MoodCue]) -> None:
    found = belief(cues)
    assert -1 <= found.valence <= 1 and -1 <= found.arousal <= 1
    said = any(c.kind == "report" and EVENING - c.at <= 4 * HOUR for c in found.cues)
    assert 0.0 <= found.confidence <= (0.9 if said else 0.75)


@given(valence=st.floats(0.1, 1), kind=st.sampled_from(KINDS[1:]))
def test_conflict_lowers_the_confidence(valence: float, kind: CueKind) -> None:
    agreeing = [cue(kind, 1, (valence, 0.0), "a"), cue(kind, 1, (valence, 0.0), "b")]
    torn = [agreeing[0], cue(kind, 1, (-valence, 0.0), "b")]
    assert belief(torn).confidence < belief(agreeing).confidence


@given(cues=cues_drawn)
def test_where_choices_may_not_be_ones_own_half_the_confidence_is_left(cues: list[MoodCue]) -> None:
    for horizon in HORIZONS:
        sure = belief(cues, horizon)
        doubted = believe(cues, EVENING, SEOUL, horizon, is_doubted=True)
        assert doubted == replace(sure, confidence=sure.confidence / 2)


@pytest.mark.parametrize("kind", KINDS[1:])
def test_what_happened_more_than_a_week_ago_is_not_lately(kind: CueKind) -> None:
    old, older = cue(kind, 167), cue(kind, 169)
    for horizon in HORIZONS:
        assert belief([older], horizon).cues == ()
    if BeliefConfig().half_life[kind] * 4 * 6 > 168:
        assert belief([old], "lately").cues == (old,)


def test_a_report_ends_at_the_midnight_of_its_place() -> None:
    told = [MoodCue("r", EVENING, "report", *SAD)]
    before, after = EVENING + 4 * HOUR - 1, EVENING + 4 * HOUR
    assert belief(told, "lately", before).confidence > 0.5
    assert belief(told, "lately", after).cues == ()
    assert believe(told, after, "Europe/London", "lately").cues != ()


def test_lately_fades_four_times_as_slowly() -> None:
    told = [cue("search", 48)]
    config = BeliefConfig()
    (_, now), (_, lately) = (weighted(told, EVENING, SEOUL, h, config)[0] for h in ("now", "lately"))  # type: ignore[arg-type]
    assert now == pytest.approx(0.6 / 16)
    assert lately == pytest.approx(0.6 / 2)


def test_cues_of_one_valence_agree_and_opposite_ones_do_not() -> None:
    config = BeliefConfig()
    assert agreement(((cue("text", 0), 1.0), (cue("text", 1), 2.0)), config) == pytest.approx(1.0)
    assert agreement(((cue("text", 0, (1.0, 0.0)), 1.0), (cue("text", 1, (-1.0, 0.0)), 1.0)), config) == 0.0


def test_a_day_is_that_of_the_zone() -> None:
    assert local_day(EVENING, SEOUL) == local_day(EVENING + 4 * HOUR - 1, SEOUL)
    assert local_day(EVENING, SEOUL) + 1 == local_day(EVENING + 4 * HOUR, SEOUL)
