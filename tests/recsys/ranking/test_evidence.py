"""Evidence is read off the sum: whatever it says can be found in the contributions and in the facts."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.events import ACT_STRENGTH
from recsys.evidence import (
    CauseBlock,
    CitedItem,
    Evidence,
    LikedBefore,
    NextVolume,
    PopularNow,
    SeenThisSession,
    SharesAttribute,
)
from recsys.ranking.entries import ACT_RANK, Entries, Entry
from recsys.ranking.evidence import ATTRIBUTES, MOST_CHOSEN, Sums, evidence_for, values_of
from recsys.ranking.removal import falls_behind
from recsys.retrieval.filters import READ
from recsys.types import History, ItemFacts, Touch

M = 6
"""Candidates in the worlds below; the first three are served."""


@dataclass(frozen=True)
class World:
    sums: Sums
    entries: list[Entry]
    facts: list[ItemFacts]

    def evidence(self) -> list[tuple[Evidence, ...]]:
        columns = np.arange(len(self.facts), dtype=np.int32)
        return evidence_for(self.sums, history_of(self.entries), columns, self.facts, recent=True)


def history_of(entries: list[Entry]) -> Entries:
    """The history these entries come from."""
    touches = [
        tuple(Touch(event, e.cited.facts.item_id, e.cited.act, 0) for event in e.cited.event_ids) for e in entries
    ]
    places, ones = np.arange(len(entries), dtype=np.int32), np.ones(len(entries))
    in_session = np.array([e.in_session for e in entries], dtype=np.bool_)
    history = History(places, places, ones, ones, np.zeros(len(entries), dtype=np.int64), in_session)
    return Entries([e.cited.facts for e in entries], history, touches)


def block(scorer: str, names: list[str], entry: list[int], cells: list[list[float]]) -> CauseBlock:
    width = len(cells[0]) if cells else M
    contributions = np.array(cells, dtype=np.float64).reshape(len(names), width)
    return CauseBlock(scorer, tuple(names), np.array(entry, dtype=np.int32), contributions)


def world(blocks: list[CauseBlock], entries: list[Entry], facts: list[ItemFacts]) -> World:
    """Candidates are put best first, as the engine hands them over."""
    scores = sum(b.contributions.sum(axis=0) for b in blocks)
    order = np.argsort(-scores, kind="stable")
    sorted_blocks = tuple(CauseBlock(b.scorer, b.names, b.entry, b.contributions[:, order]) for b in blocks)
    return World(Sums(scores[order], sorted_blocks, len(entries)), entries, [facts[i] for i in order][: len(facts)])


values = st.sampled_from([-1.0, 0.0, 0.0, 0.25, 0.5, 1.0, 2.0])
facts_of = st.builds(
    ItemFacts,
    item_id=st.uuids().map(str),
    creator=st.sampled_from(["", "한강", "황석영"]),
    series=st.sampled_from(["", "토지", "장길산"]),
    series_index=st.sampled_from([None, 1.0, 2.0, 3.0]),
    category=st.sampled_from(["", "소설"]),
    tags=st.lists(st.sampled_from(["위로", "여름", "가족"]), max_size=2, unique=True).map(tuple),
)


@st.composite
def worlds(draw) -> World:
    h = draw(st.integers(0, 5))
    entries = [
        Entry(
            CitedItem(draw(facts_of), draw(st.sampled_from(["liked", "viewed", "finished"])), (f"e{n}", f"f{n}")),
            draw(st.booleans()),
        )
        for n in range(h)
    ]
    cells = st.lists(values, min_size=M, max_size=M)
    names = [name for name in ATTRIBUTES for _ in range(h)]
    blocks = [
        block("popular", ["popularity"], [-1], [draw(cells)]),
        block("linear", ["item"] * h, list(range(h)), [draw(cells) for _ in range(h)]),
        block("content", names, list(range(h)) * len(ATTRIBUTES), [draw(cells) for _ in names]),
    ]
    return world([b for b in blocks if b.names], entries, [draw(facts_of) for _ in range(M)])


def events_of(items: tuple[CitedItem, ...]) -> tuple[str, ...]:
    return tuple(event for item in items for event in item.event_ids)


def cited_by(evidence: Evidence) -> tuple[CitedItem, ...]:
    if isinstance(evidence, NextVolume):
        return (evidence.previous,)
    return () if isinstance(evidence, PopularNow) else evidence.items


@settings(max_examples=80, deadline=None)
@given(worlds())
def test_shares_lie_between_nothing_and_all(given_world: World) -> None:
    for found in given_world.evidence():
        assert all(0.0 <= e.support.share <= 1.0 for e in found)


@settings(max_examples=80, deadline=None)
@given(worlds())
def test_the_events_behind_an_evidence_are_those_of_the_items_it_cites(given_world: World) -> None:
    for found in given_world.evidence():
        for e in found:
            assert e.support.event_ids == events_of(cited_by(e))
            assert isinstance(e, PopularNow) or e.support.event_ids


@settings(max_examples=80, deadline=None)
@given(worlds())
def test_an_attribute_is_named_only_when_the_item_and_all_cited_ones_have_it(given_world: World) -> None:
    for facts, found in zip(given_world.facts, given_world.evidence(), strict=True):
        for e in (e for e in found if isinstance(e, SharesAttribute)):
            assert e.items
            assert e.value in values_of(facts, e.field)
            assert all(e.value in values_of(item.facts, e.field) for item in e.items)
            assert e.support.contribution > 0.0


@settings(max_examples=80, deadline=None)
@given(worlds())
def test_a_next_volume_follows_the_one_before_it_which_was_really_read(given_world: World) -> None:
    for at, (facts, found) in enumerate(zip(given_world.facts, given_world.evidence(), strict=True)):
        before = [
            n
            for n, entry in enumerate(given_world.entries)
            if facts.series
            and entry.cited.facts.series == facts.series
            and facts.series_index is not None
            and entry.cited.facts.series_index == facts.series_index - 1
            and entry.cited.act in READ
            and given_world.sums.by_entry[n, at] > 0.0
        ]
        told = [e for e in found if isinstance(e, NextVolume)]
        assert len(told) == min(1, len(before))
        for e in told:
            assert e.previous == given_world.entries[before[0]].cited
            assert (e.series, e.index) == (facts.series, facts.series_index)


@settings(max_examples=80, deadline=None)
@given(worlds())
def test_two_items_share_an_evidence_only_when_the_same_was_done_with_both_at_the_same_time(given_world: World) -> None:
    session_of = {entry.cited.facts.item_id: entry.in_session for entry in given_world.entries}
    for found in given_world.evidence():
        chosen = [e for e in found if isinstance(e, LikedBefore | SeenThisSession)]
        assert len(chosen) <= MOST_CHOSEN
        for e in chosen:
            assert {session_of[item.facts.item_id] for item in e.items} == {isinstance(e, SeenThisSession)}
            assert len({item.act for item in e.items}) == 1
            assert 1 <= len(e.items) <= 2


@settings(max_examples=80, deadline=None)
@given(worlds())
def test_chosen_items_carry_exactly_what_the_table_of_contributions_says(given_world: World) -> None:
    place = {entry.cited.facts.item_id: n for n, entry in enumerate(given_world.entries)}
    sums = given_world.sums
    for at, found in enumerate(given_world.evidence()):
        chosen = [e for e in found if isinstance(e, LikedBefore | SeenThisSession)]
        parts = sum(np.maximum(b.contributions[:, at], 0.0).sum() for b in sums.blocks)
        for e in chosen:
            gone = sum(sums.by_entry[place[item.facts.item_id]] for item in e.items)
            assert e.support.contribution == pytest.approx(gone[at])
            assert e.support.share == pytest.approx(max(gone[at], 0.0) / parts)
            assert e.support.necessary == falls_behind(sums.scores, gone, at)
        best = sums.by_entry[:, at].max(initial=0.0)
        assert [e.support.contribution for e in chosen[:1]] == ([pytest.approx(best)] if best > 0.0 else [])


def entry(item_id: str, act: str = "liked", in_session: bool = False, **facts) -> Entry:
    return Entry(CitedItem(ItemFacts(item_id, "book", **facts), act, (f"e-{item_id}",)), in_session)  # type: ignore[arg-type]


def kinds(found: tuple[Evidence, ...]) -> list[tuple[type, tuple[str, ...]]]:
    return [(type(e), tuple(item.facts.item_id for item in cited_by(e))) for e in found]


def pair_world(second: Entry) -> tuple[Evidence, ...]:
    """Either of two entries alone leaves the item first; without both it falls."""
    cells = [[1.0, 0.0], [1.0, 0.0]]
    rows = [block("popular", ["popularity"], [-1], [[0.0, 0.5]]), block("linear", ["item"] * 2, [0, 1], cells)]
    facts = [ItemFacts("x"), ItemFacts("y")]
    return world(rows, [entry("a"), second], facts).evidence()[0]


def test_a_pair_is_cited_where_no_single_item_decides() -> None:
    found = pair_world(entry("b"))
    assert kinds(found) == [(LikedBefore, ("a",)), (LikedBefore, ("a", "b"))]
    assert [e.support.necessary for e in found] == [False, True]


@pytest.mark.parametrize("other", [entry("b", act="viewed"), entry("b", in_session=True)])
def test_a_pair_of_different_acts_or_visits_is_not_cited(other: Entry) -> None:
    assert kinds(pair_world(other)) == [(LikedBefore, ("a",))]


def test_where_nothing_adds_to_an_item_no_attribute_is_said_to_be_shared() -> None:
    """Contributions of nought or less: an empty set of entries shares every value, and must not be cited."""
    cells = block("content", ["creator"], [0], [[-1.0, -2.0]])
    facts = [ItemFacts("x", creator="한강"), ItemFacts("y", creator="한강")]
    assert world([cells], [entry("a", creator="한강")], facts).evidence() == [(), ()]


def test_an_attribute_of_a_sliver_of_the_score_is_no_reason() -> None:
    rows = [
        block("popular", ["popularity"], [-1], [[1.0, 0.9]]),
        block("content", ["creator"], [0], [[0.02, 0.0]]),
    ]
    facts = [ItemFacts("x", creator="한강"), ItemFacts("y")]
    (first, _) = world(rows, [entry("a", creator="한강")], facts).evidence()
    assert [type(e) for e in first] == [LikedBefore, PopularNow]


def test_popularity_is_evidence_only_where_it_adds_something() -> None:
    rows = [block("popular", ["popularity"], [-1], [[0.5, 0.0]])]
    first, second = world(rows, [], [ItemFacts("x"), ItemFacts("y")]).evidence()
    assert first == (PopularNow(first[0].support, recent=True),)
    assert (first[0].support.share, first[0].support.event_ids) == (1.0, ())
    assert second == ()


def test_of_several_acts_the_one_that_says_most_is_cited_with_all_events() -> None:
    touches = [Touch("e1", "a", "viewed", 1), Touch("e2", "a", "bought", 2), Touch("e3", "a", "viewed", 3)]
    cited = Entry.of(ItemFacts("a"), touches, in_session=False).cited
    assert (cited.act, cited.event_ids) == ("bought", ("e1", "e2", "e3"))


def test_every_act_has_its_rank() -> None:
    assert sorted(ACT_RANK) == sorted(ACT_STRENGTH)
