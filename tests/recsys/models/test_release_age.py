"""Newness: by release or first choice, never ahead of time, and dates of every length."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from recsys.dataset.catalogue import Catalogue
from recsys.models.release_age import NEVER, ReleaseAge, ReleaseAgeConfig, fit, released
from recsys.protocols import TrainingData
from recsys.types import Interactions, ItemFacts, Moment
from tests import worlds

DAY = 86_400


def at(day: str) -> int:
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())


SHOP = Catalogue.of(
    [ItemFacts("old", released="2001"), ItemFacts("new", released="2024-03-01"), ItemFacts("bare"), ItemFacts("unseen")]
)
LOG = Interactions(
    np.zeros(2, np.int32), np.array([2, 0], np.int32), np.ones(2, np.float32),
    np.array([at("2024-01-01"), at("2024-01-05")]), 1, 4,
)  # fmt: skip
MODEL = fit(TrainingData(LOG, SHOP), ReleaseAgeConfig((10.0,)))


def scores(model: ReleaseAge, now: int | None) -> list[float]:
    out = np.zeros(model.n_items)
    model.add_scores(worlds.history([1]), Moment(now), np.ones(len(model.parts)), out)
    return out.tolist()


def test_an_item_fades_by_half_each_half_life_from_its_release() -> None:
    assert scores(MODEL, at("2024-03-11"))[1] == pytest.approx(0.5)
    assert scores(MODEL, at("2024-03-21"))[1] == pytest.approx(0.25)


def test_without_a_release_the_first_choice_counts_and_only_once_it_is_past() -> None:
    first = at("2024-01-01")
    assert scores(MODEL, first)[2] == 0.0
    assert scores(MODEL, first + 1 + 10 * DAY)[2] == pytest.approx(0.5)


def test_nothing_is_new_before_it_is_out_or_where_nothing_is_known() -> None:
    assert scores(MODEL, at("2024-02-28"))[1] == 0.0
    assert scores(MODEL, at("2030-01-01"))[3] == 0.0


def test_without_a_moment_or_seconds_nothing_is_new() -> None:
    assert scores(MODEL, None) == [0.0] * 4
    assert fit(TrainingData(replace(LOG, time_unit="order"), SHOP)).parts == ()


@pytest.mark.parametrize(
    ("text", "day"),
    [("2001", "2001-01-01"), ("2001-05", "2001-05-01"), ("20010509", "2001-05-09"), ("2001-05-09", "2001-05-09"),
     ("2001.05.09", "2001-05-09"), ("2001-05-09T10:00", "2001-05-09")],
)  # fmt: skip
def test_a_date_is_read_as_far_as_it_goes(text: str, day: str) -> None:
    assert released([ItemFacts("i", released=text)])[0] == at(day)


@pytest.mark.parametrize("text", ["", "soon", "2001-13", "0000", "99"])
def test_what_is_no_date_is_no_release(text: str) -> None:
    assert released([ItemFacts("i", released=text)])[0] == NEVER


def test_a_later_item_is_new_by_its_release() -> None:
    grown = MODEL.extended(SHOP.updated([ItemFacts("fresh", released="2024-04-01")]))
    assert scores(grown, at("2024-04-11"))[-1] == pytest.approx(0.5)
