"""The answer of `/v1/recommendations`: validated request in, JSON out, impression left behind. The fast path."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter

from api.care import care_for
from api.event_schema import MAX_AHEAD
from api.impressions import Shown, served_blocks
from api.moods import forgotten, report_of, speech_of, told_mood
from api.problems import refused
from api.schemas.fields import CareOut
from api.schemas.recommendations import (
    ItemOut,
    MessageOut,
    ReasonOut,
    RecommendationsIn,
    RecommendationsOut,
    ShortfallOut,
)
from api.services import Services
from api.shops import Model, Shop
from api.whose import Whose, circumstances, session_of, whose_list
from explain.message import message
from explain.reasons import reasons
from explain.types import MoodSpeech, Reason
from recsys.engine import recommend
from recsys.evidence import RankedItem, Ranking
from recsys.types import SIGNALS, Filters, Moment, Query, TimeUnit

_SERIALIZER = TypeAdapter(RecommendationsOut).serializer
UNUSED_IN_ENGINE = {"not_allowed": "not_asked"}


def answer(services: Services, shop: Shop, ask: RecommendationsIn) -> bytes:
    """The list for one request as JSON."""
    model, at = shop.model(), moment_of(services, ask)
    care = None if ask.query is None else care_for((ask.query,), model, services.country, ask.locale)
    if care is not None:
        return serialised(cared_for(model, ask, care))
    whose = whose_list(services, shop.name, model, ask, at)
    ranking = recommend(model.engine, _query(model, ask, whose, at))
    asked = (ask, whose, at)
    told = told_list(model, asked, ranking, speech_of(services, shop.name, asked, ranking))
    shown = _shown(shop.name, model, asked, ranking, told)
    services.impressions.put(shown if ask.mood is None else forgotten(shown))
    services.metrics.lists.labels(shop.name, ranking.strategy).inc()
    return serialised(told)


def serialised(told: RecommendationsOut) -> bytes:
    """The answer through its schema, once."""
    return _SERIALIZER.to_json(told)


def moment_of(services: Services, ask: RecommendationsIn) -> int:
    """The moment of the answer in UTC seconds. Raises `ProblemError` for one too far ahead."""
    now = services.now()
    if ask.at is not None and ask.at > now + MAX_AHEAD:
        raise refused("at", ask.at, f"is {ask.at - now} seconds ahead", f"at most {MAX_AHEAD} seconds ahead of now")
    return now if ask.at is None else ask.at


def _query(model: Model, ask: RecommendationsIn, whose: Whose, at: int) -> Query:
    timed = at if model.is_timed else None
    return Query(
        state=whose.state,
        moment=Moment(timed, ask.tz or model.timezone, circumstances(ask)),
        session_id=session_of(ask),
        k=ask.k,
        filters=_filters(ask),
        use=whose.use,
        mood=report_of(ask.mood),
        intent=ask.intent,
    )


def _filters(ask: RecommendationsIn) -> Filters:
    told = ask.filters
    return Filters(
        category=told.category,
        kind=told.kind,
        language=told.language,
        price_max=told.price_max,
        available_only=told.available,
        viewer_age=ask.viewer.age,
        exclude=frozenset(ask.exclude or ()),
        candidates=None if ask.candidates is None else tuple(ask.candidates),
    )


Asked = tuple[RecommendationsIn, Whose, int]
"""What was asked, on whose behalf, and for which moment (UTC seconds)."""


def told_list(model: Model, asked: Asked, ranking: Ranking, speech: MoodSpeech) -> RecommendationsOut:
    """The ranking in words, as the response schema has it."""
    ask, whose, at = asked
    unit: TimeUnit = model.engine.time_unit
    said = reasons(
        ranking.items,
        voice=ask.voice,
        locale=ask.locale,
        strategy=ranking.strategy,
        ordered=unit != "none",
        timed=unit == "seconds",
        ask=ask.reasons,
        wrong=whose.state.wrong_reasons,
        mood=speech,
    )
    guesses = any(
        reason is not None and reason.code == "mood_believed" and reason.strength == "likely" for reason in said
    )
    return {
        "request_id": secrets.token_urlsafe(16),
        "model": model.engine.model_id,
        "strategy": ranking.strategy,
        "used_signals": ranking.used,
        "unused_signals": _unused(ask, ranking, whose),  # type: ignore[typeddict-item]  # the engine's words are text
        "message": _message(ranking, ask, guesses, speech),
        "care": None,
        "shortfall": _shortfall(ranking),
        "mood": told_mood(ask, whose, at, ranking),
        "items": tuple(item_of(item, reason) for item, reason in zip(ranking.items, said, strict=True)),
    }


def cared_for(model: Model, ask: RecommendationsIn, care: CareOut) -> RecommendationsOut:
    """The answer to a cry for help: the card and nothing else. No list, no record, no count."""
    return {
        "request_id": secrets.token_urlsafe(16),
        "model": model.engine.model_id,
        "strategy": "non_profiled",
        "used_signals": (),
        "unused_signals": dict.fromkeys(SIGNALS, "care"),
        "message": None,
        "care": care,
        "shortfall": {"asked": ask.k, "served": 0, "because": "care"},
        "mood": None,
        "items": (),
    }


def _unused(ask: RecommendationsIn, ranking: Ranking, whose: Whose) -> dict[str, str]:
    """Why each other signal was not used: consent and the request's own words before the engine's."""
    told: dict[str, str] = {signal: UNUSED_IN_ENGINE.get(because, because) for signal, because in ranking.unused}
    if not ask.context and told.get("context") == "not_in_model":
        told["context"] = "not_given"
    told |= {name: because for name, because in whose.unused.items() if name != "mood" or ask.mood is None}
    if ask.intent is not None and "mood" not in ranking.used:
        told["intent"] = "not_given" if ask.mood is None else told["mood"]
    return told


def _message(ranking: Ranking, ask: RecommendationsIn, guesses: bool, speech: MoodSpeech) -> MessageOut | None:
    told = message(ranking, voice=ask.voice, locale=ask.locale, guesses_mood=guesses, answers_mood=speech != "none")
    if told is None:
        return None
    return {"text": told.text, "code": told.code, "position": told.position, "controls": told.controls}


def _shortfall(ranking: Ranking) -> ShortfallOut | None:
    short = ranking.shortfall
    return None if short is None else {"asked": short.asked, "served": short.served, "because": short.because}


def item_of(item: RankedItem, reason: Reason | None) -> ItemOut:
    """A ranked item as the response schema has it."""
    facts = item.facts
    return {
        "item_id": facts.item_id,
        "rank": item.rank,
        "score": item.score,
        "title": facts.title,
        "creator": facts.creator,
        "kind": facts.kind,
        "category": facts.category,
        "series": facts.series,
        "description": facts.description,
        "reason": None if reason is None else reason_of(reason),
    }


def reason_of(reason: Reason) -> ReasonOut:
    """A reason as the response schema has it."""
    return {
        "text": reason.text,
        "label": reason.label,
        "code": reason.code,
        "locale": reason.locale,
        "voice": reason.voice,
        "strength": reason.strength,
        "confidence": reason.confidence,
        "verified": reason.verified,
        "evidence": tuple(
            {
                "kind": ground.kind,
                "share": ground.share,
                "contribution": ground.contribution,
                "event_ids": ground.event_ids,
                "facts": ground.facts,
            }
            for ground in reason.evidence
        ),
        "controls": reason.controls,
    }


def _shown(shop: str, model: Model, asked: Asked, ranking: Ranking, told: RecommendationsOut) -> Shown:
    ask, whose, at = asked
    return Shown(
        request_id=told["request_id"],
        shop=shop,
        at=at,
        model_id=told["model"],
        strategy=told["strategy"],
        surface=ask.surface,
        user_id=whose.user_id,
        session_id=whose.session_id,
        life=whose.life,
        items=told["items"],
        catalogue=model.engine.catalogue,
        blocks=served_blocks(ranking),
        entry_items=ranking.ledger.entry_items,
        entry_events=ranking.ledger.entry_events,
        extra=_beside(ask, whose, told),
    )


def _beside(ask: RecommendationsIn, whose: Whose, told: RecommendationsOut) -> Mapping[str, Any]:
    """What else explains the answer later; no mood, no query, no context of the person."""
    signals: Sequence[str] = told["used_signals"]
    beside = {"mode": ask.mode, "channel": ask.channel or "", "locale": ask.locale, "used": list(signals)}
    if whose.user_id is not None and whose.state.interests_off and ask.candidates is None:
        beside["interests_off"] = list(whose.state.interests_off)
    return beside
