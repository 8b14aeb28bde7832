"""What people said and left, read from an events table; and none of it in a model's snapshot of histories."""

import pandas as pd

from recsys.dataset.dataset import Dataset
from recsys.dataset.frames import dataset_from_frames
from recsys.evaluation.ablation import withheld
from recsys.evaluation.cases import ProtocolSettings
from recsys.evaluation.protocols import leave_last_out
from recsys.state.histories import COLUMNS, histories_frame

T0 = 1_700_000_000
ROWS: list[dict[str, object]] = [
    {"user_id": "u", "item_id": "a", "event": "view_item", "dwell_seconds": 45.0},
    {"user_id": "u", "event": "search", "query": "위로가 되는 책"},
    {"user_id": "u", "event": "search", "query": "초판본 지도책"},
    {"user_id": "u", "event": "mood_report", "label": "tired"},
    {"user_id": "u", "item_id": "b", "event": "skip", "seconds": 4.0},
    {"user_id": "u", "item_id": "c", "event": "play", "seconds": 90.0},
    {"user_id": None, "event": "search", "query": "위로가 되는 책"},
    {"user_id": "u", "item_id": "d", "event": "view_item"},
    {"user_id": "u", "event": "mood_report", "label": "happy"},
]


def data(time: str = "seconds") -> Dataset:
    events = pd.DataFrame([{"datetime": T0 + 60 * n, "event_id": f"e{n}"} | row for n, row in enumerate(ROWS)])
    return dataset_from_frames(events, time=time)


def test_words_reports_and_skips_are_in_the_state_and_texts_are_not() -> None:
    state = data().state_of("u")
    assert [(cue.event_id, cue.kind) for cue in state.cues] == [("e1", "search"), ("e3", "report"), ("e8", "report")]
    assert [(skip.item_id, skip.seconds) for skip in state.skips] == [("b", 4.0)]
    assert "위로" not in repr(state)


def test_a_search_of_a_table_weighs_what_one_in_the_service_does() -> None:
    assert data().state_of("u").cues[0].weight == 1.0


def test_seconds_of_looks_and_plays_are_kept() -> None:
    assert [(t.item_id, t.seconds) for t in data().state_of("u").touches] == [("a", 45.0), ("c", 90.0), ("d", None)]


def test_where_times_are_no_seconds_nothing_told_is_kept() -> None:
    assert data("order").state_of("u").cues == ()


def test_a_case_knows_what_was_told_strictly_before_it() -> None:
    (split,) = leave_last_out(data(), ProtocolSettings(min_events=1))
    (case,) = split.cases()
    assert case.state is not None
    assert [cue.event_id for cue in case.state().cues] == ["e1", "e3"]
    assert [touch.item_id for touch in case.state().touches] == ["a", "c"]
    assert withheld(case, frozenset({"mood"})).state is None
    assert withheld(case, frozenset({"time"})).state is not None


def test_the_snapshot_of_histories_holds_nothing_of_moods() -> None:
    frame = histories_frame(data())
    assert set(frame.columns) == set(COLUMNS)
    assert set(frame["event_id"]) == {"e0", "e5", "e7"}
