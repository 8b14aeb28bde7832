"""Errors as RFC 9457 problem+json: what is wrong, where, with which value, what is allowed. Never a traceback."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, NotRequired

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import Field
from pydantic_core import to_json
from starlette.exceptions import HTTPException
from starlette.responses import Response
from typing_extensions import TypedDict

from api.event_schema import EventError
from api.store.errors import BusyError, ConflictError
from recsys.errors import GonggamError, QueryError

MEDIA_TYPE = "application/problem+json"
TITLES: Mapping[int, str] = {
    400: "The request cannot be read",
    401: "A key is needed",
    403: "Not allowed",
    404: "There is no such thing",
    405: "Method not allowed here",
    409: "Two bodies for one event",
    413: "The request is too large",
    422: "The request is not valid",
    500: "Something went wrong here",
    503: "Not ready",
}
LONGEST_VALUE = 80


class MistakeOut(TypedDict):
    """One thing that is wrong."""

    where: Annotated[str, Field(description="Field, query parameter or path part.", examples=["filters.price_max"])]
    value: NotRequired[Annotated[Any, Field(description="What was sent, shortened.", examples=[-1])]]
    allowed: Annotated[str, Field(description="What would be right.", examples=["a number >= 0"])]


class ProblemOut(TypedDict):
    """An RFC 9457 problem."""

    type: Annotated[str, Field(examples=["urn:gonggam:problem:422"])]
    title: Annotated[str, Field(examples=[TITLES[422]])]
    status: Annotated[int, Field(examples=[422])]
    detail: Annotated[str, Field(examples=["filters.price_max: input should be greater than or equal to 0"])]
    instance: Annotated[str, Field(description="Path of the request.", examples=["/v1/recommendations"])]
    errors: list[MistakeOut]


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong with a request. `value` is left out where it must not be repeated."""

    where: str
    allowed: str
    value: object = None
    shows_value: bool = False

    @classmethod
    def with_value(cls, where: str, value: object, allowed: str) -> "Mistake":
        """One that repeats what was sent."""
        return cls(where, allowed, value, shows_value=True)


class ProblemError(Exception):
    """Ends a request with a problem answer."""

    def __init__(
        self,
        status: int,
        detail: str,
        errors: Sequence[Mistake] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.status, self.detail, self.errors, self.headers = status, detail, tuple(errors), dict(headers or {})
        super().__init__(detail)


def refused(where: str, value: object, problem: str, allowed: str) -> ProblemError:
    """422 for one field."""
    return ProblemError(422, f"{where}: {problem}", [Mistake.with_value(where, value, allowed)])


def unknown(where: str, value: str, what: str, allowed: str) -> ProblemError:
    """404 for something that does not exist."""
    return ProblemError(
        404, f"{where}: unknown {what} {value[:LONGEST_VALUE]!r}", [Mistake.with_value(where, value, allowed)]
    )


def body_of(problem: ProblemError, instance: str) -> bytes:
    """The problem as JSON."""
    told: ProblemOut = {
        "type": f"urn:gonggam:problem:{problem.status}",
        "title": TITLES.get(problem.status, "Problem"),
        "status": problem.status,
        "detail": problem.detail,
        "instance": instance,
        "errors": [_mistake(mistake) for mistake in problem.errors],
    }
    return to_json(told)


def _mistake(mistake: Mistake) -> MistakeOut:
    told: MistakeOut = {"where": mistake.where, "allowed": mistake.allowed}
    if mistake.shows_value:
        told["value"] = shortened(mistake.value)
    return told


def shortened(value: object) -> Any:
    """A value as an error may repeat it: numbers, booleans and null as they are, all else as a short text."""
    if value is None or (isinstance(value, bool | int) and abs(int(value)) < 2**53):
        return value
    text = value if isinstance(value, str) else str(value)
    text = text.encode("utf-8", "replace").decode("utf-8")
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


def response_of(problem: ProblemError, instance: str) -> Response:
    """The problem as an HTTP answer."""
    return Response(body_of(problem, instance), problem.status, problem.headers, MEDIA_TYPE)


def as_problem(error: Exception) -> ProblemError:
    """Any expected error as a problem."""
    match error:
        case ProblemError():
            return error
        case EventError(index=index, field=field, problem=problem, allowed=allowed):
            where = f"events[{index}].{field}"
            return ProblemError(422, f"{where}: {problem}", [Mistake(where, allowed or "see the event's fields")])
        case ConflictError(event_id=event_id):
            mistake = Mistake.with_value(
                "event_id", event_id, "the same body again, or a new event_id for another fact"
            )
            return ProblemError(409, str(error), [mistake])
        case QueryError(field=field, allowed=allowed):
            return ProblemError(422, str(error), [Mistake(field, allowed or "see the documentation")])
        case BusyError():
            return ProblemError(503, str(error), headers={"Retry-After": "1"})
        case _:
            return ProblemError(503 if isinstance(error, GonggamError) else 500, _told(error))


def _told(error: Exception) -> str:
    if isinstance(error, GonggamError):
        return str(error)
    return "the service failed on this request; it was logged, nothing of it was stored"


def install(app: FastAPI) -> None:
    """Answer every expected error of the app as a problem."""
    app.add_exception_handler(ProblemError, _handle)
    app.add_exception_handler(GonggamError, _handle)
    app.add_exception_handler(Exception, _handle)
    app.add_exception_handler(RequestValidationError, _handle_validation)
    app.add_exception_handler(HTTPException, _handle_http)


async def _handle(request: Request, error: Exception) -> Response:
    return response_of(as_problem(error), request.url.path)


async def _handle_validation(request: Request, error: Exception) -> Response:
    """FastAPI's own refusal of a path or query parameter."""
    found = error.errors() if isinstance(error, RequestValidationError) else []
    mistakes = [Mistake.with_value(str(told["loc"][-1]), told.get("input"), _allowed(told["msg"])) for told in found]
    detail = "; ".join(f"{told['loc'][-1]}: {told['msg'][:200]}" for told in found)
    return response_of(ProblemError(422, detail, mistakes), request.url.path)


def _allowed(message: str) -> str:
    return message.removeprefix("Input should be ").removeprefix("Value error, ")


async def _handle_http(request: Request, error: Exception) -> Response:
    """Starlette's own 404 and 405."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    allowed = {404: "GET /openapi.json lists every path", 405: headers.get("allow", headers.get("Allow", ""))}
    where = "path" if status == 404 else "method"
    told = request.url.path if status == 404 else request.method
    mistakes = [Mistake.with_value(where, told, allowed[status])] if status in allowed else []
    problem = ProblemError(status, f"{where} {told[:200]!r}: {TITLES.get(status, 'refused')}", mistakes, headers)
    return response_of(problem, request.url.path)
