"""Why each track of a playlist, from what the listener chose before, and the record of the list that `why` reads.

The record holds taste alone: neither the mood asked for nor one believed, nor what was said of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from api.answers import item_of, reason_of
from api.impressions import Shown, served_blocks
from api.schemas.recommendations import ItemOut, ReasonOut
from api.shops import Model
from api.store.playlists import TITLE
from api.whose import Whose
from explain.reasons import reasons
from explain.types import Reason
from recsys.engine import recommend
from recsys.evidence import CauseBlock, Ranking
from recsys.playlist.ask import SEED_EVENT, Playlist
from recsys.types import SIGNALS, Filters, Query

SURFACE = "playlist"
"""Surface of a playlist's record, by which another list finds what it goes on from."""


@dataclass(frozen=True, slots=True)
class Tastes:
    """The tracks as the engine ranks them by taste, and each one's reason by its id."""

    ranking: Ranking
    reasons: Mapping[str, ReasonOut]


def tastes_of(model: Model, made: Playlist, locale: str) -> Tastes:
    """What the listener's own choices say for each track.

    A track of which only general things are true gets no reason, and one they know none either: it would cite itself.
    """
    now = made.situation
    query = Query(
        state=now.state,
        moment=made.moment,
        k=max(1, len(made.tracks)),
        session_id=made.session_id,
        filters=Filters(candidates=tuple(f.item_id for f in made.tracks), viewer_age="adult_verified"),
        use=frozenset(now.used) & (frozenset(SIGNALS) - {"mood"}),
    )
    ranking = recommend(model.engine, query)
    unit = model.engine.time_unit
    said = reasons(
        ranking.items,
        locale=locale,
        strategy=ranking.strategy,
        ordered=unit != "none",
        timed=unit == "seconds",
        wrong=now.state.wrong_reasons,
    )
    new = {facts.item_id for facts, is_new in zip(made.tracks, made.is_new, strict=True) if is_new}
    kept = {item.facts.item_id: one for item, one in zip(ranking.items, said, strict=True) if _is_own(one)}
    # A place in a playlist is no rank that evidence could move: nothing is vouched for here.
    told = {key: reason_of(replace(one, verified=False)) for key, one in kept.items() if one and key in new}
    return Tastes(ranking, told)


def _is_own(reason: Reason | None) -> bool:
    """Whether the reason stands on the listener's past: the track they asked to open with says nothing new."""
    if reason is None or reason.strength == "general":
        return False
    return all(SEED_EVENT not in ground.event_ids for ground in reason.evidence)


def shown_of(shop: str, of: tuple[Model, Playlist, Whose], told: tuple[str, str, int], tastes: Tastes) -> Shown:
    """The record of a list: its tracks in playing order, what spoke for each, and the title it wore.

    `told` is (request id, title, UTC seconds).
    """
    model, made, whose = of
    request_id, title, at = told
    order = _playing_order(made, tastes.ranking)
    return Shown(
        request_id=request_id,
        shop=shop,
        at=at,
        model_id=model.engine.model_id,
        strategy=made.situation.strategy,
        surface=SURFACE,
        user_id=whose.user_id,
        session_id=whose.session_id,
        life=whose.life,
        items=tuple(_item(tastes, place, rank) for rank, place in enumerate(order, start=1)),
        catalogue=model.engine.catalogue,
        blocks=tuple(_reordered(block, order) for block in served_blocks(tastes.ranking)),
        entry_items=tastes.ranking.ledger.entry_items,
        entry_events=tastes.ranking.ledger.entry_events,
        extra={TITLE: title} if title else {},
    )


def _playing_order(made: Playlist, ranking: Ranking) -> list[int]:
    """For each track of the list, in order, its place in the ranking."""
    place = {item.facts.item_id: number for number, item in enumerate(ranking.items)}
    return [place[facts.item_id] for facts in made.tracks]


def _reordered(block: CauseBlock, order: Sequence[int]) -> CauseBlock:
    return CauseBlock(block.scorer, block.names, block.entry, block.contributions[:, order])


def _item(tastes: Tastes, place: int, rank: int) -> ItemOut:
    item = tastes.ranking.items[place]
    told = item_of(replace(item, rank=rank), None)
    return {**told, "reason": tastes.reasons.get(item.facts.item_id)}
