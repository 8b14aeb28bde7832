"""A scorer of one's own: it ranks like any other, is held when events are masked, and is never spoken."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from recsys.config import EngineConfig
from recsys.engine import recommend
from recsys.errors import ArtifactError, ConfigError, QueryError
from recsys.models import custom
from recsys.recommender import Recommender
from recsys.training import fit_engine
from recsys.types import Moment, Query
from tests import worlds
from tests.recsys.test_recommender import events, items

NOW = Moment(1_708_700_000)
CHEAP = EngineConfig(scorers=("popular", "transitions"))


def fit_even(data):
    """Likes what people with even numbers chose: something the others do not know."""
    log = data.interactions
    counts = np.bincount(log.item[log.user % 2 == 0], minlength=log.n_items)
    return lambda history, moment: counts


@dataclass(frozen=True)
class ByIndex:
    """Nothing to learn: the higher the index, the better."""

    n: int = worlds.N_ITEMS

    def scores(self, history, moment):
        return np.arange(self.n)


class OfHistory:
    """A class whose object learns on being made and reads the history."""

    def __init__(self, data):
        self.n = len(data.catalogue)

    def scores(self, history, moment):
        return np.bincount(history.item, weights=history.strength * history.kept, minlength=self.n)


def fitted(told, name="mine"):
    return custom.fit(worlds.training(), name, told)


@pytest.mark.parametrize("told", [fit_even, ByIndex(), OfHistory, lambda data: ByIndex()])
def test_a_fit_an_object_or_a_class_can_be_told(told):
    scorer, history = fitted(told), worlds.history([3, 5])
    out = np.ones(worlds.N_ITEMS)
    scorer.add_scores(history, NOW, np.array([2.0]), out)
    assert out.tolist() == (1 + 2 * scorer.values(history, NOW)).tolist()
    block = scorer.causes(history, NOW, np.array([2.0]), np.array([5, worlds.N_ITEMS + 1], dtype=np.int32))
    assert (block.scorer, block.names, block.entry.tolist()) == ("mine", ("score",), [-1])
    assert block.contributions.tolist() == [[out[5] - 1, 0.0]]


def test_masked_events_change_nothing_of_it():
    whole, masked = worlds.history([3, 5]), worlds.history([3, 5], [True, False])
    scorer = fitted(OfHistory)
    assert scorer.values(masked, NOW).tolist() == scorer.values(whole, NOW).tolist()
    assert scorer.values(worlds.history([3]), NOW).tolist() != scorer.values(whole, NOW).tolist()


@pytest.mark.parametrize(
    ("told", "message"),
    [
        (ByIndex(3), r"'mine' gave \(3,\); allowed: \(60,\), one an item"),
        (lambda data: lambda history, moment: np.full(60, np.nan), "'mine' gave no number for 60 items"),
    ],
)
def test_scores_that_cannot_be_summed_are_refused_by_name(told, message):
    with pytest.raises(QueryError, match=message):
        fitted(told).values(worlds.history([1]), NOW)


def test_a_fit_that_returns_nothing_to_ask_is_refused():
    with pytest.raises(ConfigError, match="'mine': its fit returned NoneType; allowed: scores"):
        fitted(lambda data: None)


@pytest.mark.parametrize("name", ["", "popular", "gonggam"])
def test_a_name_that_is_taken_is_refused(name):
    with pytest.raises(ConfigError, match="give your own a name that no model has"):
        EngineConfig(own={name: fit_even})


def test_what_can_neither_fit_nor_score_is_refused_at_once():
    with pytest.raises(ConfigError, match="'mine' is list; allowed: a fit, or scores"):
        Recommender(scorers={"mine": [1, 2]})


def test_its_weight_is_learned_beside_the_others_on_data_without_the_held_out_choices():
    seen = []

    def fit(data):
        seen.append(len(data.interactions))
        return fit_even(data)

    engine = fit_engine(worlds.training(), replace(CHEAP, own={"mine": fit}))
    assert [scorer.name for scorer in engine.scorers] == ["popular", "transitions", "mine"]
    assert min(seen) < max(seen) == worlds.N_EVENTS
    assert engine.weights.of(worlds.history([1]), NOW)[-1] >= 0.0


def test_a_scorer_that_knows_the_choices_gets_the_weight_and_one_of_noise_hardly_any():
    def knows(data):
        """Items of a person's third are the ones they choose."""
        third = np.arange(len(data.catalogue)) % 3

        def scores(history, moment):
            mine = np.bincount(third[history.item], minlength=3)
            return (third == np.argmax(mine)).astype(float)

        return scores

    noise = np.random.default_rng(0).normal(size=worlds.N_ITEMS)
    own = {"knows": knows, "noise": lambda data: lambda history, moment: noise}
    engine = fit_engine(worlds.training(), EngineConfig(scorers=("popular",), own=own))
    weights = engine.weights.of(worlds.history([1, 4, 7]), NOW) * engine.weights.spreads
    assert weights[1] > 5 * weights[2]


def test_it_is_one_contribution_under_its_own_name_and_never_evidence():
    engine = fit_engine(worlds.training(), replace(CHEAP, own={"mine": fit_even}))
    ranking = recommend(engine, Query(worlds.state([3, 5, 9]), NOW, k=5))
    for rank, item in enumerate(ranking.items, start=1):
        rows = ranking.ledger.rows(rank)
        assert [row.cause for row in rows if row.scorer == "mine"] == ["score"]
        assert sum(row.contribution for row in rows) == pytest.approx(item.score)
        spoken = {type(evidence).__name__ for evidence in item.evidence}
        assert spoken <= {"LikedBefore", "SeenThisSession", "PopularNow"}


def test_a_recommender_takes_it_and_will_not_save_code(tmp_path):
    model = Recommender(CHEAP, scorers={"mine": fit_even}).fit(events(), items(), kind="book")
    first = model.recommend(["u1"], k=1)["item_id"][0]
    assert "mine" in {row["scorer"] for row in model.contributions("u1", first)}
    with pytest.raises(ArtifactError, match="'mine' is code of a notebook, and a saved model holds arrays only"):
        model.save(tmp_path / "model")
    assert list((tmp_path / "model").iterdir()) == []
