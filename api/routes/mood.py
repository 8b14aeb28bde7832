"""`POST /v1/mood`: a line of text in, what it says of a mood out; nothing is kept."""

from fastapi import APIRouter, Request, Response
from pydantic import TypeAdapter

from api.care import care_for
from api.deps import services_of, shop_for
from api.routing import JsonRoute, problems
from api.schemas.mood import MoodTextIn, MoodTextOut
from explain.language import canonical
from recsys.mood.text import read_text

router = APIRouter(route_class=JsonRoute, tags=["mood"])

_SERIALIZER = TypeAdapter(MoodTextOut).serializer


@router.post("/v1/mood", response_model=MoodTextOut, responses=problems(400, 413))
async def mood(request: Request, body: MoodTextIn) -> Response:
    """Read a line. It is stored, logged and counted nowhere; a cry for help is answered and not scored."""
    services, model = services_of(request), shop_for(request, body.shop).model()
    locale = canonical(body.locale)
    care = care_for((body.text,), model, services.country, locale)
    told: MoodTextOut = {"valence": None, "arousal": None, "confidence": None, "needs": (), "care": care}
    if care is None:
        read = read_text(body.text, locale, model.titles)
        told = {
            "valence": round(read.valence, 3),
            "arousal": round(read.arousal, 3),
            "confidence": round(read.confidence, 3),
            "needs": read.needs,
            "care": None,
        }
    return Response(_SERIALIZER.to_json(told), media_type="application/json")
