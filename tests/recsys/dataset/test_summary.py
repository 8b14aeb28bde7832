from dataclasses import replace

import polars as pl
import pytest

from recsys.dataset.dataset import Dataset
from recsys.dataset.frames import dataset_from_frames
from recsys.dataset.summary import summarise, warnings_of


def data(users: list[int], items: list[int], times: list[int] | None = None, **options: object) -> Dataset:
    frame = pl.DataFrame({"user_id": users, "item_id": items})
    if times is not None:
        frame = frame.with_columns(datetime=pl.Series(times))
    return dataset_from_frames(frame, **options)  # type: ignore[arg-type]


def test_a_summary_counts_what_there_is() -> None:
    events = pl.DataFrame(
        {
            "user_id": [1, 1, 1, 2],
            "item_id": ["a", "b", "a", "a"],
            "event": ["play", "like", "play", "dislike"],
            "datetime": [9, 5, 7, 8],
        }
    )
    found = summarise(dataset_from_frames(events, pl.DataFrame({"item_id": ["z"]}), name="n", kind="track"))
    assert (found.name, found.kind, found.users, found.items, found.items_with_events) == ("n", "track", 2, 3, 2)
    assert (found.events, found.density, found.first, found.last, found.refused) == (3, 0.5, 5, 9, 1)
    assert found.acts == (("played", 2), ("liked", 1))
    assert found.events_per_user == pytest.approx((0.0, 0.75, 1.5, 2.25, 2.7, 3.0))


def test_an_empty_dataset_has_a_summary_and_no_warning() -> None:
    empty = dataset_from_frames(None, pl.DataFrame({"item_id": []}))
    assert summarise(empty).events == 0
    assert summarise(empty).density == 0.0
    assert warnings_of(empty) == ()


def test_ordinary_data_raises_no_warning() -> None:
    n = 60
    times = [1_700_000_000 + 977 * i for i in range(n)]
    assert (
        warnings_of(data([i % 6 for i in range(n)], [(i * 7) % 31 for i in range(n)], times), now=1_800_000_000) == ()
    )


@pytest.mark.parametrize(
    ("dataset", "words"),
    [
        (
            data([1, 2], [1, 2], [1_700_000_000_000, 1_700_000_000_001]),
            "times look like milliseconds (for example 1700000000000)",
        ),
        (data([1, 2], [1, 2], [5, 4_102_444_800]), "1 events lie in the future (the last at 2100-01-01 00:00)"),
        (data([1, 2], [1, 2], [0, 0]), "all 2 times are equal (1970-01-01 00:00)"),
        (data([i % 9 for i in range(30)], [i % 2 * i for i in range(30)]), "item '0' holds 50 % of the events"),
        (data([1, 1, 1], [2, 2, 3], [5, 5, 6]), "1 events repeat another with the same user, item, time and event"),
        (data([1, 1, 1], [2, 2, 2], time="none"), "2 events repeat another"),
        (data([i // 9 for i in range(45)], [i % 9 for i in range(45)]), "each user's rows are sorted by item id"),
        (data([*range(30), 1], [i % 9 for i in range(31)]), "29 of 30 users have one event"),
    ],
)
def test_each_likely_mistake_is_named_with_what_to_do(dataset: Dataset, words: str) -> None:
    found = [warning for warning in warnings_of(dataset, now=2_000_000_000) if warning.startswith(words)]
    assert len(found) == 1
    assert "; " in found[0]


def test_repeats_are_normal_where_rows_are_an_order() -> None:
    assert not [w for w in warnings_of(data([1, 1], [2, 2])) if "repeat" in w]


def test_the_same_item_in_another_context_is_no_repeat() -> None:
    events = pl.DataFrame({"user_id": [1, 1], "item_id": [2, 2], "context_weather": ["비", "눈"]})
    assert warnings_of(dataset_from_frames(events, time="none")) == ()
    assert len(warnings_of(dataset_from_frames(events.drop("context_weather"), time="none"))) == 1


def test_plain_tuples_of_acts_are_counted_too() -> None:
    coded = data([1, 1], [2, 3])
    assert summarise(replace(coded, acts=("liked", "liked"))).acts == (("liked", 2),)
