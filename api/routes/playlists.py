"""`POST /v1/playlists`."""

from fastapi import APIRouter, Request, Response

from api.deps import services_of, shop_for
from api.playlists import answer
from api.routing import JsonRoute, problems
from api.schemas.playlists import PlaylistIn, PlaylistOut

router = APIRouter(route_class=JsonRoute, tags=["playlists"])


@router.post("/v1/playlists", response_model=PlaylistOut, responses=problems(400, 413, 503))
def playlists(request: Request, body: PlaylistIn) -> Response:
    """Tracks from a mood to where the intent leads, in small steps, along the person's taste.

    The start mood is obeyed and quoted, and nothing of it is stored. What could not be kept is named in `unmet`.
    """
    told = answer(services_of(request), shop_for(request, body.shop), body)
    return Response(told, media_type="application/json")
