from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from recsys.config import EngineConfig
from recsys.engine import Engine, rank, recommend
from recsys.protocols import Scorer
from recsys.registry import MODELS, runnable
from recsys.retrieval.candidates import Retrieval, RetrievalConfig, source_of
from recsys.retrieval.scores import sums_of
from recsys.retrieval.sources import Asked, person_vector
from recsys.training import fit_engine
from recsys.types import Filters, ItemFacts, Moment, Query
from tests import worlds

NOW = Moment(1_709_000_000, "Asia/Seoul")
PAST = Moment(1_704_000_000)
SMALL = RetrievalConfig(few=0)
EVERY = np.ones(worlds.N_ITEMS, dtype=np.bool_)


@cache
def scorer_named(name: str) -> Scorer:
    return MODELS[name].fit(worlds.training(), MODELS[name].config())


@cache
def large() -> Engine:
    """An engine of all models that run here, asked through a retrieval."""
    engine = fit_engine(worlds.training(), EngineConfig(scorers=runnable()))
    return replace(engine, retrieval=Retrieval.of(engine.scorers, SMALL))


@pytest.mark.parametrize("name", runnable())
@pytest.mark.parametrize("moment", [NOW, PAST])
def test_every_kind_of_scorer_names_its_own_best(name: str, moment: Moment) -> None:
    scorer = scorer_named(name)
    weights = np.linspace(0.5, 2.0, len(scorer.parts))
    allowed = np.random.default_rng(2).random(worlds.N_ITEMS) < 0.7
    out = np.zeros(scorer.n_items)
    history = worlds.history([1, 5, 9])
    scorer.add_scores(history, moment, weights, out)
    found = source_of(scorer, SMALL).best((scorer, weights), Asked(history, moment, allowed, 7))
    best = np.sort(out[allowed & (out != 0.0)])[::-1][:7]
    assert allowed[found].all()
    np.testing.assert_allclose(np.sort(out[found])[::-1][: len(best)], best, rtol=1e-5)


@pytest.mark.parametrize("name", runnable())
def test_sums_of_some_items_are_their_scores_and_nothing_for_items_that_came_later(name: str) -> None:
    scorer = scorer_named(name)
    weights = np.linspace(0.5, 2.0, len(scorer.parts))
    history, out = worlds.history([1, 5, 9]), np.zeros(scorer.n_items)
    scorer.add_scores(history, NOW, weights, out)
    items = np.array([9, 2, 30, scorer.n_items + 3], dtype=np.int32)
    found = sums_of((scorer, weights), history, NOW, items)
    np.testing.assert_allclose(found, [*out[items[:3]], 0.0], rtol=1e-5, atol=1e-9)


def test_the_answer_through_candidates_is_the_answer_over_everything() -> None:
    whole = replace(large(), retrieval=None)
    for items in ([], [9, 12], [1, 30, 31, 7, 2]):
        query = Query(state=worlds.state(items), moment=NOW)
        one, other = recommend(large(), query), recommend(whole, query)
        assert [i.facts.item_id for i in one.items] == [i.facts.item_id for i in other.items]
        assert [i.score for i in one.items] == pytest.approx([i.score for i in other.items])
        assert rank(large(), query).n_allowed == rank(whole, query).n_allowed


def test_the_causes_of_a_candidate_sum_to_its_score() -> None:
    ranking = recommend(large(), Query(state=worlds.state([9, 12, 30]), moment=NOW))
    for item in ranking.items:
        rows = ranking.ledger.rows(item.rank)
        size = sum(abs(r.contribution) for r in rows)
        assert sum(r.contribution for r in rows) == pytest.approx(item.score, abs=1e-5 * max(1.0, size))


def test_filters_hold_for_candidates() -> None:
    query = Query(state=worlds.state([9]), moment=NOW, k=30, filters=Filters(category="에세이"))
    served = recommend(large(), query).items
    assert served
    assert {i.facts.category for i in served} == {"에세이"}


def test_few_allowed_items_are_all_candidates() -> None:
    retrieval = Retrieval.of(large().scorers, RetrievalConfig(few=5))
    allowed = np.zeros(worlds.N_ITEMS, dtype=np.bool_)
    allowed[[3, 50]] = True
    assert retrieval.candidates([], Asked(worlds.history([]), NOW, allowed)).tolist() == [3, 50]


def test_items_that_came_after_the_index_are_candidates() -> None:
    late = large().with_items([ItemFacts("new", "book", creator="한강")])
    served = recommend(late, Query(state=worlds.state([9]), moment=NOW, k=100)).items
    assert "new" in [i.facts.item_id for i in served]


def test_only_a_large_catalogue_gets_a_retrieval() -> None:
    assert worlds.engine().indexed().retrieval is None
    assert worlds.engine().indexed(above=10).retrieval is not None


def test_a_scorer_without_vectors_has_no_person_vector() -> None:
    with pytest.raises(TypeError, match="popular has no item vectors"):
        person_vector(scorer_named("popular"), np.ones(1), worlds.history([]))
