"""What routes are given: the services, and the shop a request is about (as far as its key opens it)."""

from typing import Annotated

from fastapi import Depends, Query, Request
from pydantic import TypeAdapter, ValidationError

from api.problems import Mistake, ProblemError, refused
from api.schemas.fields import HASH_ADVICE, Identifier, UserId
from api.security import opens
from api.services import Services
from api.shops import Shop

ALLOWED_SHOPS = "gonggam.shops"
"""Where the gate leaves what the key opens (ASGI scope)."""

SLASH = "\ue000"
"""Stands for an escaped slash within a path part (see `api.gate`): a private character that no id needs."""

_IDENTIFIER: TypeAdapter[str] = TypeAdapter(Identifier)
_USER: TypeAdapter[str] = TypeAdapter(UserId)


def services_of(request: Request) -> Services:
    """The app's services."""
    services: Services = request.app.state.services
    return services


def shop_for(request: Request, named: str | None = None) -> Shop:
    """The shop that body or query name, or the default. Raises 422 for an unknown one, 403 for a closed one."""
    services = services_of(request)
    in_query = request.query_params.get("shop") if request.scope["query_string"] else None
    if named is not None and in_query is not None and named != in_query:
        raise refused("shop", named, f"the query says {in_query[:80]!r}", "one shop, in the body or in the query")
    name = named if named is not None else in_query
    opened: frozenset[str] | None = request.scope.get(ALLOWED_SHOPS)
    if name is None:
        name = _default(services, opened)
    if opened is not None and not opens(opened, name):
        allowed = ", ".join(sorted(opened))
        raise ProblemError(403, f"shop: this key does not open {name[:80]!r}", [Mistake("shop", allowed)])
    shop = services.shops.get(name)
    if shop is None:
        raise refused("shop", name, f"unknown shop {name[:80]!r}", ", ".join(services.shops))
    return shop


def _default(services: Services, opened: frozenset[str] | None) -> str:
    """The default shop, or the first one that the key opens."""
    if opened is None or opens(opened, services.default_shop):
        return services.default_shop
    return next((name for name in services.shops if name in opened), services.default_shop)


def _shop(
    request: Request,
    shop: Annotated[str | None, Query(description="The shop; the server's first one when not given.")] = None,
) -> Shop:
    return shop_for(request, shop)


def checked_user(user_id: str) -> str:
    """The user id of a path. Raises 422 for one that says who the person is."""
    return _path_part(_USER, "user_id", user_id)


def _item(item_id: str) -> str:
    return _path_part(_IDENTIFIER, "item_id", item_id)


def _request_id(request_id: str) -> str:
    return _path_part(_IDENTIFIER, "request_id", request_id)


def _path_part(kind: TypeAdapter[str], where: str, given: str) -> str:
    """A checked id of the path. What looks personal is refused without being repeated."""
    try:
        return kind.validate_python(given.replace(SLASH, "/"))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        personal = first["type"] == "personal_id"
        allowed = HASH_ADVICE if personal else "text of 1 to 200 characters"
        raise ProblemError(422, f"{where}: {first['msg']}", [Mistake(where, allowed)]) from None


ServicesDep = Annotated[Services, Depends(services_of)]
ShopDep = Annotated[Shop, Depends(_shop)]
UserDep = Annotated[str, Depends(checked_user)]
ItemDep = Annotated[str, Depends(_item)]
RequestIdDep = Annotated[str, Depends(_request_id)]
