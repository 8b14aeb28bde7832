"""`/v1/users/{id}`: consents, export, deletion. Plain functions: they wait for the disk, so a thread runs them."""

from dataclasses import asdict
from typing import Any, cast

from fastapi import APIRouter, Request, Response
from pydantic import TypeAdapter

from api.consent import Consents, Purpose
from api.deps import ServicesDep, ShopDep, UserDep, checked_user, services_of, shop_for
from api.problems import refused
from api.routing import JsonRoute, problems
from api.schemas.people import ConsentsIn, ConsentsOut, DeletedOut, ExportOut
from recsys.state.histories import Histories

router = APIRouter(tags=["people"])
answers = APIRouter(route_class=JsonRoute, tags=["people"])

_SERIALIZER = TypeAdapter(ConsentsOut).serializer


@router.get("/v1/users/{user_id}/consents", responses=problems())
def read_consents(user_id: UserDep, shop: ShopDep, services: ServicesDep) -> ConsentsOut:
    """What the person consents to now."""
    return _told(services.store.consents(shop.name, user_id))


@answers.put("/v1/users/{user_id}/consents", response_model=ConsentsOut, responses=problems(400, 413))
def put_consents(request: Request, body: ConsentsIn, user_id: str) -> Response:
    """Write the person's answers to the ledger. A withdrawal holds at once, in every process."""
    user_id, shop = checked_user(user_id), shop_for(request)
    given = body.model_dump(exclude={"text_version"}, exclude_none=True)
    if not given:
        raise refused("body", sorted(body.model_fields_set), "answers nothing", ", ".join(Purpose))
    changes = {Purpose(name): bool(value) for name, value in given.items()}
    now = services_of(request).store.put_consents(shop.name, user_id, changes, body.text_version)
    return Response(_SERIALIZER.to_json(_told(now)), media_type="application/json")


@router.get("/v1/users/{user_id}/export", responses=problems())
def export(user_id: UserDep, shop: ShopDep, services: ServicesDep) -> ExportOut:
    """Everything kept of the person, in the store and in the model in use."""
    services.impressions.flush()
    kept = services.store.export(shop.name, user_id)
    history = [] if services.store.is_forgotten(shop.name, user_id) else _snapshot(shop.model().histories, user_id)
    return cast("ExportOut", {**kept, "model_history": history})


@router.delete("/v1/users/{user_id}", responses=problems())
def forget(user_id: UserDep, shop: ShopDep, services: ServicesDep) -> DeletedOut:
    """Delete every row of the person, in all tables, and mask what the model in use was trained with."""
    services.impressions.flush()
    rows = services.store.forget(shop.name, user_id)
    return {"deleted_rows": rows, "model_history": "masked"}


def _told(consents: Consents) -> ConsentsOut:
    return cast("ConsentsOut", {**consents.as_dict(), "text_version": consents.text_version})


def _snapshot(histories: Histories, user_id: str) -> list[dict[str, Any]]:
    return [asdict(touch) for touch in histories.state_of(user_id).touches]
