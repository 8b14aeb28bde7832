"""The notebook's `evaluate`: frames in, a tidy frame of the same kind out."""

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from recsys.config import EngineConfig
from recsys.errors import ConfigError, QueryError
from recsys.evaluation import compare, evaluate

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


CHEAP = EngineConfig(scorers=("popular", "transitions"))


def values(found, model, metric="ndcg"):
    mine = found.filter((pl.col("model") == model) & (pl.col("metric") == metric) & (pl.col("segment") == "all"))
    return mine["value"].to_list()


def test_models_are_compared_in_pairs_as_a_frame_beside_the_figures():
    figures, differences = compare(EVENTS, models=["popular", "transitions"], k=(3,), min_events=3)
    assert differences.columns == ["model", "against", "metric", "k", "value", "low", "high", "p"]
    (row,) = differences.filter(pl.col("metric") == "ndcg").rows(named=True)
    (one,), (other,) = values(figures, "transitions"), values(figures, "popular")
    assert (row["model"], row["against"], row["value"]) == ("transitions", "popular", pytest.approx(one - other))
    assert row["low"] <= row["value"] <= row["high"]


def test_a_row_may_be_a_composition_of_the_engine_or_a_model_of_ones_own():
    def last_first(data):
        return lambda history, moment: range(len(data.catalogue))

    rows = {"plain": "popular", "two scorers": CHEAP, "mine": last_first}
    found = evaluate(EVENTS, models=rows, k=(3,), min_events=3)
    assert found["model"].unique(maintain_order=True).to_list() == ["plain", "two scorers", "mine"]
    # i5 is everybody's last item but that of u0, whose last is i4
    assert values(found, "mine", "recall") == [1.0]
    assert values(found, "mine", "mrr") == [pytest.approx((1 + 1 + 1 + 1 / 2) / 4)]


def test_the_engine_is_composed_by_a_config_or_its_file(tmp_path):
    path = tmp_path / "engine.toml"
    path.write_text('scorers = ["popular", "transitions"]\n', encoding="utf-8")
    options = {"models": ["gonggam"], "k": (3,), "min_events": 3}
    told, read = evaluate(EVENTS, config=CHEAP, **options), evaluate(EVENTS, config=str(path), **options)
    assert values(told, "gonggam") == values(read, "gonggam")
    path.write_text('scorers = ["populer"]\n', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"engine.toml: unknown scorer 'populer'; allowed: did you mean 'popular'"):
        evaluate(EVENTS, config=path, **options)


def test_a_row_that_can_neither_fit_nor_score_is_refused():
    with pytest.raises(ConfigError, match=r"'mine' is int; allowed: a fit, or scores\(history, moment\)"):
        evaluate(EVENTS, models={"mine": 3})
