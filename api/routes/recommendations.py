"""`POST /v1/recommendations`."""

from fastapi import APIRouter, Request, Response

from api.answers import answer
from api.deps import services_of, shop_for
from api.routing import JsonRoute, problems
from api.schemas.recommendations import RecommendationsIn, RecommendationsOut

router = APIRouter(route_class=JsonRoute, tags=["recommendations"])


@router.post("/v1/recommendations", response_model=RecommendationsOut, responses=problems(400, 413, 503))
async def recommendations(request: Request, body: RecommendationsIn) -> Response:
    """A list, each line with a true reason. An unknown person gets an honest list, never an error."""
    # On the event loop: the work is all processor and shorter than two hand-overs to a thread (benchmarks/http.py).
    return Response(answer(services_of(request), shop_for(request, body.shop), body), media_type="application/json")
