"""`/healthz`, `/readyz`, `/metrics`: for whoever runs the service."""

from fastapi import APIRouter, Response
from typing_extensions import TypedDict

from api import clock
from api.deps import ServicesDep
from api.problems import ProblemError
from api.routing import problems
from explain.care import stale

router = APIRouter(tags=["operations"])


class HealthOut(TypedDict):
    """The process answers."""

    status: str


class ReadyShopOut(TypedDict):
    """What a shop is served with. `problem` says why a newer model was refused; the older one serves on."""

    model: str
    items: int
    problem: str | None


class ReadyOut(TypedDict):
    """The service can answer. `warnings` name help lines that somebody must look up again."""

    status: str
    model: str
    schema_version: int
    shops: dict[str, ReadyShopOut]
    warnings: list[str]


@router.get("/healthz")
async def healthz() -> HealthOut:
    """The process is alive."""
    return {"status": "ok"}


@router.get("/readyz", responses=problems(503))
def readyz(services: ServicesDep) -> ReadyOut:
    """The database answers and every shop has a model: its id, and what is wrong with a refused newer one."""
    try:
        version = services.store.schema_version()
    except Exception as error:  # any failure of the database means the same here
        raise ProblemError(503, f"the database does not answer ({type(error).__name__})") from error
    shops: dict[str, ReadyShopOut] = {}
    for name, shop in services.shops.items():
        engine = shop.model().engine
        shops[name] = {"model": engine.model_id, "items": len(engine.catalogue), "problem": shop.problem}
    is_whole = all(shop["problem"] is None for shop in shops.values())
    return {
        "status": "ready" if is_whole else "ready_with_older_model",
        "model": shops[services.default_shop]["model"],
        "schema_version": version,
        "shops": shops,
        "warnings": list(stale(clock.today())),
    }


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
async def metrics(services: ServicesDep) -> Response:
    """Counters of this process in Prometheus' text format."""
    return Response(services.metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")
