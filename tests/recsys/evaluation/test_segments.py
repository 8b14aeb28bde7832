"""Who belongs to which segment."""

from recsys.evaluation.cases import ProtocolSettings
from recsys.evaluation.protocols import leave_last_out
from recsys.evaluation.segments import case_table, head_items
from tests.recsys.evaluation.tables import dataset_of, log_of


def table_of(rows, unit="seconds", zone="UTC"):
    return case_table(
        leave_last_out(dataset_of(rows, unit, zone=zone), ProtocolSettings(min_events=1)), unit == "seconds"
    )


def test_the_head_is_the_fewest_items_that_hold_half_of_the_events():
    rows = [(0, item, 0) for item, count in enumerate([1, 4, 2, 2, 0, 1]) for _ in range(count)]
    assert head_items(log_of(rows)).tolist() == [False, True, True, False, False, False]


def test_without_events_there_is_no_head():
    assert head_items(log_of([])).tolist() == []


def test_a_history_of_five_events_is_cold_and_of_six_warm():
    rows = [(user, item, item) for user, length in ((0, 6), (1, 7)) for item in range(length)]
    segments = table_of(sorted(rows, key=lambda row: row[2])).segments()
    assert segments["cold"].tolist() == [True, False]
    assert segments["warm"].tolist() == [False, True]


def test_the_part_of_the_day_is_where_the_person_is():
    assert table_of([(0, 0, 0)], zone="Asia/Seoul").hour.tolist() == [9]
    assert "morning" in table_of([(0, 0, 0)], zone="Asia/Seoul").segments()
    assert "night" in table_of([(0, 0, 0)]).segments()


def test_without_seconds_there_is_no_part_of_the_day():
    names = set(table_of([(0, 0, 0), (0, 1, 1)], "order").segments())
    assert names == {"cold", "tail", "strategy personal"}


def test_the_strategy_is_what_an_answer_to_the_case_would_call_itself():
    # user 0 has nothing before, user 1 one visit, user 2 two
    rows = [(2, 0, 0), (0, 0, 90_000), (1, 0, 90_000), (2, 1, 90_000), (1, 1, 90_010), (2, 2, 90_010)]
    segments = table_of(rows).segments()
    told = {name: segments[f"strategy {name}"].tolist() for name in ("cold", "session", "personal")}
    assert told == {"cold": [True, False, False], "session": [False, True, False], "personal": [False, False, True]}
