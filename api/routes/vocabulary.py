"""`GET /v1/vocabulary`: every name the interface uses, with how people call it in Korean and English."""

from typing import Any, get_args

from fastapi import APIRouter
from typing_extensions import TypedDict

from api.consent import Purpose
from api.routing import problems
from api.schemas.recommendations import Unused
from explain.loader import available
from explain.vocabulary import vocabulary
from recsys.events import EventName
from recsys.types import KINDS, SIGNALS, Strategy, ViewerAge

router = APIRouter(tags=["vocabulary"])


class TermOut(TypedDict):
    """A name, and what people call it."""

    name: str
    ko: str
    en: str


class VocabularyOut(TypedDict):
    """All names. `terms` have Korean and English; `names` are used as they are."""

    terms: dict[str, list[TermOut]]
    names: dict[str, list[str]]


def _names() -> dict[str, Any]:
    return {
        "events": list(EventName),
        "kinds": KINDS,
        "signals": SIGNALS,
        "unused": get_args(Unused),
        "strategies": get_args(Strategy),
        "viewer_ages": get_args(ViewerAge),
        "purposes": list(Purpose),
        "locales": ["ko-KR", "en-US"],
        "voices": available("ko-KR"),
    }


@router.get("/v1/vocabulary", responses=problems())
async def read_vocabulary() -> VocabularyOut:
    """Codes, strengths, moods and controls with their names; events, signals and purposes as they are."""
    terms: dict[str, list[TermOut]] = {
        name: [{"name": term.name, "ko": term.ko, "en": term.en} for term in terms]
        for name, terms in vocabulary().items()
    }
    return {"terms": terms, "names": {name: [str(one) for one in names] for name, names in _names().items()}}
