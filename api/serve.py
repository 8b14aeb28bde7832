"""`gonggam serve`: one process or several, on this machine unless keys are configured."""

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI

from api import logging
from api.app import create_app
from api.consent import Purpose
from api.security import Keys, refuse_open_address
from api.services import DEFAULT_SHOP, build_services, database_of
from api.settings import PREFIX, Settings, read_settings
from api.store.store import Store
from recsys import artifacts

KEEP_ALIVE = 30
"""Seconds an idle connection stays open."""

Ready = Callable[[], object]


def run_serve(model: Path | None, catalogue: Path | None, db: str | None, host: str, port: int, workers: int) -> None:
    """Serve one shop until interrupted. Raises ConfigError or ArtifactError before a port is opened.

    With both, the shop opens with the catalogue and takes up the model as soon as the folder holds one.
    """
    told = {"db": db, "catalogue": catalogue, "shops": {DEFAULT_SHOP: model} if model is not None else None}
    settings = read_settings().model_copy(update={name: value for name, value in told.items() if value is not None})
    _serve(settings, host, port, workers)


def serve_shops(shops: Mapping[str, Path], db: str, host: str, port: int, on_ready: Ready = lambda: None) -> None:
    """Serve several shops in one process; `on_ready` is called when requests are answered."""
    settings = read_settings().model_copy(update={"shops": dict(shops), "db": db})
    _serve(settings, host, port, 1, on_ready)


def app_from_environment() -> FastAPI:
    """What a worker of several runs: everything from the environment."""
    settings = read_settings()
    logging.configure(settings.log_level)
    return create_app(build_services(settings))


def consent_text(defaults: frozenset[Purpose]) -> str:
    """What holds where a person has not answered."""
    on, off = (", ".join(p for p in Purpose if (p in defaults) is wanted) or "none" for wanted in (True, False))
    return f"consents until a person answers: on: {on}; off: {off} (GONGGAM_DEFAULT_CONSENTS)"


def _serve(settings: Settings, host: str, port: int, workers: int, on_ready: Ready = lambda: None) -> None:
    refuse_open_address(host, Keys.of(settings.keys))
    logging.configure(settings.log_level)
    sys.stdout.write(f"{consent_text(settings.default_consents)}\n")
    sys.stdout.flush()
    if workers > 1:
        _serve_with_workers(settings, host, port, workers)
        return
    app = create_app(build_services(settings))
    Announcing(_config(app, host, port), on_ready).run()


def _serve_with_workers(settings: Settings, host: str, port: int, workers: int) -> None:
    """Each worker builds its own services; what cannot work is refused here, once."""
    settings = settings.model_copy(update={"db": database_of(settings)})
    opening = DEFAULT_SHOP if settings.catalogue is not None else None
    for folder in [folder for name, folder in settings.shops.items() if name != opening]:
        artifacts.read_manifest(artifacts.current(folder))
    Store.open(str(settings.db), now=lambda: 0).close()
    os.environ |= _environment(settings)
    uvicorn.run("api.serve:app_from_environment", factory=True, workers=workers, **_options(host, port))


def _environment(settings: Settings) -> dict[str, str]:
    """Settings as a worker reads them; keys and the rest are in the environment already."""
    told = {"DB": str(settings.db)}
    if settings.catalogue is not None:
        told["CATALOGUE"] = str(settings.catalogue)
    if settings.shops:
        told["SHOPS"] = settings.model_dump_json(include={"shops"}).removeprefix('{"shops":').removesuffix("}")
    return {PREFIX + name: value for name, value in told.items()}


def _config(app: FastAPI, host: str, port: int) -> uvicorn.Config:
    return uvicorn.Config(app, **_options(host, port))


def _options(host: str, port: int) -> dict[str, Any]:
    return {
        "host": host,
        "port": port,
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "timeout_keep_alive": KEEP_ALIVE,
    }


class Announcing(uvicorn.Server):
    """A server that says when it answers."""

    def __init__(self, config: uvicorn.Config, on_ready: Ready) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        """Open the port, then tell."""
        await super().startup(sockets)  # type: ignore[arg-type]
        if self.started:
            self._on_ready()
