"""Field types that several requests share. Each says in OpenAPI what it takes, and in an error what is allowed."""

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError
from typing_extensions import TypedDict

from api.event_fields import COMMON, FieldError, identifier, label, seconds
from api.redact import looks_like_personal_id

HASH_ADVICE = "an id that says nothing of the person; send a hash, e.g. of the shop's own customer number"


class Body(BaseModel):
    """A request body: exact types, no unknown fields, no NaN."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


def checked(check: Callable[[object], Any]) -> Callable[[Any], Any]:
    """A check of `api.event_fields` as a pydantic validator."""

    def validate(value: Any) -> Any:
        try:
            return check(value)
        except FieldError as error:
            raise PydanticCustomError(
                "field", "{problem}", {"problem": error.problem, "allowed": error.allowed}
            ) from None

    return validate


def refuse_personal_id(user_id: str) -> str:
    """An id that is an e-mail address, a phone or a resident number is refused, and not repeated."""
    found = looks_like_personal_id(user_id)
    if found:
        told = {"problem": f"looks like {found}; hash it", "allowed": HASH_ADVICE}
        raise PydanticCustomError("personal_id", "{problem}", told)
    return user_id


Identifier = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(checked(identifier))]
Label = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(checked(label))]
UserId = Annotated[
    str,
    Field(
        min_length=1,
        max_length=200,
        description="The person, by an id that says nothing of them: no e-mail, phone or resident number. Send a hash.",
    ),
    AfterValidator(checked(identifier)),
    AfterValidator(refuse_personal_id),
]
Seconds = Annotated[
    int,
    BeforeValidator(checked(seconds)),
    WithJsonSchema({"type": "string", "format": "date-time", "description": "ISO 8601 with an offset."}),
]
"""UTC seconds of a time written with an offset."""
Zone = Annotated[str, Field(description="IANA time zone."), AfterValidator(checked(COMMON["tz"]))]
Shop = Annotated[str | None, Field(description="The shop; the server's first one when not given.")]


class CareOut(TypedDict):
    """The fixed help card. `handoff` tells how a person can be reached; null where the shop has nobody to name."""

    text: Annotated[str, Field(examples=["지금 많이 힘드시다면 혼자 견디지 않으셔도 돼요. …"])]
    lines: tuple[str, ...]
    handoff: str | None
