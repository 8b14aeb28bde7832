"""Cues that an event carries by itself."""

import pytest

from recsys.events import Detail, Event, EventName
from recsys.mood.told import told_cue
from recsys.mood.types import MOOD_POINTS, MoodCue


def event(name: EventName = EventName.MOOD_REPORT, **details: Detail) -> Event:
    return Event("e", name, 7, "u", details=details)


def test_a_label_stands_for_its_point() -> None:
    assert told_cue(event(label="tired")) == MoodCue("e", 7, "report", *MOOD_POINTS["tired"], label="tired")


def test_a_bare_point_is_a_report_too_and_stays_on_the_plane() -> None:
    assert told_cue(event(valence=0.3, arousal=-5.0)) == MoodCue("e", 7, "report", 0.3, -1.0)


@pytest.mark.parametrize("details", [{}, {"label": "hungry"}, {"valence": 0.3}, {"valence": True, "arousal": 0.1}])
def test_a_report_without_a_place_is_no_cue(details: dict[str, Detail]) -> None:
    assert told_cue(event(**details)) is None


def test_a_scored_search_is_a_cue_of_its_frame_and_need() -> None:
    found = told_cue(
        event(
            EventName.SEARCH,
            cue_kind="search",
            cue_valence=-0.6,
            cue_arousal=-0.2,
            cue_weight=0.5,
            cue_need="comfort",
            cue_theme="loss",
        )
    )
    assert found == MoodCue("e", 7, "search", -0.6, -0.2, 0.5, "comfort", theme="loss")


@pytest.mark.parametrize(
    "details", [{"query": "슬픈 책"}, {"cue_kind": "finished", "cue_valence": 1.0, "cue_arousal": 1.0}]
)
def test_unscored_texts_and_foreign_kinds_are_no_cues(details: dict[str, Detail]) -> None:
    assert told_cue(event(EventName.SEARCH, **details)) is None
