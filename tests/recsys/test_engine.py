from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.engine import Engine, recommend, similar
from recsys.errors import QueryError
from recsys.evidence import LikedBefore, NextVolume, PopularNow, SharesAttribute
from recsys.ranking.order import best_first
from recsys.ranking.weights import Weights
from recsys.types import Filters, ItemFacts, Moment, Query, Touch, UserState
from tests import worlds

NOW = Moment(1_709_000_000, "Asia/Seoul")
item_lists = st.lists(st.integers(0, worlds.N_ITEMS - 1), min_size=1, max_size=25)


def ask(state: UserState | None = None, **changes) -> Query:
    return Query(state=state or UserState(), moment=NOW, **changes)


def served(query: Query, engine: Engine | None = None) -> list[str]:
    return [item.facts.item_id for item in recommend(engine or worlds.engine(), query).items]


@settings(max_examples=40, deadline=None)
@given(items=item_lists)
def test_the_causes_of_every_served_item_sum_to_its_score(items: list[int]) -> None:
    ranking = recommend(worlds.engine(), ask(worlds.state(items)))
    for item in ranking.items:
        rows = ranking.ledger.rows(item.rank)
        total = sum(r.contribution for r in rows)
        assert total == pytest.approx(item.score, abs=1e-5 * max(1.0, sum(abs(r.contribution) for r in rows)))
        assert sum(r.share for r in rows) == pytest.approx(1.0)


@settings(max_examples=40, deadline=None)
@given(items=item_lists, data=st.data())
def test_removing_cited_events_changes_the_score_by_exactly_what_they_contributed(items, data) -> None:
    engine, state = worlds.engine(), worlds.state(items)
    everything = Filters(candidates=engine.catalogue.items.ids, viewer_age="adult_verified", available_only=False)
    whole = recommend(engine, ask(state, k=worlds.N_ITEMS, filters=everything))
    cited = data.draw(st.sampled_from(sorted({r.event_ids for r in whole.ledger.rows(1) if r.event_ids})))
    left = recommend(engine, ask(state, k=worlds.N_ITEMS, filters=everything, without=frozenset(cited)))
    after = {i.facts.item_id: i.score for i in left.items}
    for item in whole.items:
        rows = whole.ledger.rows(item.rank)
        gone = sum(r.contribution for r in rows if set(r.event_ids) <= set(cited) and r.event_ids)
        bound = 1e-5 * max(1.0, sum(abs(r.contribution) for r in rows))
        assert item.score - after[item.facts.item_id] == pytest.approx(gone, abs=bound)


@settings(max_examples=30, deadline=None)
@given(items=item_lists)
def test_necessary_means_that_the_rank_worsens_when_recomputed_from_scratch(items: list[int]) -> None:
    engine, state = worlds.engine(), worlds.state(items)
    plain = Filters(storefront=False)  # no editions, no series: they would swap with their siblings
    ranking = recommend(engine, ask(state, k=5, filters=plain))
    order = {i.facts.item_id: i.rank for i in recommend(engine, ask(state, k=worlds.N_ITEMS, filters=plain)).items}
    for item in ranking.items:
        for evidence in item.evidence:
            if isinstance(evidence, PopularNow):
                continue
            gone = frozenset(evidence.support.event_ids)
            again = recommend(engine, ask(state, k=worlds.N_ITEMS, without=gone, filters=plain))
            rank = {i.facts.item_id: i.rank for i in again.items}[item.facts.item_id]
            assert evidence.support.necessary == (rank > order[item.facts.item_id])


def test_a_new_event_changes_the_next_answer_without_a_refit() -> None:
    assert served(ask(worlds.state([1]))) != served(ask(worlds.state([1, 20])))
    before, after = (
        recommend(worlds.engine(), ask(worlds.state(items), filters=Filters(candidates=("b7", "b23", "b26"))))
        for items in ([1, 4, 7], [1, 4, 7, 20])
    )
    scores = {item.facts.item_id: item.score for item in before.items}
    assert all(item.score != scores[item.facts.item_id] for item in after.items)
    cited = {event for item in after.items for row in after.ledger.rows(item.rank) for event in row.event_ids}
    assert "e3" in cited, "the new event is itself a cause"


def test_seen_unavailable_refused_and_excluded_items_are_not_served() -> None:
    state = replace(worlds.state([9, 12]), refused=frozenset({"b15"}))
    ids = served(ask(state, k=60, filters=Filters(exclude=frozenset({"b18"}))))
    assert not {"b9", "b12", "b6", "b15", "b18"} & set(ids)


def test_an_item_with_an_age_limit_appears_only_for_a_verified_viewer() -> None:
    assert "b5" not in served(ask(k=60))
    assert "b5" not in served(ask(k=60, filters=Filters(viewer_age="under19", candidates=("b5", "b7"))))
    assert "b5" in served(ask(k=60, filters=Filters(viewer_age="adult_verified")))


def test_editions_of_one_work_count_as_one() -> None:
    ids = served(ask(k=60))
    assert len({"b3", "b4"} & set(ids)) == 1
    assert not {"b3", "b4"} & set(served(ask(worlds.state([3], act="bought"), k=60)))


def test_of_a_series_only_the_next_unread_volume_is_served() -> None:
    assert {"b0", "b1", "b2"} & set(served(ask(k=60))) == {"b0"}
    assert {"b0", "b1", "b2"} & set(served(ask(worlds.state([0], act="finished"), k=60))) == {"b1"}
    assert {"b0", "b1", "b2"} & set(served(ask(worlds.state([0, 2], act="bought"), k=60))) == {"b1"}
    assert {"b0", "b1", "b2"} & set(served(ask(worlds.state([0, 1, 2], act="bought"), k=60))) == set()


def test_a_volume_only_looked_at_does_not_open_the_next_one() -> None:
    assert not {"b1", "b2"} & set(served(ask(worlds.state([0], act="viewed"), k=60)))


def test_the_next_volume_is_evidence_of_its_own() -> None:
    ranking = recommend(worlds.engine(), ask(worlds.state([9, 0], act="finished"), k=60))
    second = next(i for i in ranking.items if i.facts.item_id == "b1")
    found = [e for e in second.evidence if isinstance(e, NextVolume)]
    assert [e.previous.facts.item_id for e in found] == ["b0"]


def test_candidates_are_ranked_as_given_seen_ones_too() -> None:
    ids = served(ask(worlds.state([9]), filters=Filters(candidates=("b9", "b10", "nowhere"))))
    assert sorted(ids) == ["b10", "b9"]


def test_a_shortfall_says_why() -> None:
    few = recommend(worlds.engine(), ask(filters=Filters(candidates=("b9", "b10"))))
    assert few.shortfall is not None
    assert (few.shortfall.asked, few.shortfall.served, few.shortfall.because) == (10, 2, "few_candidates")
    nothing = recommend(worlds.engine(), ask(filters=Filters(category="없는 분야")))
    assert nothing.shortfall is not None
    assert nothing.shortfall.because == "nothing_fits_filters"
    assert recommend(worlds.engine(), ask()).shortfall is None


def test_an_empty_catalogue_is_a_normal_answer() -> None:
    engine = worlds.engine()
    bare = replace(engine, catalogue=engine.catalogue.__class__.of([]), scorers=(), weights=Weights.even([]))
    ranking = recommend(bare, ask(worlds.state([1])))
    assert ranking.items == ()
    assert ranking.shortfall is not None
    assert ranking.shortfall.because == "empty_catalogue"


@pytest.mark.parametrize("k", [0, -1, 10**9])
def test_a_senseless_k_is_refused(k: int) -> None:
    with pytest.raises(QueryError, match="1 to 1000"):
        recommend(worlds.engine(), ask(k=k))


def test_strategies() -> None:
    state = worlds.state([9, 12])
    visit = replace(state, touches=tuple(replace(t, session_id="s", act="viewed") for t in state.touches))
    assert recommend(worlds.engine(), ask()).strategy == "cold"
    assert recommend(worlds.engine(), ask(state)).strategy == "personal"
    assert recommend(worlds.engine(), ask(visit, session_id="s")).strategy == "session"
    assert recommend(worlds.engine(), ask(state, use=frozenset())).strategy == "non_profiled"


def test_without_any_signal_the_list_does_not_depend_on_the_person() -> None:
    one = recommend(worlds.engine(), ask(worlds.state([9, 12]), use=frozenset()))
    other = recommend(worlds.engine(), ask(replace(worlds.state([30]), refused=frozenset({"b7"})), use=frozenset()))
    assert [(i.facts.item_id, i.score) for i in one.items] == [(i.facts.item_id, i.score) for i in other.items]


def test_an_item_that_came_after_the_fit_is_ranked_and_harmless() -> None:
    engine = worlds.engine().with_items([ItemFacts("new", "book", title="새 책")])
    assert "new" in served(ask(worlds.state([9]), k=100), engine)
    assert len(served(ask(worlds.state([9]).__class__(touches=(Touch("e", "new", "liked", 5),)), k=5), engine)) == 5


def test_an_updated_item_keeps_its_place() -> None:
    engine = worlds.engine().with_items([ItemFacts("b9", "book", title="바뀐 제목", available=False)])
    assert engine.catalogue.items.index("b9") == 9
    assert "b9" not in served(ask(k=60), engine)


def test_similar_items_are_carried_by_the_anchor() -> None:
    ranking = similar(worlds.engine(), "b9", k=5)
    assert all(isinstance(i.evidence[0], LikedBefore) for i in ranking.items)
    with pytest.raises(QueryError, match="unknown item"):
        similar(worlds.engine(), "nowhere")


@given(
    values=st.lists(st.sampled_from([0.0, 0.5, 1.0, 2.0]), min_size=1, max_size=40),
    k=st.integers(1, 45),
)
def test_the_best_are_those_of_a_full_stable_sort(values: list[float], k: int) -> None:
    scores, items = np.array(values), np.arange(len(values), dtype=np.int32)
    expected = sorted(range(len(values)), key=lambda i: (-values[i], i))[:k]
    assert best_first(scores, items, k).tolist() == expected


def test_an_item_put_after_the_fit_by_a_creator_they_like_is_ranked_by_it_at_once() -> None:
    engine = worlds.engine()
    state = worlds.state([9, 12, 30])
    creator = engine.catalogue.facts[30].creator
    late = engine.with_items([ItemFacts("by-them", "book", creator=creator), ItemFacts("by-nobody", "book")])
    ranking = recommend(late, ask(state, k=62, filters=Filters(storefront=False)))
    places = {item.facts.item_id: item for item in ranking.items}
    assert places["by-them"].rank < places["by-nobody"].rank
    assert any(isinstance(e, SharesAttribute) and e.value == creator for e in places["by-them"].evidence)
    rows = ranking.ledger.rows(places["by-them"].rank)
    assert sum(r.contribution for r in rows) == pytest.approx(places["by-them"].score)


def test_a_switched_off_theme_is_in_no_list_and_changes_no_score() -> None:
    state = worlds.state([7, 8, 12])
    off = replace(state, preferences=(("interest_off", "미스터리"),))
    before, after = recommend(worlds.engine(), ask(state, k=60)), recommend(worlds.engine(), ask(off, k=60))
    assert any("미스터리" in item.facts.tags for item in before.items)
    kept = [(item.facts.item_id, item.score) for item in before.items if "미스터리" not in item.facts.tags]
    assert [(item.facts.item_id, item.score) for item in after.items] == kept
