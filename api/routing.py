"""Routes that read their JSON body once, straight into its model; FastAPI still documents them."""

from collections.abc import Callable, Coroutine
from inspect import iscoroutinefunction, signature
from typing import Any

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.routing import APIRoute
from pydantic import BaseModel

from api.bodies import read_model, read_raw
from api.problems import MEDIA_TYPE

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class JsonRoute(APIRoute):
    """A route whose endpoint is `(request, body, path parts) -> Response`.

    FastAPI would parse the body, validate it, and validate and serialise the answer again; this does each once.
    A body annotated as a model is read into it; with `openapi_extra={"x-raw-body": True}` it is handed over as it is.
    An endpoint that is no coroutine runs in the thread pool: it may wait for the disk.
    """

    def get_route_handler(self) -> Handler:
        """Reads, calls, answers."""
        endpoint: Any = self.endpoint
        model = signature(endpoint).parameters["body"].annotation
        is_raw = bool((self.openapi_extra or {}).get("x-raw-body"))
        waits = not iscoroutinefunction(endpoint)

        async def handle(request: Request) -> Response:
            content = await request.body()
            if waits:
                return await run_in_threadpool(
                    lambda: endpoint(request, _read(model, content, is_raw), **request.path_params)
                )
            answer: Response = await endpoint(request, _read(model, content, is_raw), **request.path_params)
            return answer

        return handle


def _read(model: type[BaseModel], content: bytes, is_raw: bool) -> Any:
    return read_raw(content) if is_raw else read_model(model, content)


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """OpenAPI entries of the problems a route can answer with; 422 is always among them."""
    meaning = {
        400: "The body is no JSON in UTF-8.",
        401: "The key is missing or unknown.",
        403: "The key does not open this shop.",
        404: "There is no such thing.",
        409: "An event_id was used before with another body.",
        413: "The body is too large.",
        422: "Something in the request is not valid.",
        503: "Not ready.",
    }
    schema = {"$ref": "#/components/schemas/ProblemOut"}
    return {
        status: {"description": meaning[status], "content": {MEDIA_TYPE: {"schema": schema}}}
        for status in sorted({401, 403, 422, *statuses})
    }
