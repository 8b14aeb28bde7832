"""The answer of `/v1/playlists`: a wish in, tracks in order out, impression left behind; no mood is written down."""

import secrets

from pydantic import TypeAdapter

from api.answers import moment_of
from api.moods import report_of
from api.playlist_record import SURFACE, Tastes, shown_of, tastes_of
from api.playlist_words import facts_of, is_personal, parts_at
from api.problems import refused
from api.schemas.playlists import PlaylistIn, PlaylistOut, PointOut, TrackOut
from api.schemas.recommendations import RecommendationsIn, Strength
from api.services import Services
from api.shops import Model, Shop
from api.whose import Whose, whose_list
from explain.language import canonical
from explain.playlists import Told, tell
from recsys.playlist.ask import Ask, Playlist
from recsys.playlist.playlist import playlist
from recsys.types import Moment

_SERIALIZER = TypeAdapter(PlaylistOut).serializer

WEEK = 7 * 86_400
"""Seconds within which no title comes twice for a person."""

SEEDS = 2**31
"""Seeds drawn where none is given lie below this."""


def answer(services: Services, shop: Shop, ask: PlaylistIn) -> bytes:
    """The playlist for one request as JSON."""
    model, locale = shop.model(), canonical(ask.locale)
    listed = _as_list(ask)
    at = moment_of(services, listed)
    whose = whose_list(services, shop.name, model, listed, at)
    made = playlist(model.engine, whose.state, _moment(model, ask, at), _wish(services, shop, ask, whose))
    facts = facts_of(made, report_of(ask.start), _parts(model, ask, whose, at))
    told = tell(facts, locale, _titles(services, shop, whose, at))
    tastes = tastes_of(model, made, locale)
    out = _out(model, ask, made, told, tastes)
    services.impressions.put(shown_of(shop.name, (model, made, whose), (out["request_id"], told.title, at), tastes))
    services.metrics.lists.labels(shop.name, made.situation.strategy).inc()
    return _SERIALIZER.to_json(out)


def _as_list(ask: PlaylistIn) -> RecommendationsIn:
    """The same person, moment and consent as a list would be asked for: one door for both."""
    shared = ("user_id", "session_id", "shop", "tz", "locale", "viewer", "use")
    return RecommendationsIn.model_construct(**{name: getattr(ask, name) for name in shared}, at=ask.at)


def _moment(model: Model, ask: PlaylistIn, at: int) -> Moment:
    return Moment(at if model.is_timed else None, ask.tz or model.timezone)


def _wish(services: Services, shop: Shop, ask: PlaylistIn, whose: Whose) -> Ask:
    return Ask(
        start=report_of(ask.start),
        intent=ask.intent,
        minutes=ask.minutes,
        seed=secrets.randbelow(SEEDS) if ask.seed is None else ask.seed,
        seed_track=ask.seed_track,
        leave_out=tuple(ask.leave_out or ()),
        language=ask.language,
        instrumental=ask.instrumental,
        new_share=ask.new_share,
        after=_earlier(services, shop, ask, whose),
        viewer_age=ask.viewer.age,
        session_id=ask.session_id,
        use=whose.use,
    )


def _earlier(services: Services, shop: Shop, ask: PlaylistIn, whose: Whose) -> tuple[str, ...]:
    """The tracks of the list to go on from, in order. Another person's list is unknown here."""
    if ask.continue_from is None:
        return ()
    shown = services.impressions.find(shop.name, ask.continue_from)
    if shown is None or shown.surface != SURFACE or shown.user_id not in (None, whose.user_id):
        raise refused("continue_from", ask.continue_from, "unknown playlist", "the request_id of an earlier playlist")
    return tuple(item.item_id for item in shown.items)


def _titles(services: Services, shop: Shop, whose: Whose, at: int) -> frozenset[str]:
    """What the person's lists of the last week were called; of nobody in particular nothing is known."""
    if whose.user_id is None:
        return frozenset()
    services.impressions.flush()
    return services.store.playlist_titles(shop.name, whose.user_id, at - WEEK)


def _parts(model: Model, ask: PlaylistIn, whose: Whose, at: int) -> frozenset[str]:
    """The time of day where the listener is, if it is known and they let it be used."""
    zone = ask.tz or model.about.get("timezone")
    if zone is None or ("time" not in whose.use and whose.use):
        return frozenset()
    return parts_at(at, str(zone))


def _out(model: Model, ask: PlaylistIn, made: Playlist, told: Told, tastes: Tastes) -> PlaylistOut:
    points = tuple(_point(valence, arousal) for valence, arousal in made.points.tolist())
    strength: Strength = "said" if made.source == "said" else "observed" if is_personal(made) else "general"
    reason = {"text": told.reason, "locale": canonical(ask.locale), "strength": strength}
    message = {"text": told.message, "code": told.code, "position": "top", "controls": ()}
    return {
        "request_id": secrets.token_urlsafe(16),
        "model": model.engine.model_id,
        "strategy": made.situation.strategy,
        "seed": made.seed,
        "intent": made.intent,
        "title": told.title,
        "reason": reason if told.reason else None,  # type: ignore[typeddict-item]
        "message": message if told.message else None,  # type: ignore[typeddict-item]
        "tracks": _tracks(made, tastes),
        "trajectory": {
            "source": made.source,
            "start": None if made.source == "believed" else _point(*made.start),
            "points": points,
            "end": points[-1] if points else None,
            "minutes": round(made.seconds / 60, 2),
            "is_measured": made.is_measured,
        },
        "unmet": made.unmet,
    }


def _tracks(made: Playlist, tastes: Tastes) -> tuple[TrackOut, ...]:
    return tuple(
        {
            "item_id": facts.item_id,
            "title": facts.title,
            "creator": facts.creator,
            "category": facts.category,
            "valence": valence,
            "arousal": arousal,
            "tempo": facts.tempo,
            "duration_seconds": facts.duration_seconds,
            "is_new": bool(is_new),
            "reason": tastes.reasons.get(facts.item_id),
        }
        for facts, (valence, arousal), is_new in zip(made.tracks, made.points.tolist(), made.is_new, strict=True)
    )


def _point(valence: float, arousal: float) -> PointOut:
    return {"valence": valence, "arousal": arousal}
