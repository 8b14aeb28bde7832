"""`GET /v1/items/{id}/similar`."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.deps import ItemDep, ShopDep
from api.problems import unknown
from api.routing import problems
from api.schemas.items import SharedOut, SimilarItemOut, SimilarOut
from recsys.engine import similar
from recsys.evidence import RankedItem
from recsys.types import Filters, ItemFacts, ViewerAge

router = APIRouter(tags=["items"])


@router.get("/v1/items/{item_id}/similar", responses=problems(404))
async def similar_items(
    item_id: ItemDep,
    shop: ShopDep,
    k: Annotated[int, Query(ge=1, le=100)] = 10,
    viewer_age: ViewerAge = "unknown",
) -> SimilarOut:
    """Items that go with one item, and what they share with it. Nobody's history takes part."""
    model = shop.model()
    place = model.engine.catalogue.items.index(item_id)
    if place is None:
        raise unknown("item_id", item_id, "item", "an item of the catalogue")
    anchor = model.engine.catalogue.facts[place]
    ranking = similar(model.engine, item_id, k, Filters(viewer_age=viewer_age))
    told = [_told(item, anchor) for item in ranking.items]
    return {"item_id": item_id, "model": model.engine.model_id, "items": told}


def _told(item: RankedItem, anchor: ItemFacts) -> SimilarItemOut:
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
        "shared": shared(facts, anchor),
    }


def shared(one: ItemFacts, other: ItemFacts) -> list[SharedOut]:
    """What two items have in common, the most telling first."""
    found: list[SharedOut] = []
    if one.series and one.series == other.series:
        found.append({"field": "series", "value": one.series})
    if one.creator and one.creator == other.creator:
        found.append({"field": "creator", "value": one.creator})
    if one.category and one.category == other.category:
        found.append({"field": "category", "value": one.category})
    return found + [{"field": "tag", "value": tag} for tag in one.tags if tag in other.tags]
