"""`/`: the static page, file by file, so that every other path stays a clear 404."""

from collections.abc import Callable, Coroutine
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route
from starlette.staticfiles import NotModifiedResponse, StaticFiles

FOLDER = Path(__file__).parent.parent / "web"
HEADERS = {
    "Content-Security-Policy": "default-src 'self'",
    # Always asked again, answered from the cache while the ETag holds: a new version is seen at once.
    "Cache-Control": "no-cache",
}
Endpoint = Callable[[Request], Coroutine[Any, Any, Response]]


def page_routes(folder: Path = FOLDER) -> list[Route]:
    """A route for each file of the page; `index.html` is `/`. None where there is no page."""
    files = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    return [Route(_path(file, folder), _serve(file), methods=["GET"], include_in_schema=False) for file in files]


def _path(file: Path, folder: Path) -> str:
    name = file.relative_to(folder).as_posix()
    return "/" if name == "index.html" else f"/{name}"


def _serve(file: Path) -> Endpoint:
    unchanged = StaticFiles(directory=file.parent).is_not_modified
    kind = guess_type(file.name)[0] or "application/octet-stream"

    async def serve(request: Request) -> Response:
        answer = FileResponse(file, headers=HEADERS, media_type=kind, stat_result=file.stat())
        return NotModifiedResponse(answer.headers) if unchanged(answer.headers, request.headers) else answer

    return serve
