"""How a reader spends a visit to the bookshop: browse, decide, hesitate, give up, come back for the next volume."""

from dataclasses import dataclass

import numpy as np

from recsys.dataset.demo.choice import Effects, Visit, chance, choose, sigmoid, utility
from recsys.dataset.demo.mood import reported_label
from recsys.dataset.demo.people import Shopper
from recsys.dataset.demo.searching import Search, Searcher, reworded
from recsys.dataset.demo.session import Session
from recsys.dataset.demo.world import World
from recsys.events import EventName
from recsys.types import Bool, Float64, Int32, Int64

DAY = 86_400
NEXT_VOLUME_SHARE = 0.85
OUT_OF_ORDER_SHARE = 0.002
SEARCH_SHARE = 0.42
UNANSWERED_SHARE = 0.02
HESITATION_SHARE = 0.05
GIVE_UP_SHARE = {"night": 0.25, "day": 0.05, "null": 0.09}
"""How often a visit is a search given up: late at night, otherwise, and at any hour in the null world."""
MOOD_REPORT_SHARE = 0.3
N_FROM = {"popular": 10, "taste": 22, "similar": 6, "chance": 6}
"""What the shop's pages show beside search results: 44 items."""


@dataclass(frozen=True, slots=True)
class Plan:
    """An item the shopper means to buy, and from when on (UTC seconds)."""

    item: int
    due: int


class Reader:
    """A shopper of the bookshop, with the memory that their next choices depend on."""

    def __init__(self, world: World, shopper: Shopper, effects: Effects, rng: np.random.Generator) -> None:
        self._world = world
        self._shopper = shopper
        self._effects = effects
        self._rng = rng
        self._searcher = Searcher(world, shopper, effects, "book")
        self._closed: Bool = world.adult_only & (not shopper.is_adult)
        self._bought: Bool = np.zeros(len(world), dtype=np.bool_)
        self._plans: list[Plan] = []
        self._unrated: list[Plan] = []
        self._last_viewed: int | None = None
        self._popular_odds = np.exp(world.popularity) / np.exp(world.popularity).sum()

    def visit(self, visit: Visit) -> Session:
        """One session: first what was left to do, then one way of spending the time."""
        session = Session(visit, self._rng)
        utilities = np.where(
            self._open_items(visit), utility(self._world, self._shopper, visit, self._effects), -np.inf
        )
        self._say_mood(session)
        self._rate_what_is_read(session)
        if self._buy_what_was_planned(session) and chance(self._rng, 0.5):
            return session
        self._spend(session, utilities)
        return session

    def _open_items(self, visit: Visit) -> Bool:
        """Items out by now, fit for the shopper's age, not owned, and not a volume out of turn."""
        world = self._world
        unread_before = (world.previous_volume >= 0) & ~self._bought[world.previous_volume]
        out_of_turn = unread_before & (self._rng.random(len(world)) >= OUT_OF_ORDER_SHARE)
        is_released = world.released <= visit.starts.toordinal()
        return is_released & ~self._closed & ~self._bought & ~out_of_turn

    def _say_mood(self, session: Session) -> None:
        if self._shopper.reports_mood and chance(self._rng, MOOD_REPORT_SHARE):
            session.say_mood(reported_label(self._rng, session.visit.valence, session.visit.arousal))

    def _rate_what_is_read(self, session: Session) -> None:
        due = [plan for plan in self._unrated if plan.due <= session.clock]
        self._unrated = [plan for plan in self._unrated if plan.due > session.clock]
        for plan in due[:2]:
            opinion = 3.4 + 0.6 * self._shopper.taste[plan.item] + self._rng.normal(0.0, 0.7)
            session.act(EventName.RATE, plan.item, rating=int(np.clip(round(opinion), 1, 5)))

    def _buy_what_was_planned(self, session: Session) -> bool:
        due = [plan for plan in self._plans if plan.due <= session.clock]
        if not due:
            return False
        self._plans = [plan for plan in self._plans if plan is not due[0]]
        if not self._is_out(due[0].item, session.visit):
            return False
        session.view(due[0].item, self._dwell(1.5))
        session.act(EventName.ADD_TO_CART, due[0].item)
        self._check_out(session, [due[0].item])
        return True

    def _is_out(self, item: int, visit: Visit) -> bool:
        is_allowed = not self._closed[item] and bool(self._world.available[item])
        is_new = not self._bought[item] or bool(self._world.consumable[item])
        return is_allowed and is_new and bool(self._world.released[item] <= visit.starts.toordinal())

    def _spend(self, session: Session, utilities: Float64) -> None:
        draw = self._rng.random()
        gives_up = self._give_up_share(session.visit)
        if draw < UNANSWERED_SHARE:
            session.search(self._searcher.unknown(self._rng))
        elif draw < UNANSWERED_SHARE + gives_up:
            self._give_up(session, utilities)
        elif draw < UNANSWERED_SHARE + gives_up + HESITATION_SHARE:
            self._hesitate(session, utilities)
        else:
            self._browse(session, utilities)

    def _give_up_share(self, visit: Visit) -> float:
        if self._effects.hour == 0.0:
            return GIVE_UP_SHARE["null"]
        return GIVE_UP_SHARE["night" if visit.hour >= 22.0 or visit.hour < 2.0 else "day"]

    def _give_up(self, session: Session, utilities: Float64) -> None:
        """Two or three wordings of one search, a glance or two, and gone."""
        search = self._searcher.draw(self._rng, session.visit)
        texts = (search.text, *reworded(search.text))[: int(self._rng.integers(2, 4))]
        for text in texts:
            session.search(Search(text, search.found))
            for item in choose(self._rng, utilities, _open(search.found, utilities), int(self._rng.integers(0, 2))):
                session.act(EventName.SELECT_ITEM, item)
                session.view(item, int(self._rng.integers(2, 9)))
            session.wait(self._rng.uniform(20.0, 200.0))

    def _hesitate(self, session: Session, utilities: Float64) -> None:
        """To and fro between two books, sometimes in and out of the cart; half the time one is bought."""
        pair = choose(self._rng, utilities, _open(self._shown(), utilities), 2)
        if len(pair) < 2:
            return
        for turn in range(int(self._rng.integers(5, 8))):
            session.view(pair[turn % 2], int(self._rng.integers(12, 70)))
        wanted = pair[0]
        if not self._world.available[wanted]:
            return
        session.act(EventName.ADD_TO_CART, wanted)
        if chance(self._rng, 0.6):
            session.act(EventName.REMOVE_FROM_CART, wanted)
        elif chance(self._rng, 0.8):
            self._check_out(session, [wanted])

    def _browse(self, session: Session, utilities: Float64) -> None:
        shown, is_search = self._shown(), chance(self._rng, SEARCH_SHARE)
        if is_search:
            search = self._searcher.draw(self._rng, session.visit)
            session.search(search)
            shown = search.found if len(search.found) else shown
        count = 1 + int(self._rng.poisson(1.7))
        cart = [
            item
            for item in choose(self._rng, utilities, _open(shown, utilities), count)
            if self._look(session, item, float(utilities[item]), is_search)
        ]
        if cart and chance(self._rng, 0.85):
            self._check_out(session, cart)

    def _look(self, session: Session, item: int, wish: float, is_search: bool) -> bool:
        """A view and what it leads to; True when the item stays in the cart."""
        if is_search:
            session.act(EventName.SELECT_ITEM, item)
        session.view(item, self._dwell(wish))
        self._last_viewed = item
        if self._world.available[item] and chance(self._rng, sigmoid(1.1 * (wish - 1.7))):
            session.act(EventName.ADD_TO_CART, item)
            if chance(self._rng, 0.9):
                return True
            session.act(EventName.REMOVE_FROM_CART, item)
        self._opine(session, item, wish)
        return False

    def _opine(self, session: Session, item: int, wish: float) -> None:
        if chance(self._rng, 0.25 * sigmoid(wish)):
            session.act(EventName.ADD_TO_WISHLIST, item)
        elif chance(self._rng, 0.12 * sigmoid(wish)):
            session.act(EventName.LIKE, item)
        elif chance(self._rng, 0.06 * sigmoid(-wish)):
            session.act(EventName.DISLIKE if chance(self._rng, 0.5) else EventName.NOT_INTERESTED, item)

    def _dwell(self, wish: float) -> int:
        """Visible seconds on a page: log-normal, longer for a wished item, at most five minutes."""
        return int(np.clip(np.exp(3.0 + 0.5 * np.clip(wish, -2.5, 2.5) + self._rng.normal(0.0, 0.7)), 2, 300))

    def _shown(self) -> Int64:
        """A page without search: popular, near the taste, like the last one viewed, and by chance."""
        size = len(self._world)
        near = _largest(self._shopper.taste + self._rng.gumbel(size=size), N_FROM["taste"])
        popular = self._rng.choice(size, size=N_FROM["popular"], p=self._popular_odds)
        anything = self._rng.integers(0, size, size=N_FROM["chance"])
        return np.unique(np.concatenate([near, popular, anything, self._like_last()]).astype(np.int64))

    def _like_last(self) -> Int32:
        if self._last_viewed is None:
            return np.empty(0, dtype=np.int32)
        return self._world.similar[self._last_viewed, : N_FROM["similar"]]

    def _check_out(self, session: Session, cart: list[int]) -> None:
        session.act(EventName.BEGIN_CHECKOUT, cart[0])
        if chance(self._rng, 0.06):
            return
        for item in dict.fromkeys(cart):
            if self._is_out(item, session.visit):
                session.act(EventName.PURCHASE, item)
                self._remember(item, session.clock)

    def _remember(self, item: int, now: int) -> None:
        """A bought work and its editions are owned; a next volume, a refill and an opinion may follow."""
        self._bought = self._bought | (self._world.work == self._world.work[item])
        if chance(self._rng, 0.45):
            self._unrated.append(Plan(item, now + int(self._rng.gamma(4.0, 2.0) * DAY)))
        following = int(self._world.next_volume[item])
        if following >= 0 and chance(self._rng, NEXT_VOLUME_SHARE):
            self._plans.append(Plan(following, now + int(self._rng.gamma(3.0, 2.5) * DAY)))
        if self._world.consumable[item] and chance(self._rng, 0.8):
            self._plans.append(Plan(item, now + int(self._rng.normal(30.0, 3.0) * DAY)))


def _open(items: Int64, utilities: Float64) -> Int64:
    """Those of the items that can be chosen at all."""
    return items[np.isfinite(utilities[items])]


def _largest(values: Float64, count: int) -> Int64:
    """Positions of the `count` largest values, in no order."""
    return np.argpartition(-values, min(count, len(values) - 1))[:count]
