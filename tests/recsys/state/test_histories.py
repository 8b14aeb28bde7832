"""The snapshot of histories gives back everyone's state, whatever way it is written."""

from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.dataset.frames import dataset_from_frames
from recsys.state.histories import Histories, histories_frame
from recsys.types import UserState

NAMES = ["like", "dislike", "purchase", "add_to_cart", "remove_from_cart", "view_item", "not_interested"]
rows = st.lists(
    st.tuples(
        st.sampled_from(["u", "v", "나", "w "]),
        st.sampled_from(["a", "b", "책,1"]),
        st.sampled_from(NAMES),
        st.integers(0, 5),
        st.sampled_from(["s", "t", None]),
    ),
    max_size=15,
)
COLUMNS = {
    "user_id": pl.String,
    "item_id": pl.String,
    "event": pl.String,
    "datetime": pl.Int64,
    "session_id": pl.String,
}


@settings(max_examples=40, deadline=None)
@given(rows)
def test_everyone_comes_back_from_the_file_as_they_went(tmp_path_factory, told) -> None:
    columns = dict(zip(COLUMNS, zip(*told, strict=True), strict=True)) if told else {name: [] for name in COLUMNS}
    data = dataset_from_frames(pl.DataFrame(columns, schema=COLUMNS))
    path = tmp_path_factory.mktemp("histories") / "h.parquet"
    histories_frame(data).write_parquet(path)
    found = Histories.read(path)
    for user in ("u", "v", "나", "w ", "nobody"):
        assert found.state_of(user) == data.state_of(user)


@settings(max_examples=20, deadline=None)
@given(rows, st.lists(st.sampled_from(["비", "맑음", None]), min_size=15, max_size=15))
def test_circumstances_come_back_with_the_touches(tmp_path_factory, told, weather) -> None:
    columns = dict(zip(COLUMNS, zip(*told, strict=True), strict=True)) if told else {name: [] for name in COLUMNS}
    frame = pl.DataFrame(columns, schema=COLUMNS).with_columns(
        pl.Series("context_weather", weather[: len(told)], dtype=pl.String)
    )
    data = dataset_from_frames(frame)
    path = tmp_path_factory.mktemp("histories") / "h.parquet"
    histories_frame(data).write_parquet(path)
    found = Histories.read(path)
    assert all(found.state_of(user) == data.state_of(user) for user in ("u", "v", "나"))


def test_an_unknown_person_has_an_empty_state(tmp_path: Path) -> None:
    assert Histories.empty().state_of("anyone") == UserState()
