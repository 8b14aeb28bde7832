"""The registry: names, the nearest right name, and rankers that score like their scorer."""

import numpy as np
import pytest

from recsys.config import EngineConfig
from recsys.errors import QueryError
from recsys.rankers import rankers
from recsys.registry import ENGINE, MODELS, model
from recsys.types import Moment
from tests import worlds


def test_every_line_is_registered_under_the_name_its_scorer_bears() -> None:
    for name in EngineConfig().scorers:
        fitted = MODELS[name].fit(worlds.training(), MODELS[name].config())
        assert fitted.name == name == model(name).name
    assert ENGINE not in MODELS


@pytest.mark.parametrize(("name", "nearest"), [("itemlinear", "item_linear"), ("gongam", "gonggam")])
def test_an_unknown_model_is_refused_with_the_nearest_name(name: str, nearest: str) -> None:
    with pytest.raises(QueryError, match=f"unknown model '{name}'; allowed: did you mean '{nearest}'"):
        rankers(["popular", name])


def test_a_model_alone_ranks_by_the_sum_of_its_parts() -> None:
    data, history = worlds.training(), worlds.history([1, 4])
    ranker = rankers(["item_linear"])["item_linear"](data)
    scorer = MODELS["item_linear"].fit(data, MODELS["item_linear"].config())
    expected = np.zeros(scorer.n_items)
    for part in np.eye(len(scorer.parts)):
        scorer.add_scores(history, Moment(1), part, expected)
    np.testing.assert_allclose(ranker.scores(history, Moment(1)), expected)


def test_the_engines_name_fits_the_whole_engine() -> None:
    history, moment = worlds.history([1, 4]), Moment(1_709_000_000)
    ranker = rankers([ENGINE])[ENGINE](worlds.training())
    np.testing.assert_array_equal(ranker.scores(history, moment), worlds.engine().scores(history, moment))
