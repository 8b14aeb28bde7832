"""`GET /v1/recommendations/{request_id}/items/{item_id}/why`."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.deps import ItemDep, RequestIdDep, ServicesDep, ShopDep
from api.problems import unknown
from api.routing import problems
from api.schemas.why import WhyOut
from api.why import why
from explain.language import canonical

router = APIRouter(tags=["recommendations"])


@router.get("/v1/recommendations/{request_id}/items/{item_id}/why", responses=problems(404))
def why_item(
    request_id: RequestIdDep,
    item_id: ItemDep,
    shop: ShopDep,
    services: ServicesDep,
    locale: Annotated[str | None, Query(max_length=35, description="As the answer's when not given.")] = None,
) -> WhyOut:
    """Why an item stood in an answer, from what was written then: it survives a change of the model."""
    shown = services.impressions.find(shop.name, request_id)
    if shown is None:
        raise unknown("request_id", request_id, "answer", "the request_id of an answer of this shop")
    told = why(shown, item_id, canonical(locale or str(shown.extra.get("locale", "ko-KR"))))
    if told is None:
        raise unknown("item_id", item_id, "item of this answer", ", ".join(item.item_id for item in shown.items[:20]))
    return told
