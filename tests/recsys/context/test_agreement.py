"""Agreement of circumstances: its degrees, the closest one, and what it says of choosing again."""

import numpy as np
import pytest

from recsys.context.agreement import DEGREES, PRIOR, closest, degrees, return_lifts
from recsys.context.types import Told, columns_of
from recsys.state.history import placed
from recsys.types import Interactions
from tests import worlds

RAIN_ALONE: Told = (("weather", "rain"), ("with", "nobody"))


@pytest.mark.parametrize(
    ("row", "degree"),
    [
        ((), "unknown"),
        ((("place", "home"),), "unknown"),
        ((("weather", "sun"),), "none"),
        ((("weather", "sun"), ("with", "nobody")), "some"),
        ((("weather", "rain"),), "all"),
        (RAIN_ALONE, "all"),
    ],
)
def test_only_what_is_known_on_both_sides_is_compared(row: Told, degree: str) -> None:
    found = degrees(columns_of([row, RAIN_ALONE]), RAIN_ALONE)
    assert [DEGREES[d] for d in found] == [degree, "all"]


def test_a_value_nobody_has_heard_of_agrees_with_nothing() -> None:
    assert DEGREES[degrees(columns_of([RAIN_ALONE]), (("weather", "frogs"),))[0]] == "none"


def test_of_several_choices_of_an_item_the_closest_counts() -> None:
    items = np.array([7, 7, 8], dtype=np.int32)
    columns = columns_of([(("weather", "rain"),), (("weather", "sun"),), (("weather", "sun"),)])
    history = placed(worlds.history([7, 7, 8]), items, columns)
    found = dict(zip(history.item.tolist(), closest(history, (("weather", "rain"),)).tolist(), strict=True))
    assert {item: DEGREES[degree] for item, degree in found.items()} == {7: "all", 8: "none"}


def log_of(rows: list[tuple[int, int, str]]) -> Interactions:
    """Rows (user, item, weather) without an order."""
    user, item = (np.array([row[place] for row in rows], dtype=np.int32) for place in (0, 1))
    time = np.arange(len(rows), dtype=np.int64)
    columns = columns_of([(("weather", row[2]),) for row in rows])
    return Interactions(user, item, np.ones(len(rows), np.float32), time, 40, 3, "none", context=columns)


def test_people_who_return_in_the_same_weather_teach_that_agreement_means_return() -> None:
    same = log_of([row for u in range(40) for row in [(u, 0, "rain"), (u, 0, "rain"), (u, 1, "sun")]])
    other = log_of([row for u in range(40) for row in [(u, 0, "rain"), (u, 0, "sun"), (u, 1, "rain"), (u, 2, "sun")]])
    lifts = dict(zip(DEGREES, return_lifts(same), strict=True))
    # 80 returns; each time the item had in the same weather was one of two items at hand
    assert lifts["all"] == pytest.approx(np.log((80 + PRIOR) / (40 + PRIOR)))
    assert lifts["none"] == pytest.approx(np.log(PRIOR / (40 + PRIOR)))
    assert return_lifts(other)[DEGREES.index("all")] < 0.0


def test_where_nobody_returns_nothing_is_learned() -> None:
    assert not return_lifts(log_of([(u, i, "rain") for u in range(9) for i in range(3)])).any()
