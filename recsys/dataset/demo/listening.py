"""How a listener spends a visit to the music service: a string of tracks, some skipped, some heard to the end."""

import numpy as np

from recsys.dataset.demo.choice import Effects, Visit, chance, choose, sigmoid, utility
from recsys.dataset.demo.mood import reported_label
from recsys.dataset.demo.people import Shopper
from recsys.dataset.demo.searching import Searcher
from recsys.dataset.demo.session import Session
from recsys.dataset.demo.world import World
from recsys.events import EventName
from recsys.types import Bool, Float64, Int64

SEARCH_SHARE = 0.35
MEAN_TRACKS = 7.5
FAMILIARITY = 0.6
FATIGUE = 1.2
"""Utility lost right after a play; halves with every visit."""
EXPOSED_SHARE = 0.3
"""Share of the catalogue that happens to cross a listener's way in one visit, beside what they know."""
MOOD_REPORT_SHARE = 0.2
FOLLOW_AFTER = 4
"""Completed tracks of one creator before a follow is likely."""


class Listener:
    """A shopper of the music service, with the memory that their next choices depend on."""

    def __init__(self, world: World, shopper: Shopper, effects: Effects, rng: np.random.Generator) -> None:
        self._world = world
        self._shopper = shopper
        self._effects = effects
        self._rng = rng
        self._searcher = Searcher(world, shopper, effects, "track")
        self._refused: Bool = ~world.available | (world.adult_only & (not shopper.is_adult))
        self._plays: Float64 = np.zeros(len(world))
        self._fatigue: Float64 = np.zeros(len(world))
        self._liked: Bool = np.zeros(len(world), dtype=np.bool_)
        self._completed_by: Float64 = np.zeros(len(world.creators))
        self._followed: set[int] = set()

    def visit(self, visit: Visit) -> Session:
        """One session: perhaps a search, then tracks until the listener has had enough."""
        session = Session(visit, self._rng)
        if self._shopper.reports_mood and chance(self._rng, MOOD_REPORT_SHARE):
            session.say_mood(reported_label(self._rng, visit.valence, visit.arousal))
        felt = utility(self._world, self._shopper, visit, self._effects)
        considered = self._considered(session)
        wish = felt + FAMILIARITY * np.log1p(self._plays) - self._fatigue
        count = 1 + int(self._rng.poisson(MEAN_TRACKS - 1.0))
        for item in choose(self._rng, wish, considered, count):
            if session.is_full:
                break
            self._hear(session, item, float(felt[item]))
        self._fatigue = self._fatigue * 0.5
        return session

    def _considered(self, session: Session) -> Int64:
        """Search results, or known tracks and those that cross the listener's way; none refused or not out yet."""
        is_open = ~self._refused & (self._world.released <= session.visit.starts.toordinal())
        if chance(self._rng, SEARCH_SHARE):
            search = self._searcher.draw(self._rng, session.visit)
            session.search(search)
            found = search.found[is_open[search.found]]
            if len(found):
                return found
        popular = np.exp(self._world.popularity) * len(self._world) ** 0.3
        met = self._rng.random(len(self._world)) < np.maximum(EXPOSED_SHARE, np.minimum(popular, 0.9))
        return np.flatnonzero(is_open & (met | (self._plays > 0))).astype(np.int64)

    def _hear(self, session: Session, item: int, wish: float) -> None:
        self._fatigue[item] += FATIGUE
        if chance(self._rng, sigmoid(-1.0 - 1.2 * (wish - 0.3))):
            self._leave(session, item, wish)
            return
        length = int(self._world.seconds[item])
        is_whole = chance(self._rng, 0.72)
        seconds = length if is_whole else int(self._rng.uniform(31.0, max(32.0, 0.8 * length)))
        session.play(item, seconds, is_whole)
        self._plays[item] += 1
        self._praise(session, item, wish)
        if is_whole:
            self._follow(session, int(self._world.creator[item]))

    def _leave(self, session: Session, item: int, wish: float) -> None:
        session.skip(item, int(self._rng.integers(3, 26)))
        if chance(self._rng, 0.08 * sigmoid(-wish)):
            session.act(EventName.DISLIKE if chance(self._rng, 0.5) else EventName.NOT_INTERESTED, item)
            self._refused[item] = True

    def _praise(self, session: Session, item: int, wish: float) -> None:
        if not self._liked[item] and chance(self._rng, 0.12 * sigmoid(1.5 * (wish - 1.0))):
            session.act(EventName.LIKE, item)
            self._liked[item] = True

    def _follow(self, session: Session, creator: int) -> None:
        self._completed_by[creator] += 1
        is_fond = self._completed_by[creator] >= FOLLOW_AFTER and creator not in self._followed
        if is_fond and chance(self._rng, 0.1):
            session.follow(self._world.creators[creator])
            self._followed.add(creator)
