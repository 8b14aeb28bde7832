from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recsys.dataset.catalogue import Catalogue
from recsys.models import next_volume
from recsys.models.next_volume import NextVolume, NextVolumeConfig, Steps
from recsys.models.weighting import Recency
from recsys.protocols import TrainingData
from recsys.types import Float64, ItemFacts
from tests import worlds
from tests.recsys.models import newcomers

CONFIG = NextVolumeConfig(Steps(later=0.4, earlier=0.3, falling=0.5, reach=3.0), Recency((1.0,)))
Volume = tuple[str, float | None]


def fitted(volumes: list[Volume]) -> NextVolume:
    facts = [
        ItemFacts(f"b{i}", "book", series=series, series_index=number) for i, (series, number) in enumerate(volumes)
    ]
    log = worlds.interactions(n_items=len(volumes))
    return next_volume.fit(TrainingData(log, Catalogue.of(facts)), CONFIG)


def cells(scorer: NextVolume) -> Float64:
    every = np.arange(scorer.n_items, dtype=np.int32)
    return scorer.rows.cells(every, every)


def slowly(volumes: list[Volume], reach: int = 3) -> Float64:
    """Cells (n, n): among all volumes of a series, sorted, `reach` neighbours in the list; places count numbers."""
    out = np.zeros((len(volumes), len(volumes)))
    for name in {series for series, _ in volumes if series}:
        own = sorted((number, i) for i, (series, number) in enumerate(volumes) if series == name and number is not None)
        places = sorted({number for number, _ in own})
        for a, (low, i) in enumerate(own):
            for high, j in own[a + 1 : a + 1 + reach]:
                apart = places.index(high) - places.index(low)
                if apart:
                    out[i, j] = 1.0 if apart == 1 else 0.4 * 0.5 ** (apart - 2)
                    out[j, i] = 0.3 * 0.5 ** (apart - 1)
    return out


@given(
    st.lists(
        st.tuples(st.sampled_from(["", "가", "나"]), st.sampled_from([None, 1.0, 1.5, 2.0, 3.0, 5.0])),
        min_size=1,
        max_size=12,
    )
)
def test_volumes_are_joined_as_counting_their_places_says(volumes: list[Volume]) -> None:
    np.testing.assert_allclose(cells(fitted(volumes)), slowly(volumes), atol=1e-7)


def test_the_next_volume_comes_before_later_and_earlier_ones() -> None:
    scorer = fitted([("토지", float(number)) for number in (1, 2, 3, 4)] + [("", None)])
    score = newcomers.scores(scorer, [1])
    assert list(np.argsort(-score, kind="stable")) == [2, 3, 0, 1, 4]


def test_a_missing_number_breaks_no_series() -> None:
    assert cells(fitted([("토지", 1.0), ("토지", 4.0)]))[0, 1] == 1.0


def test_a_volume_that_came_out_after_the_fit_follows_and_survives_being_written() -> None:
    early = [ItemFacts(f"b{i}", "book", series="토지", series_index=i + 1.0) for i in range(2)]
    data = TrainingData(worlds.interactions(n_items=2), Catalogue.of(early))
    later = data.catalogue.updated([ItemFacts("b2", "book", series="토지", series_index=3.0)])
    scorer = next_volume.fit(data, CONFIG)
    loaded = next_volume.load(scorer.arrays())
    assert isinstance(loaded, NextVolume)
    assert newcomers.scores(loaded.extended(later), [1])[2] == 1.0
    assert scorer.extended(data.catalogue) is scorer
    np.testing.assert_array_equal(cells(scorer), cells(scorer.extended(later))[:2, :2])


def test_without_an_order_nothing_is_forgotten() -> None:
    data = replace(worlds.training("none"))
    assert next_volume.fit(data).recency.decays == (1.0,)
