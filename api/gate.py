"""The outermost layer, plain ASGI: who may enter, how large a body may be, what is counted; no traceback gets out."""

import sys
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import AbstractContextManager, nullcontext
from time import perf_counter
from typing import Any
from urllib.parse import unquote

import structlog
from starlette.requests import ClientDisconnect

from api import clock
from api.deps import ALLOWED_SHOPS, SLASH
from api.event_fields import FieldError, seconds
from api.problems import Mistake, ProblemError, as_problem, response_of
from api.security import host_name, is_loopback
from api.services import Services

log = structlog.get_logger("gonggam.http")

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MAX_BODY = 10_000_000
"""A body of this many bytes or more is refused."""

MAX_DRAINED = 4 * MAX_BODY
"""Of a body that is too large so much is read and thrown away, so that the sender gets to read the answer."""

OPEN_PATHS = ("/healthz", "/readyz")
GUARDED = ("/v1/", "/metrics")
SECURITY = [(b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer")]
PRIVATE = [*SECURITY, (b"cache-control", b"no-store")]


class Gate:
    """Wraps the app. One per app; keeps no state of a request."""

    def __init__(self, app: App, services: Services) -> None:
        self._app, self._services = app, services
        self._checks_host = not services.keys.are_configured

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        visit = Visit(scope, receive, send, self._services)
        try:
            headers = {name: value for name, value in scope["headers"]}  # noqa: C416  (faster than dict() here)
            self._admit(scope, headers)
            _keep_escaped_slashes(scope)
            visit.refuse_announced_size(headers)
            with self._time(headers):
                await self._app(scope, visit.receive, visit.send)
        except ClientDisconnect:
            log.debug("client_left")
        except Exception as error:  # whatever it is, the caller gets a problem and the log no content
            await visit.fail(error)
        visit.count()

    def _admit(self, scope: Scope, headers: dict[bytes, bytes]) -> None:
        """Raises `ProblemError` for a caller without a right to enter."""
        if self._checks_host:
            self._refuse_other_sites(headers)
        elif scope["path"].startswith(GUARDED):
            key = headers.get(b"x-api-key")
            opened = self._services.keys.shops_of(None if key is None else key.decode("latin-1"))
            if opened is None:
                allowed = [Mistake("X-API-Key", "a key of this server")]
                raise ProblemError(401, "X-API-Key: missing or unknown", allowed, {"WWW-Authenticate": "X-API-Key"})
            scope[ALLOWED_SHOPS] = opened

    def _refuse_other_sites(self, headers: dict[bytes, bytes]) -> None:
        """Without keys: a page of another site must not use a visitor's browser to reach this machine's service."""
        host = host_name(headers.get(b"host", b"localhost").decode("latin-1"))
        if not is_loopback(host) and host not in self._services.hosts:
            allowed = [Mistake("Host", "localhost, 127.0.0.1 or a name in GONGGAM_HOSTS")]
            raise ProblemError(403, "Host: without keys the service answers this machine only", allowed)
        origin = headers.get(b"origin")
        if origin is not None and host_name(origin.decode("latin-1")) != host:
            raise ProblemError(403, "Origin: another site", [Mistake("Origin", "the service's own page")])

    def _time(self, headers: dict[bytes, bytes]) -> AbstractContextManager[None]:
        told = headers.get(b"x-gonggam-now")
        if told is None:
            return nullcontext()
        if not self._services.admits_test_clock:
            allowed = [Mistake("X-Gonggam-Now", "only where GONGGAM_TEST_CLOCK=1, for tests")]
            raise ProblemError(403, "X-Gonggam-Now: the clock of this server is not for setting", allowed)
        try:
            return clock.clock_at(seconds(told.decode("latin-1")))
        except FieldError as error:
            raise ProblemError(422, f"X-Gonggam-Now: {error}", [Mistake("X-Gonggam-Now", error.allowed)]) from None


class Visit:
    """One request on its way through the gate."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, services: Services) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._metrics = services.metrics
        self._started = perf_counter()
        self._status, self._read = 0, 0

    def refuse_announced_size(self, headers: dict[bytes, bytes]) -> None:
        """Raises when Content-Length is too large or no number."""
        announced = headers.get(b"content-length")
        if announced is not None and announced.isdigit() and int(announced) >= MAX_BODY:
            raise _too_large()

    async def receive(self) -> Message:
        """The next part of the body, counted."""
        message = await self._receive()
        self._read += len(message.get("body", b""))
        if self._read >= MAX_BODY:
            await self._drain(more=bool(message.get("more_body")))
            raise _too_large()
        return message

    async def send(self, message: Message) -> None:
        """A part of the answer, with the headers every answer has."""
        if message["type"] == "http.response.start":
            self._status = message["status"]
            message["headers"] = [*message["headers"], *self._headers()]
        await self._send(message)

    async def fail(self, error: Exception) -> None:
        """Answer with a problem; what was not expected is logged by kind and place, never by content."""
        problem = as_problem(error)
        if problem.status == 413 and self._read == 0:
            await self._drain(more=True)
        if problem.status >= 500:
            log.error("request_failed", error=type(error).__name__, at=_place(), route=self._route())
        if self._status == 0:
            await response_of(problem, self._scope["path"])(self._scope, self._receive, self.send)

    def count(self) -> None:
        """Into the metrics, by the route's template."""
        self._metrics.answered(self._route(), self._status, perf_counter() - self._started)

    def _route(self) -> str:
        return str(getattr(self._scope.get("route"), "path", "other"))

    def _headers(self) -> list[tuple[bytes, bytes]]:
        return PRIVATE if self._scope["path"].startswith("/v1/") else SECURITY

    async def _drain(self, *, more: bool) -> None:
        while more and self._read < MAX_DRAINED:
            message = await self._receive()
            self._read += len(message.get("body", b""))
            more = message["type"] == "http.request" and message.get("more_body", False)


def _keep_escaped_slashes(scope: Scope) -> None:
    """`%2F` within an id is not the end of a path part."""
    raw: bytes = scope.get("raw_path") or b""
    if b"%2f" in raw.lower():
        scope["path"] = unquote(raw.decode("ascii", "replace").replace("%2f", SLASH).replace("%2F", SLASH))


def _too_large() -> ProblemError:
    allowed = [Mistake("body", f"less than {MAX_BODY:,} bytes; send smaller batches")]
    return ProblemError(413, f"body: {MAX_BODY:,} bytes or more", allowed)


def _place() -> str:
    """Module and line of the innermost frame of the exception being handled."""
    trace = sys.exc_info()[2]
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "" if trace is None else f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}"
