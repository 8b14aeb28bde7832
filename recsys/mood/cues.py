"""A person's cues: what they told, and what they did with items that have a mood.

A look, a play or a purchase is a cue of the item's own point, once a visit to it; of several kinds on one item in one
visit the most telling counts. It hints by its distance from what people usually choose in this shop. A work that is
there to comfort is bright, and who takes it up need not be: it hints at what a search for comfort does. A cue belongs
to a theme when items of one mood tag come together within three days; what everyone reads makes no theme. A track left
early points away from itself. What a person usually keeps or leaves shifts what their acts say (perceived is not
felt), a little.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from recsys.dataset.catalogue import Catalogue
from recsys.mood.config import BELIEF, HOUR, BeliefConfig, remembered_hours
from recsys.mood.hints import BEHIND, TOPIC, Hint, cue_of
from recsys.mood.items import ItemMoods
from recsys.mood.types import CueKind, MoodCue
from recsys.mood.vocabulary import tag_moods
from recsys.types import LONGEST, Int32, Touch, UserState

VISIT = HOUR // 2
"""Acts on one item without a longer silence between them say one thing."""
DEEDS: tuple[CueKind, ...] = ("finished", "theme", "satisfied")
"""Kinds of cues from acts on an item, the most telling first."""

WISH = Hint(*BEHIND["comfort"], TOPIC, "comfort")
"""What a work of comfort hints at: where those stand who search for one, at half the weight of their words."""

Offset = tuple[float, float]


def cues_of(
    state: UserState, moods: ItemMoods, catalogue: Catalogue, config: BeliefConfig = BELIEF
) -> tuple[MoodCue, ...]:
    """Every cue of a person, oldest first: those told, and those of touches and skips of items with a mood."""
    offset = offset_of(state, moods, catalogue, config)
    found = (*state.cues, *_deeds(state, moods, catalogue, config), *_skips(state, moods, catalogue, config))
    shifted = (cue if cue.need or cue.kind in ("report", "text", "search") else _shifted(cue, offset) for cue in found)
    return tuple(sorted(shifted, key=lambda cue: (cue.at, cue.event_id)))


def recent(state: UserState, at: int, config: BeliefConfig = BELIEF) -> UserState:
    """The state with only what may still hint at a mood at `at`: the rest has faded from every belief.

    Of many acts the newest count, as in a history.
    """
    oldest = at - int(HOUR * (remembered_hours(config) + config.theme_hours))
    return replace(
        state,
        touches=tuple(t for t in state.touches if t.at >= oldest)[-LONGEST:],
        skips=tuple(s for s in state.skips if s.at >= oldest),
        cues=tuple(c for c in state.cues if c.at >= oldest),
    )


def without_events(state: UserState, events: frozenset[str]) -> UserState:
    """The state as the mood model would know it had these events never been."""
    if not events:
        return state
    return replace(
        state,
        touches=tuple(t for t in state.touches if t.event_id not in events),
        skips=tuple(s for s in state.skips if s.event_id not in events),
        cues=tuple(c for c in state.cues if c.event_id not in events),
    )


def offset_of(state: UserState, moods: ItemMoods, catalogue: Catalogue, config: BeliefConfig) -> Offset:
    """How much brighter (valence) and livelier (arousal) the items feel to this person than they are perceived.

    Who keeps to sad songs is not sad each time: the mean of what they kept, less that of what they left, is taken off,
    shrunk by `n / (n + prior)` and bounded. Two sides are needed: without a skip there is no offset.
    """
    index = catalogue.items
    kept = _known(
        index.indices(t.item_id for t in state.touches if t.act in ("liked", "finished", "rated_high")), moods
    )
    left = _known(index.indices(s.item_id for s in state.skips if s.seconds < config.skip_seconds), moods)
    if len(kept) == 0 or len(left) == 0:
        return 0.0, 0.0
    n = 2.0 / (1.0 / len(kept) + 1.0 / len(left))
    share, most = n / (n + config.offset_prior), config.offset_most
    by_axis = [float(np.mean(axis[left]) - np.mean(axis[kept])) for axis in (moods.valence, moods.arousal)]
    valence, arousal = (max(-most, min(most, share * gap)) for gap in by_axis)
    return valence, arousal


def _known(items: Int32, moods: ItemMoods) -> Int32:
    inside = items[(items >= 0) & (items < len(moods))]
    return inside[moods.known[inside]]


def _shifted(cue: MoodCue, offset: Offset) -> MoodCue:
    sign = -1.0 if cue.kind == "skipped" else 1.0
    moved = (x + sign * by for x, by in zip((cue.valence, cue.arousal), offset, strict=True))
    valence, arousal = (max(-1.0, min(1.0, x)) for x in moved)
    return replace(cue, valence=valence, arousal=arousal)


def _point(item: int | None, moods: ItemMoods, config: BeliefConfig) -> tuple[float, float] | None:
    """Where an item lies from what people usually choose; None for one unknown, without a mood, or too near it."""
    if item is None or item >= len(moods) or not moods.known[item]:
        return None
    valence, arousal = float(moods.valence[item] - moods.usual[0]), float(moods.arousal[item] - moods.usual[1])
    return (valence, arousal) if valence**2 + arousal**2 >= config.relevant**2 else None


def _hint(item: int | None, moods: ItemMoods, config: BeliefConfig) -> Hint | None:
    """What taking up an item hints at: the wish it answers, or its own point; None where it says nothing."""
    if item is not None and item < len(moods) and moods.answers(item, "comfort"):
        return WISH
    point = _point(item, moods, config)
    return None if point is None else Hint(*point, 1.0)


def _deeds(state: UserState, moods: ItemMoods, catalogue: Catalogue, config: BeliefConfig) -> Iterator[MoodCue]:
    """One cue for each visit to an item with a mood."""
    if len(_known(catalogue.items.indices([t.item_id for t in state.touches]), moods)) == 0:
        return
    told = [t for t in state.touches if _kind(t, catalogue, config) and t.item_id not in state.refused]
    themed = _themed(told, moods, catalogue, config)
    for visit in _visits(told):
        hint = _hint(catalogue.items.index(visit[0].item_id), moods, config)
        if hint is None:
            continue
        last = max(visit, key=lambda t: (t.at, t.event_id))
        kinds = {_kind(t, catalogue, config) for t in visit} | {"theme" for t in visit if t.event_id in themed}
        kind = next(kind for kind in DEEDS if kind in kinds)
        loss = any(themed.get(t.event_id, False) for t in visit)
        cue = cue_of(hint, last.event_id, last.at, kind)
        yield replace(cue, theme="loss") if loss else cue


def _kind(touch: Touch, catalogue: Catalogue, config: BeliefConfig) -> CueKind | None:
    """What the act says by itself: a track heard to the end, an item looked at with time, or nothing."""
    if touch.seconds == 0.0:
        return None
    if touch.act == "finished":
        return "finished"
    if touch.act == "played":
        item = catalogue.items.index(touch.item_id)
        length = None if item is None else catalogue.facts[item].duration_seconds
        heard = touch.seconds is not None and touch.seconds >= config.satisfied_share * (length or np.inf)
        return "satisfied" if heard else None
    if touch.act == "viewed":
        return "satisfied" if (touch.seconds or 0.0) >= config.satisfied_seconds else None
    return "satisfied" if touch.act in ("liked", "bought", "saved", "carted") else None


def _visits(touches: Iterable[Touch]) -> Iterator[list[Touch]]:
    """The touches of one item that no longer silence parts."""
    by_item: dict[str, list[Touch]] = {}
    for touch in sorted(touches, key=lambda t: (t.at, t.event_id)):
        visit = by_item.get(touch.item_id)
        if visit is not None and touch.at - visit[-1].at <= VISIT:
            visit.append(touch)
            continue
        if visit is not None:
            yield visit
        by_item[touch.item_id] = [touch]
    yield from by_item.values()


def _themed(touches: Iterable[Touch], moods: ItemMoods, catalogue: Catalogue, config: BeliefConfig) -> dict[str, bool]:
    """Events that belong to a theme, and whether it is one of loss.

    Two distinct items of one mood tag within `theme_hours` are a theme; bestsellers do not count.
    """
    vocabulary, by_tag = tag_moods(), dict[str, list[Touch]]()
    for touch in sorted(touches, key=lambda t: (t.at, t.event_id)):
        item = catalogue.items.index(touch.item_id)
        if item is not None and item < len(moods) and not moods.everyones[item]:
            for tag in set(vocabulary.of_tags(catalogue.facts[item])):
                by_tag.setdefault(tag, []).append(touch)
    found: dict[str, bool] = {}
    for tag, own in by_tag.items():
        for touch in _together(own, config):
            found[touch.event_id] = found.get(touch.event_id, False) or tag in vocabulary.loss
    return found


def _together(touches: Sequence[Touch], config: BeliefConfig) -> Iterator[Touch]:
    """Those of one tag, oldest first, around which enough distinct items lie within `theme_hours` either way."""
    times, window = [t.at for t in touches], int(config.theme_hours * HOUR)
    for touch in touches:
        first, last = bisect_left(times, touch.at - window), bisect_right(times, touch.at + window)
        distinct: set[str] = set()
        for other in touches[first:last]:
            distinct.add(other.item_id)
            if len(distinct) >= config.theme_items:
                yield touch
                break


def _skips(state: UserState, moods: ItemMoods, catalogue: Catalogue, config: BeliefConfig) -> Iterator[MoodCue]:
    """A track left within seconds points away from itself."""
    for skip in state.skips:
        point = _point(catalogue.items.index(skip.item_id), moods, config)
        if point is not None and skip.seconds < config.skip_seconds:
            yield MoodCue(skip.event_id, skip.at, "skipped", -point[0], -point[1])
