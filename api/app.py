"""The HTTP application: routes, errors and the gate around them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

import structlog
from fastapi import FastAPI

from api import clock, openapi, problems
from api.gate import Gate
from api.routes import (
    events,
    interests,
    items,
    mood,
    operations,
    playlists,
    recommendations,
    shops,
    similar,
    users,
    vocabulary,
    why,
)
from api.routes.page import page_routes
from api.services import Services
from explain import care

log = structlog.get_logger("gonggam.app")

ROUTERS = (
    recommendations.router,
    why.router,
    events.router,
    mood.router,
    playlists.router,
    items.router,
    similar.router,
    users.router,
    users.answers,
    interests.router,
    vocabulary.router,
    shops.router,
    operations.router,
)


def create_app(services: Services) -> FastAPI:
    """The application over given services, which it closes at shutdown."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        for warning in care.stale(clock.today()):
            log.warning("help_lines_stale", because=warning)
        yield
        services.close()

    app = FastAPI(title="Gonggam", version=version("gonggam"), lifespan=lifespan)
    app.state.services = services
    for router in ROUTERS:
        app.include_router(router)
    app.router.routes.extend(page_routes())
    problems.install(app)
    app.add_middleware(Gate, services=services)
    app.openapi = lambda: openapi.document(app)  # type: ignore[method-assign]  # FastAPI's documented way
    return app
