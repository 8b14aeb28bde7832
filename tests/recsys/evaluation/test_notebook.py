"""The notebook's `evaluate`: frames in, a tidy frame of the same kind out."""

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from recsys.errors import QueryError
from recsys.evaluation import evaluate

ROWS = [(f"u{user}", f"i{item}", 100 * item + user) for item in range(6) for user in range(4) if (item + user) % 5]
EVENTS = pl.DataFrame(ROWS, schema=["user_id", "item_id", "datetime"], orient="row")


PANDAS = pd.DataFrame(EVENTS.to_dict(as_series=False))


@pytest.mark.parametrize("events", [EVENTS, EVENTS.to_arrow(), PANDAS], ids=["polars", "arrow", "pandas"])
def test_a_frame_of_the_callers_kind_comes_back(events):
    found = evaluate(events, models=["popular"], k=(3,), min_events=3)
    assert type(found) is type(events)
    columns = found.column_names if isinstance(found, pa.Table) else list(found.columns)
    assert columns == ["model", "metric", "k", "segment", "value", "low", "high", "n"]


def test_the_numbers_do_not_depend_on_the_kind_of_frame():
    as_polars = evaluate(EVENTS, models=["popular"], k=(3,), min_events=3)
    as_arrow = evaluate(EVENTS.to_arrow(), models=["popular"], k=(3,), min_events=3)
    timeless = ~pl.col("metric").is_in(["fit_seconds", "ms_per_case"])
    assert as_polars.filter(timeless).equals(pl.from_arrow(as_arrow).filter(timeless))


def test_next_item_takes_a_frame_of_test_sessions():
    sessions = EVENTS.with_columns(session_id=pl.col("user_id"))
    found = evaluate(sessions, protocol="next-item", models=["popular"], k=(3,), test=sessions.head(8))
    assert found.filter((pl.col("metric") == "recall") & (pl.col("segment") == "all"))["n"].to_list() == [4]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"protocol": "time_split"}, "did you mean 'time-split'"),
        ({"models": ["populer"]}, "did you mean 'popular'"),
        ({"min_event": 3}, "did you mean 'min_events'"),
        ({"without": ["mod"]}, "did you mean 'mood'"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest_one(options, message):
    with pytest.raises(QueryError, match=message):
        evaluate(EVENTS, **options)
