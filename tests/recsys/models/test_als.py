from dataclasses import replace

import numpy as np
import pytest

from recsys.models import als
from recsys.models.factors import FactorRows
from recsys.types import Moment
from tests import worlds

pytest.importorskip("implicit.als")
NOW = Moment(None)


def test_people_are_led_to_the_third_of_the_shop_they_like() -> None:
    scorer = als.fit(worlds.training())
    out = np.zeros(worlds.N_ITEMS)
    scorer.add_scores(worlds.history([0, 3, 9, 12]), NOW, np.ones(len(scorer.parts)), out)
    assert out[0::3].mean() > 3 * max(abs(out[1::3].mean()), abs(out[2::3].mean()))


def test_the_person_is_the_linear_fold_in_of_their_items() -> None:
    config = als.AlsConfig(fold_in=0.3)
    scorer = als.fit(worlds.training(), config)
    assert isinstance(scorer.rows, FactorRows)
    y = scorer.rows.right.astype(np.float64)
    person = np.linalg.solve(y.T @ y + 0.3 * np.eye(y.shape[1]), y[4] + y[7])
    out = np.zeros(worlds.N_ITEMS)
    scorer.rows.add(np.array([4, 7], np.int32), np.ones(2), out)
    np.testing.assert_allclose(out, y @ person, rtol=1e-3, atol=1e-6)


def test_small_catalogues_get_few_factors() -> None:
    config = als.AlsConfig()
    assert [als.rank_of(n, config) for n in (0, 60, 1_000, 10**6)] == [8, 8, 31, 128]


def test_items_nobody_touched_get_nothing() -> None:
    data = worlds.training()
    log = data.interactions
    scorer = als.fit(replace(data, interactions=log.take(log.item != 7)))
    assert isinstance(scorer.rows, FactorRows)
    assert np.abs(scorer.rows.right[7]).max() == 0.0
