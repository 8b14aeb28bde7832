"""The OpenAPI document: FastAPI's, plus what it cannot know (problems, the key, the shop of a body route)."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from api.problems import ProblemOut

DESCRIPTION = """
Ranks items and says, truthfully and kindly, why. 순위를 매기고, 그 까닭을 다정하고 정직하게 말해요.

Errors are RFC 9457 `application/problem+json`: what is wrong, where, what is allowed. Times carry an offset.
"""
SHOP: dict[str, Any] = {
    "name": "shop",
    "in": "query",
    "required": False,
    "schema": {"anyOf": [{"type": "string"}, {"type": "null"}], "title": "Shop"},
    "description": "The shop; the server's first one when not given.",
}
KEY = {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "Only when keys are configured."}
SHOPLESS = ("/v1/vocabulary", "/v1/shops")


def document(app: FastAPI) -> dict[str, Any]:
    """The document, made once."""
    if app.openapi_schema is None:
        made = get_openapi(title=app.title, version=app.version, description=DESCRIPTION, routes=app.routes)
        parts = made.setdefault("components", {})
        schemas = parts.setdefault("schemas", {})
        problem = TypeAdapter(ProblemOut).json_schema(ref_template="#/components/schemas/{model}")
        schemas |= problem.pop("$defs", {}) | {"ProblemOut": problem}
        schemas.pop("HTTPValidationError", None)
        schemas.pop("ValidationError", None)
        parts["securitySchemes"] = {"key": KEY}
        for path, operations in made["paths"].items():
            for operation in operations.values():
                _complete(path, operation)
        app.openapi_schema = made
    return app.openapi_schema


def _complete(path: str, operation: dict[str, Any]) -> None:
    operation.pop("x-raw-body", None)
    if not path.startswith("/v1/"):
        return
    operation["security"] = [{}, {"key": []}]
    parameters = operation.setdefault("parameters", [])
    if path not in SHOPLESS and not any(told["name"] == "shop" for told in parameters):
        parameters.append(SHOP)
