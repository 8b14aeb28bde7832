"""The engine: events -> state -> candidates -> scores -> ranked items with evidence. One short function a step."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, pairwise

import numpy as np

from recsys.dataset.catalogue import Catalogue
from recsys.errors import QueryError
from recsys.evidence import CauseBlock, Ledger, RankedItem, Ranking
from recsys.models.mood_fit import MoodFit
from recsys.mood.items import ItemMoods
from recsys.mood.reading import MoodReading, read_mood
from recsys.playlist.tracks import Tracks
from recsys.protocols import Extensible, Scorer, Situated
from recsys.ranking.entries import Entries
from recsys.ranking.evidence import Sums, evidence_for
from recsys.ranking.habit import habit_evidence
from recsys.ranking.mood_evidence import mood_evidence
from recsys.ranking.order import best_first
from recsys.ranking.weights import Weights
from recsys.retrieval.candidates import Retrieval
from recsys.retrieval.filters import Shelf, one_of_each_work
from recsys.retrieval.scores import Weighed, sums_of
from recsys.retrieval.sources import Asked
from recsys.state.history import history_of, session_mask
from recsys.types import (
    SIGNALS,
    Bool,
    Filters,
    Float64,
    History,
    Int32,
    ItemFacts,
    Moment,
    Query,
    Shortfall,
    Signal,
    Strategy,
    TimeUnit,
    Touch,
    UserState,
)

POOL = 200
"""Best candidates that the list is chosen from, editions of one work among them."""

RIVALS = 100
"""Best candidates kept for evidence: a rank that worsens among them has worsened."""

MOST = 1_000
"""Largest k."""

LARGE = 100_000
"""A catalogue of more items is not scored as a whole for every request."""


@dataclass(frozen=True)
class Engine:
    """A trained ranker: scorers and their weights over a catalogue.

    The catalogue may have grown since the fit: later items have no score from scorers that never saw them.
    """

    catalogue: Catalogue
    scorers: tuple[Scorer, ...]
    weights: Weights
    time_unit: TimeUnit = "seconds"
    model_id: str = "unsaved"
    name: str = "data"
    retrieval: Retrieval | None = None
    """Names the candidates in a large catalogue; None scores every item."""

    @cached_property
    def shelf(self) -> Shelf:
        """The catalogue prepared for filtering."""
        return Shelf(self.catalogue)

    @cached_property
    def tracks(self) -> Tracks:
        """The catalogue's tracks prepared for playlists."""
        return Tracks.of(self.catalogue, self.moods)

    def with_items(self, facts: Iterable[ItemFacts]) -> "Engine":
        """The same engine over an updated catalogue; new items are ranked by their attributes at once."""
        catalogue = self.catalogue.updated(facts)
        scorers = tuple(s.extended(catalogue) if isinstance(s, Extensible) else s for s in self.scorers)
        return replace(self, catalogue=catalogue, scorers=scorers)

    def scores(self, history: History, moment: Moment) -> Float64:
        """Scores (n_items,) float64 of the whole catalogue."""
        return self._summed(history, moment, self.weighed(history, moment))

    def _summed(self, history: History, moment: Moment, weighed: Sequence[Weighed]) -> Float64:
        out = np.zeros(len(self.catalogue))
        for scorer, weights in weighed:
            scorer.add_scores(history, moment, weights, out[: scorer.n_items])
        return out

    def causes(self, history: History, moment: Moment, items: Int32) -> tuple[CauseBlock, ...]:
        """The same scores of `items` (m,), split by cause."""
        return causes_of(self.weighed(history, moment), history, moment, items)

    def unread(self, history: History, moment: Moment, weighed: Sequence[Weighed]) -> dict[Signal, str]:
        """Why each signal says nothing here, "" where it does."""
        because: dict[Signal, str] = dict.fromkeys(SIGNALS, "not_in_model")
        because["history"] = "" if (~history.in_session).any() else "no_events"
        because["session"] = "" if history.in_session.any() else "no_events"
        for scorer, _ in weighed if self._situated else ():
            situated = self._situated.get(scorer.name)
            if situated is not None and because[situated.signal]:
                because[situated.signal] = situated.unread(history, moment)
        return because

    @cached_property
    def moods(self) -> ItemMoods | None:
        """Where the items lie on the mood plane, if a scorer of mood takes part."""
        return next((scorer.moods for scorer in self.scorers if isinstance(scorer, MoodFit)), None)

    def felt(self, state: UserState, moment: Moment) -> Moment:
        """The moment with the aim that a person's cues give their list, for whoever asks for bare scores."""
        asked = Query(state=state, moment=moment)
        return replace(moment, mood=read_mood(asked, self.moods, self.catalogue, self.time_unit == "seconds").aim)

    @cached_property
    def _situated(self) -> Mapping[str, Situated]:
        return {scorer.name: scorer for scorer in self.scorers if isinstance(scorer, Situated)}

    def indexed(self, above: int = LARGE) -> "Engine":
        """The same engine, ready to name candidates where the catalogue holds more than `above` items."""
        return replace(self, retrieval=Retrieval.of(self.scorers)) if len(self.catalogue) > above else self

    def scores_of_allowed(self, now: "Situation", allowed: Bool) -> tuple[Float64, Int32]:
        """Scores (n_items,) and the allowed items (m,) they hold for: all of them or, with a retrieval, the candidates.

        Candidates get the same exact sum; only which items are looked at is approximate.
        """
        if self.retrieval is None:
            return self._summed(now.history, now.moment, now.weighed), np.flatnonzero(allowed).astype(np.int32)
        items = self.retrieval.candidates(now.weighed, Asked(now.history, now.moment, allowed))
        sums = np.zeros(len(items))
        for weighed in now.weighed:
            sums += sums_of(weighed, now.history, now.moment, items)
        scores = np.empty(len(self.catalogue))  # a million zeros would take as long as the sums
        scores[items] = sums
        return scores, items

    def weighed(self, history: History, moment: Moment) -> tuple[Weighed, ...]:
        """Every scorer that counts in this situation, with the weights of its parts."""
        values = self.weights.of(history, moment)
        positive = (values > 0.0).tolist()
        return tuple([(s, values[first:last]) for s, first, last in self._present if any(positive[first:last])])

    @cached_property
    def _present(self) -> tuple[tuple[Scorer, int, int], ...]:
        """The scorers that have parts, and where these stand among all parts."""
        ends = pairwise(accumulate((len(scorer.parts) for scorer in self.scorers), initial=0))
        return tuple((s, first, last) for s, (first, last) in zip(self.scorers, ends, strict=True) if last > first)


def causes_of(weighed: Sequence[Weighed], history: History, moment: Moment, items: Int32) -> tuple[CauseBlock, ...]:
    """What every scorer that counts adds to the scores of `items` (m,), split by cause."""
    return tuple([scorer.causes(history, moment, weights, items) for scorer, weights in weighed])


@dataclass(frozen=True, slots=True)
class Situation:
    """A query as the scorers see it, and in words. The moment holds only what may be used of it."""

    history: History
    moment: Moment
    behind: tuple[tuple[Touch, ...], ...]
    state: UserState
    strategy: Strategy
    used: tuple[Signal, ...]
    unused: tuple[tuple[Signal, str], ...]
    mood: MoodReading
    weighed: tuple[Weighed, ...]


@dataclass(frozen=True, slots=True)
class Ranked:
    """The core's answer, before anything is explained: indices (m,) of the best candidates and of the served items."""

    now: Situation
    scores: Float64
    pool: Int32
    served: Int32
    n_allowed: int


def recommend(engine: Engine, query: Query) -> Ranking:
    """Rank for one query, and read the evidence off the sum.

    Unknown people, unknown items and an empty catalogue are normal. Raises QueryError for a senseless k.
    """
    ranked = rank(engine, query)
    now = ranked.now
    items, ledger = _explained(engine, now.moment, ranked)
    short = _shortfall(engine, query, len(items), ranked.n_allowed)
    return Ranking(items, now.strategy, ledger, now.used, now.unused, short, now.mood.lately, now.moment.mood)


def rank(engine: Engine, query: Query) -> Ranked:
    """Events -> history -> scores -> filters -> order."""
    if not 1 <= query.k <= MOST:
        raise QueryError("k", f"{query.k} items asked for", f"1 to {MOST}")
    now = observe(engine, query)
    allowed = engine.shelf.allowed(now.state, query.filters)
    scores, items = engine.scores_of_allowed(now, allowed)
    pool = best_first(scores, items, max(POOL, 3 * query.k))
    served = one_of_each_work(pool, engine.catalogue.work, query.k) if query.filters.curated else pool[: query.k]
    return Ranked(now, scores, pool, served, int(np.count_nonzero(allowed)))


def observe(engine: Engine, query: Query) -> Situation:
    """What of the person's state this query may use, and what that makes of it."""
    use = query.use
    state = query.state if use & {"history", "session"} else UserState()
    session = session_mask(state.touches, query.session_id, query.moment, engine.time_unit == "seconds")
    usable = np.ones(len(session), dtype=np.bool_) if "history" in use else session
    in_session = session if "session" in use else np.zeros_like(session)
    history, behind = history_of(state, engine.catalogue.items, in_session, usable, query.without)
    if not use:
        strategy: Strategy = "non_profiled"
    elif len(history) == 0:
        strategy = "cold"
    else:
        strategy = "session" if bool(history.in_session.all()) and "session" in use else "personal"
    mood = read_mood(query, engine.moods, engine.catalogue, engine.time_unit == "seconds")
    moment = replace(_withheld(query.moment, use), mood=mood.aim)
    use = use if query.mood is None else use | {"mood"}
    weighed = engine.weighed(history, moment)
    because = engine.unread(history, moment, weighed)
    unused = tuple((s, "not_allowed" if s not in use else because[s]) for s in SIGNALS if s not in use or because[s])
    used = tuple(s for s in SIGNALS if s in use and not because[s])
    return Situation(history, moment, behind, state, strategy, used, unused, mood, weighed)


def _withheld(moment: Moment, use: frozenset[Signal]) -> Moment:
    """The moment without the signals that may not be used."""
    return replace(moment, at=moment.at if "time" in use else None, context=moment.context if "context" in use else ())


def _explained(engine: Engine, moment: Moment, ranked: Ranked) -> tuple[tuple[RankedItem, ...], Ledger]:
    now, facts = ranked.now, engine.catalogue.facts
    place = {item: column for column, item in enumerate(ranked.pool.tolist())}
    columns = np.array([place[item] for item in ranked.served.tolist()], dtype=np.int32)
    rivals = ranked.pool[: max(RIVALS, int(columns.max(initial=0)) + 1)]
    blocks = causes_of(now.weighed, now.history, moment, rivals)
    entries = Entries(facts, now.history, now.behind)
    sums = Sums(ranked.scores[rivals], blocks, len(entries))
    chosen = [facts[item] for item in ranked.served]
    evidence = evidence_for(sums, entries, columns, chosen, recent=engine.time_unit == "seconds")
    moods = mood_evidence(now.mood, blocks, sums.scores, sums.positive, columns)
    hours = habit_evidence(moment, sums, entries, (columns, chosen))
    scores = ranked.scores[ranked.served].tolist()
    items = tuple(
        RankedItem(item, number, score, (*found, *habit, *felt))
        for number, (item, score, found, habit, felt) in enumerate(
            zip(chosen, scores, evidence, hours, moods, strict=True), start=1
        )
    )
    return items, Ledger(blocks, columns, now.behind, now.mood.aim.event_ids if now.mood.aim else ())


def _shortfall(engine: Engine, query: Query, served: int, allowed: int) -> Shortfall | None:
    if served == query.k:
        return None
    if len(engine.catalogue) == 0:
        because = "empty_catalogue"
    elif query.filters.candidates is not None and len(query.filters.candidates) < query.k:
        because = "few_candidates"
    elif allowed == 0:
        because = "nothing_fits_filters"
    else:
        because = "filters"
    return Shortfall(query.k, served, because)


def similar(engine: Engine, item_id: str, k: int = 10, filters: Filters | None = None) -> Ranking:
    """Items most carried by one item alone. Raises QueryError for an unknown item."""
    if item_id not in engine.catalogue.items:
        raise QueryError("item_id", f"unknown item {item_id!r}", "an item of the catalogue")
    only = UserState(touches=(Touch("anchor", item_id, "chosen", 0),))
    return recommend(engine, Query(state=only, k=k, filters=filters or Filters(), use=frozenset({"history"})))
