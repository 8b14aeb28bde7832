"""Reads a JSON body once, straight into its model, and says precisely what is wrong with a wrong one."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

from api.problems import Mistake, ProblemError, shortened
from recsys.errors import nearest

M = TypeVar("M", bound=BaseModel)
MOST_MISTAKES = 20
_TYPES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a finite number",
    "boolean": "true or false",
    "object": "an object",
    "array": "a list",
    "null": "null",
}


def read_model(model: type[M], body: bytes) -> M:
    """The body as the model. Raises `ProblemError` 400 for what is no UTF-8 or JSON, 422 for the rest."""
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        found = error.errors(include_url=False)
        if found[0]["type"] == "json_invalid":
            raise _unreadable(body, str(found[0]["ctx"]["error"])) from None
        raise _invalid(model, found) from None


def read_raw(body: bytes) -> Any:
    """The body as plain values. Raises `ProblemError` 400 for what is no UTF-8 or JSON."""
    try:
        return from_json(body)
    except ValueError as error:
        raise _unreadable(body, str(error)) from None


def _unreadable(body: bytes, problem: str) -> ProblemError:
    try:
        body.decode()
    except UnicodeDecodeError as error:
        detail = f"body: not UTF-8 at byte {error.start}"
        return ProblemError(400, detail, [Mistake("body", "JSON in UTF-8")])
    detail = "body: is empty" if not body.strip() else f"body: not JSON ({problem})"
    return ProblemError(400, detail, [Mistake("body", "one JSON object in UTF-8")])


def _invalid(model: type[BaseModel], found: Sequence[Any]) -> ProblemError:
    mistakes = [_mistake(model, told) for told in found[:MOST_MISTAKES]]
    detail = "; ".join(f"{mistake.where}: {_said(told)}" for mistake, told in zip(mistakes, found, strict=False))
    return ProblemError(422, detail, mistakes)


def _said(told: Mapping[str, Any]) -> str:
    message = str(told["msg"])
    return message[:1].lower() + message[1:200]


def _mistake(model: type[BaseModel], told: Mapping[str, Any]) -> Mistake:
    where = where_of(told["loc"])
    given = told.get("ctx", {})
    if told["type"] == "extra_forbidden":
        owner = node_at(_schema(model), told["loc"][:-1])
        known = list(owner.get("properties", {}))
        return Mistake.with_value(where, shortened(told["input"]), nearest(str(told["loc"][-1]), known))
    allowed = str(given["allowed"]) if "allowed" in given else allowed_of(node_at(_schema(model), told["loc"]))
    if told["type"] == "personal_id":
        return Mistake(where, allowed)
    if told["type"] == "missing":
        return Mistake(where, f"{allowed}; it must be given")
    return Mistake.with_value(where, shortened(told["input"]), allowed)


def where_of(location: Sequence[str | int]) -> str:
    """A place in a body as people write it: `events[3].item_id`."""
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text or "body"


@cache
def _schema(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema()


def node_at(schema: Mapping[str, Any], location: Sequence[str | int]) -> Mapping[str, Any]:
    """The part of a JSON schema that describes a place; {} where it says nothing."""
    node: Mapping[str, Any] = _followed(schema, schema)
    for part in location:
        child = _child(schema, node, part)
        if child is None:
            continue  # pydantic names the branch of a union, the schema does not
        node = child
    return node


def _child(schema: Mapping[str, Any], node: Mapping[str, Any], part: str | int) -> Mapping[str, Any] | None:
    for branch in (node, *(_followed(schema, b) for b in node.get("anyOf", ()))):
        if isinstance(part, int) and "items" in branch:
            return _followed(schema, branch["items"])
        if isinstance(part, str) and part in branch.get("properties", {}):
            return _followed(schema, branch["properties"][part])
    return None


def _followed(schema: Mapping[str, Any], node: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" in node:
        target: Mapping[str, Any] = schema["$defs"][node["$ref"].rsplit("/", 1)[-1]]
        return target
    return node


def allowed_of(node: Mapping[str, Any]) -> str:
    """What a part of a JSON schema allows, in words."""
    if "anyOf" in node:
        return " or ".join(dict.fromkeys(allowed_of(branch) for branch in node["anyOf"]))
    if "$ref" in node:
        return "an object"
    if "enum" in node:
        return ", ".join(map(str, node["enum"]))
    if "const" in node:
        return str(node["const"])
    text = _TYPES.get(str(node.get("type", "")), "see the documentation")
    return text + _bounds(node)


def _bounds(node: Mapping[str, Any]) -> str:
    for low, high, unit in (
        ("minimum", "maximum", ""),
        ("minLength", "maxLength", " characters"),
        ("minItems", "maxItems", " entries"),
    ):
        if low in node and high in node:
            return f" of {node[low]} to {node[high]}{unit}" if unit else f" from {node[low]} to {node[high]}"
        if low in node:
            return f" of at least {node[low]}{unit}" if unit else f" >= {node[low]}"
        if high in node:
            return f" of at most {node[high]}{unit}" if unit else f" <= {node[high]}"
    return ""
