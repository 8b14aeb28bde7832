import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.dataset.frames import dataset_from_frames
from recsys.dataset.log import codes
from recsys.events import Event, EventName
from recsys.state.user_state import fold

NAMES = [
    EventName.LIKE,
    EventName.DISLIKE,
    EventName.NOT_INTERESTED,
    EventName.PURCHASE,
    EventName.ADD_TO_CART,
    EventName.REMOVE_FROM_CART,
    EventName.CLEAR_CART,
    EventName.RATE,
    EventName.VIEW_ITEM,
    EventName.SCROLL,
]
rows = st.tuples(
    st.sampled_from(["u", "v"]), st.sampled_from("abc"), st.sampled_from(NAMES), st.integers(0, 5), st.integers(0, 5)
)


def as_event(number: int, row: tuple[str, str, EventName, int, int]) -> Event:
    user, item, name, rating, at = row
    item_id = None if name in (EventName.CLEAR_CART, EventName.SCROLL) else item
    return Event(f"e{number}", name, at, user_id=user, item_id=item_id, details={"rating": float(rating)})


@settings(max_examples=200, deadline=None)
@given(st.lists(rows, max_size=14))
def test_a_dataset_leaves_everyone_in_the_state_the_fold_gives(
    written: list[tuple[str, str, EventName, int, int]],
) -> None:
    events = [as_event(number, row) for number, row in enumerate(written, 1)]
    columns = {
        "user_id": [e.user_id for e in events],
        "item_id": [e.item_id for e in events],
        "event": [e.name.value for e in events],
        "rating": [e.details["rating"] for e in events],
        "datetime": [e.at for e in events],
    }
    texts = dict.fromkeys(("user_id", "item_id", "event"), pl.String)
    frame = pl.DataFrame(columns, schema=texts | {"rating": pl.Float64, "datetime": pl.Int64})
    data = dataset_from_frames(frame)
    for user in ("u", "v"):
        told = sorted((e for e in events if e.user_id == user), key=lambda e: e.at)
        expected = fold(told)
        state = data.state_of(user)
        assert state.touches == expected.touches
        assert state.refused == expected.refused


def test_codes_are_positions_and_unknown_ids_have_none() -> None:
    found = codes(pl.Series(["b", None, "a", "x", "b"]), ["a", "b"])
    assert found.tolist() == [1, -1, 0, -1, 1]
    assert found.dtype == np.int32
    assert codes(pl.Series([], dtype=pl.String), []).tolist() == []
