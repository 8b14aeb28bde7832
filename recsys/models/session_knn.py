"""Session neighbours: what was chosen in the recent sessions most like the current one.

VMIS-kNN (Kersbergen et al. 2022, "Serenade") with the distance weights of STAN (Garg et al. 2019). With w_e the
weight of entry e (recency * idf), sim(s) the sum of w_e over the entries in session s, and N the most similar ones:
`score(j) = sum over s in N of sum over e in s of w_e * sim(s)^(q - 1) / Z_q * reach(place of j - anchor of s)`,
one part for each sharpness q, `Z_q = sum of sim^q`. Masked removal holds N, sim, Z and the anchors, which leaves the
sum over entries: every entry is a cause. Items of the history get no vote; returning to them is another scorer's.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from recsys.evidence import CauseBlock
from recsys.models.linear import Arrays
from recsys.models.session_kernels import matches, nearest, vote
from recsys.protocols import TrainingData
from recsys.state.history import SESSION_GAP
from recsys.types import Float64, History, Int32, Int64, Interactions, Moment

NAME = "session_knn"


@dataclass(frozen=True, slots=True)
class SessionKnnConfig:
    """`entries` newest items of a history look for neighbours, each among its `sample` newest sessions.

    The `neighbours` most similar vote, by weights falling from the newest shared item: `after` and `before` it.
    """

    entries: int = 10
    sample: int = 500
    neighbours: int = 200
    recency: float = 0.7
    after: float = 0.8
    before: float = 0.7
    backward: float = 0.6
    window: int = 15
    sharpness: tuple[float, ...] = (1.0, 2.0, 4.0)


@dataclass(frozen=True)
class Neighbours:
    """The chosen sessions of one history: session, anchor, similarity (s,); which entry is in which (pairs)."""

    session: Int32
    anchor: Int32
    similarity: Float64
    entry: Int32
    slot: Int32


@dataclass(frozen=True)
class SessionKnn:
    """Sessions in the order of their `last` events (s,): `starts` (s + 1,), `items` (n,); postings by item.

    `indptr` (n_items + 1,), `posting` (p,) sessions ascending, `position` (p,) the item's newest place there;
    `reach` (2, w) weights of distances after and before.
    """

    starts: Int64
    items: Int32
    last: Int64
    indptr: Int64
    posting: Int32
    position: Int32
    reach: Float64
    config: SessionKnnConfig
    name: str = NAME

    @property
    def n_items(self) -> int:
        """Number of items it was fitted on."""
        return len(self.indptr) - 1

    @property
    def parts(self) -> tuple[str, ...]:
        """One weight for each sharpness of the similarity."""
        return tuple(f"similarity^{q:g}" for q in self.config.sharpness)

    @cached_property
    def _idf(self) -> Float64:
        """log((1 + sessions) / (1 + sessions with the item)) (n_items,)."""
        idf: Float64 = np.log((1.0 + len(self.last)) / (1.0 + np.diff(self.indptr)))
        return idf

    def add_scores(self, history: History, moment: Moment, weights: Float64, out: Float64) -> None:
        """Add the score of every item to `out` (n_items,) float64."""
        near, of_entry = self._neighbours(history, moment)
        held = near.similarity
        kept = np.bincount(near.slot, weights=(of_entry * history.kept)[near.entry], minlength=len(held))
        own = np.zeros(self.n_items)
        self._vote(near, kept * self._sharpened(held, weights), history, own)
        out += own

    def causes(self, history: History, moment: Moment, weights: Float64, items: Int32) -> CauseBlock:
        """One cause for each entry that has a neighbour."""
        near, of_entry = self._neighbours(history, moment)
        value = self._sharpened(near.similarity, weights)
        entry = np.unique(near.entry)
        contributions = np.zeros((len(entry), len(items)))
        fitted = np.flatnonzero(items < self.n_items)
        for row, e in enumerate(entry):
            own, mine = np.zeros(self.n_items), np.zeros(len(value))
            mine[near.slot[near.entry == e]] = of_entry[e] * history.kept[e]
            self._vote(near, mine * value, history, own)
            contributions[row, fitted] = own[items[fitted]]
        return CauseBlock(self.name, ("item",) * len(entry), entry.astype(np.int32), contributions)

    def _neighbours(self, history: History, moment: Moment) -> tuple[Neighbours, Float64]:
        """The sessions held for this history, masked or not, and the weight (h,) of every entry."""
        weight = self.config.recency ** history.age.astype(np.float64) * history.strength
        known = np.flatnonzero(history.item < self.n_items)[: self.config.entries]
        weight[known] *= self._idf[history.item[known]]
        below = len(self.last) if moment.at is None else int(np.searchsorted(self.last, moment.at, side="left"))
        found = matches(
            (self.indptr, self.posting, self.position), (history.item[known], weight[known]), self.config.sample, below
        )
        session, similarity, anchor, entry, slot = found
        chosen = nearest(session, similarity, self.config.neighbours)
        place = np.cumsum(chosen) - 1
        pairs = chosen[slot]
        near = Neighbours(
            session[chosen],
            anchor[chosen],
            similarity[chosen],
            known[entry[pairs]].astype(np.int32),
            place[slot[pairs]],
        )
        return near, weight

    def _sharpened(self, similarity: Float64, weights: Float64) -> Float64:
        """sum over parts of weight_q * sim^(q - 1) / Z_q (s,)."""
        value = np.zeros(len(similarity))
        if not similarity.any():
            return value
        scaled = similarity / similarity.max()
        for q, weight in zip(self.config.sharpness, weights, strict=True):
            value += weight * scaled ** (q - 1.0) / (scaled**q).sum()
        sharpened: Float64 = value / similarity.max()
        return sharpened

    def _vote(self, near: Neighbours, value: Float64, history: History, out: Float64) -> None:
        closed = history.item[history.item < self.n_items]
        vote((near.session, near.anchor, value), (self.starts, self.items), self.reach, closed, out)

    def arrays(self) -> Arrays:
        """For an artefact. Sessions carry no person's id."""
        names = ("starts", "items", "last", "indptr", "posting", "position", "reach")
        c = self.config
        return {
            **{name: getattr(self, name) for name in names},
            "counts": np.array([c.entries, c.sample, c.neighbours], dtype=np.int64),
            "recency": np.array([c.recency]),
            "sharpness": np.array(c.sharpness),
        }


def fit(data: TrainingData, config: SessionKnnConfig | None = None) -> SessionKnn:
    """Sort the sessions by time and index them by item."""
    config = config or SessionKnnConfig()
    log = data.interactions
    if not log.ordered:
        config = SessionKnnConfig(config.entries, config.sample, config.neighbours, 1.0, sharpness=config.sharpness)
    items, starts, last = sessions_of(log)
    indptr, posting, position = _postings(items, starts, log.n_items)
    data.progress(NAME, 1.0)
    return SessionKnn(starts, items, last, indptr, posting, position, _reach(config, log, starts), config)


def load(arrays: Arrays) -> SessionKnn:
    """Rebuild from arrays."""
    entries, sample, neighbours = (int(x) for x in arrays["counts"])
    sharpness = tuple(float(x) for x in arrays["sharpness"])
    config = SessionKnnConfig(entries, sample, neighbours, float(arrays["recency"][0]), sharpness=sharpness)
    starts, items, last = arrays["starts"], arrays["items"], arrays["last"]
    postings = arrays["indptr"], arrays["posting"], arrays["position"]
    return SessionKnn(starts, items, last, *postings, arrays["reach"], config)


def _reach(config: SessionKnnConfig, log: Interactions, starts: Int64) -> Float64:
    """Weights (2, w) of the distances; all alike, however far, where time means nothing."""
    if not log.ordered:
        return np.ones((2, int(np.diff(starts).max(initial=1))))
    distance = np.arange(config.window + 1.0)
    reach: Float64 = np.stack((config.after ** (distance - 1), config.backward * config.before ** (distance - 1)))
    reach[:, 0] = 0.0
    return reach


def sessions_of(log: Interactions) -> tuple[Int32, Int64, Int64]:
    """Items (n,) session by session, starts (s + 1,), times of the last events (s,), sessions ascending in these.

    A session is a marked one; else, in seconds, what no silence of half an hour breaks; else all of a person.
    """
    code = _codes(log)
    last = np.full(int(code.max(initial=-1)) + 1, np.iinfo(np.int64).min)
    np.maximum.at(last, code, log.time)
    by_last = np.argsort(last, kind="stable")
    number = np.empty_like(by_last)
    number[by_last] = np.arange(len(by_last))
    order = np.argsort(number[code], kind="stable")
    starts = np.searchsorted(number[code][order], np.arange(len(last) + 1)).astype(np.int64)
    return log.item[order], starts, last[by_last]


def _codes(log: Interactions) -> Int64:
    """Session number (n,) of each row, dense."""
    order = np.argsort(log.user, kind="stable")
    broken = np.diff(log.user[order], prepend=-1) != 0
    if log.timed:
        broken |= np.diff(log.time[order], prepend=0) >= SESSION_GAP
    code = np.empty(len(log), dtype=np.int64)
    code[order] = np.cumsum(broken)
    if log.session is not None:
        code = np.where(log.session >= 0, log.session.astype(np.int64), code + int(log.session.max(initial=-1)) + 1)
    dense: Int64 = np.unique(code, return_inverse=True)[1].astype(np.int64)
    return dense


def _postings(items: Int32, starts: Int64, n_items: int) -> tuple[Any, Any, Any]:
    """By item: the sessions that hold it, ascending, and its newest position in each."""
    session = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    position = np.arange(len(items)) - starts[session]
    order = np.lexsort((position, session, items))
    newest = np.ones(len(order), dtype=np.bool_)
    key = items[order].astype(np.int64) * max(1, len(starts)) + session[order]
    newest[:-1] = key[1:] != key[:-1]
    chosen = order[newest]
    indptr = np.searchsorted(items[chosen], np.arange(n_items + 1)).astype(np.int64)
    return indptr, session[chosen].astype(np.int32), position[chosen].astype(np.int32)
