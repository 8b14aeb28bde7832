"""Whose list it is: what of a person or a session this request may use, and why the rest is not used."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from api.consent import Consents, Purpose
from api.quiet import Quiet
from api.schemas.recommendations import RecommendationsIn, Unused
from api.services import Services
from api.shops import Model
from api.states import Known
from api.store.moods import KEPT_SECONDS
from api.store.sequence import Life, Stamp
from recsys.context.types import Told, told_as_text
from recsys.types import SIGNALS, Signal, Touch, UserState

PURPOSE_OF: Mapping[Signal, Purpose] = {
    "history": Purpose.HISTORY,
    "session": Purpose.SESSION,
    "time": Purpose.TIME,
    "mood": Purpose.MOOD,
}
"""The consent a signal needs. `context` comes with the request and needs none."""

PERSONAL: frozenset[Signal] = frozenset({"history", "session", "mood"})
"""Signals the list can be made from today; without them nothing of the person is used at all."""

THIS_REQUEST = "this-request"
NOBODY = Stamp(0, Life(0, 0))
"""The stamp of an anonymous session: it has no life that could end."""


@dataclass(frozen=True, slots=True)
class Whose:
    """What the engine gets to know. `user_id` and `session_id` are those the impression may keep."""

    state: UserState = field(default_factory=UserState)
    use: frozenset[Signal] = frozenset()
    unused: Mapping[str, Unused] = field(default_factory=dict)
    user_id: str | None = None
    session_id: str | None = None
    life: Life | None = None
    quiet: Quiet = field(default_factory=Quiet)


def whose_list(services: Services, shop: str, model: Model, ask: RecommendationsIn, at: int) -> Whose:
    """What this request may use. Where nothing personal is asked for, nothing personal is read."""
    asked = frozenset(SIGNALS if ask.use is None else ask.use)
    if ask.viewer.age == "under14":
        return _nobodys("under14", ask)
    if ask.viewer.age == "under19":
        asked -= {"mood"}  # no mood is guessed of the young; one they tell is obeyed
    if ask.mode == "non_profiled" or not asked & PERSONAL:
        return _nobodys("not_asked", ask)
    known = _known(services, shop, model, ask, asked)
    consents, state = known.consents, _fresh(known.state, at)
    use = frozenset(s for s in asked if s not in PURPOSE_OF or consents.allows(PURPOSE_OF[s]))
    unused = {s: _why(s, asked, use) for s in SIGNALS if s not in use} | _instructions(ask)
    if ask.viewer.age == "under19":
        unused["mood"] = "under19"
    if not use & PERSONAL:
        return Whose(unused=unused | _anchor_unused(ask, "no_consent"))
    if _never_learns(ask, consents, state):
        return Whose(unused={"session": "no_events", **unused})
    keeps_id = consents.allows(Purpose.HISTORY)
    return Whose(
        state=_anchored(state, ask, model, at, unused),
        use=use,
        unused=unused,
        user_id=ask.user_id if keeps_id else None,
        session_id=ask.session_id if consents.allows(Purpose.SESSION) else None,
        life=known.stamp.life if keeps_id else None,
        quiet=known.quiet,
    )


def _fresh(state: UserState, at: int) -> UserState:
    """Without cues of a mood that are older than they may be kept, wherever the state was remembered."""
    oldest = at - KEPT_SECONDS
    if not state.cues or state.cues[0].at >= oldest:
        return state
    return replace(state, cues=tuple(cue for cue in state.cues if cue.at >= oldest))


def _never_learns(ask: RecommendationsIn, consents: Consents, state: UserState) -> bool:
    """A person without consent to history: nothing they choose is kept, so "still learning" would be untrue."""
    is_blank = ask.anchor is None and not state.touches and not state.cues
    return ask.user_id is not None and is_blank and not consents.allows(Purpose.HISTORY)


def _known(services: Services, shop: str, model: Model, ask: RecommendationsIn, asked: frozenset[Signal]) -> Known:
    if ask.user_id is not None:
        return services.states.known(shop, ask.user_id, model)
    state = UserState()
    if ask.session_id is not None and "session" in asked:
        state = services.states.of_session(shop, ask.session_id, services.defaults)
    return Known(NOBODY, Consents(services.defaults), state)


def _nobodys(because: Unused, ask: RecommendationsIn) -> Whose:
    """A list that has nothing to do with who asks."""
    return Whose(unused={**dict.fromkeys(SIGNALS, because), **_instructions(ask), **_anchor_unused(ask, because)})


def _anchor_unused(ask: RecommendationsIn, because: Unused) -> dict[str, Unused]:
    return {} if ask.anchor is None else {"anchor": because}


def _why(signal: Signal, asked: frozenset[Signal], use: frozenset[Signal]) -> Unused:
    if signal not in asked:
        return "not_asked"
    return "no_consent" if signal not in use else "not_in_model"


def _instructions(ask: RecommendationsIn) -> dict[str, Unused]:
    """What the request brings along and this model cannot use yet: said, never silently dropped."""
    return {} if ask.query is None else {"query": "not_in_model"}


def circumstances(ask: RecommendationsIn) -> Told:
    """What the request tells of the moment."""
    return told_as_text(ask.context or {})


def _anchored(state: UserState, ask: RecommendationsIn, model: Model, at: int, unused: dict[str, Unused]) -> UserState:
    """The state with the item on the page as its newest view, for this request only."""
    if ask.anchor is None:
        return state
    item_id = ask.anchor.item_id
    if item_id not in model.engine.catalogue.items:
        unused["anchor"] = "unknown_item"
        return state
    touch = Touch(f"{THIS_REQUEST}:anchor", item_id, "viewed", at, session_of(ask))
    return replace(state, touches=(*state.touches, touch))


def session_of(ask: RecommendationsIn) -> str | None:
    """The session a request belongs to; one with an anchor is a visit of its own where none is named."""
    return ask.session_id if ask.session_id is not None or ask.anchor is None else THIS_REQUEST
