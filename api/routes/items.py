"""`PUT /v1/items`: new items, changed facts, availability."""

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import TypeAdapter

from api.deps import services_of, shop_for
from api.routing import JsonRoute, problems
from api.schemas.items import ItemIn, ItemsIn, ItemsOut
from recsys.engine import Engine
from recsys.types import ItemFacts

router = APIRouter(route_class=JsonRoute, tags=["items"])

_SERIALIZER = TypeAdapter(ItemsOut).serializer


@router.put("/v1/items", response_model=ItemsOut, responses=problems(400, 413, 503))
def items(request: Request, body: ItemsIn) -> Response:
    """Add or change items, also their availability. The next list knows them, in other workers within a second."""
    shop = shop_for(request, body.shop)
    services_of(request)
    stored = shop.put_items(lambda engine: _changed(engine, body.items))
    told: ItemsOut = {"stored": stored, "items": len(shop.model().engine.catalogue)}
    return Response(_SERIALIZER.to_json(told), media_type="application/json")


def _changed(engine: Engine, told: list[ItemIn]) -> list[ItemFacts]:
    """Each item's facts after the change; of a repeated id the changes add up."""
    facts: dict[str, ItemFacts] = {}
    for item in told:
        before = facts.get(item.item_id) or _known(engine, item.item_id)
        facts[item.item_id] = replace(before, **_given(item, before))
    return list(facts.values())


def _known(engine: Engine, item_id: str) -> ItemFacts:
    place = engine.catalogue.items.index(item_id)
    return ItemFacts(item_id) if place is None else engine.catalogue.facts[place]


def _given(item: ItemIn, before: ItemFacts) -> dict[str, Any]:
    """The fields that were given; an explicit null empties an optional one."""
    given = {name: getattr(item, name) for name in item.model_fields_set}
    extra = given.pop("extra", None)
    if extra is not None:
        given["extra"] = tuple({**dict(before.extra), **extra}.items())
    empty = ItemFacts(item.item_id)
    return {name: getattr(empty, name) if value is None else value for name, value in given.items()}
