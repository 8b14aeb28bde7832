"""Deployment settings, from the environment only (`GONGGAM_*`). What is unsafe or misspelt is refused."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from api.consent import DEFAULT_PURPOSES, Purpose
from recsys.errors import ConfigError, nearest

PREFIX = "GONGGAM_"
SHORTEST_KEY = 16
EVERY_SHOP = "*"


class Settings(BaseSettings):
    """How one server is run. Every field is an environment variable: `keys` is `GONGGAM_KEYS`, and so on."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    db: str | None = Field(
        default=None, description="sqlite:///path or postgresql+psycopg://...; default: beside the model"
    )
    shops: Mapping[str, Path] = Field(default_factory=dict, description='JSON: {"default": "model folder"}')
    catalogue: Path | None = Field(default=None, description="a dataset folder to start from without events")
    keys: Mapping[str, tuple[str, ...]] = Field(default_factory=dict, description='JSON: {"key": ["shop"]}; "*" is all')
    hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="names this server may be called by, by comma"
    )
    test_clock: bool = Field(default=False, description="admits the X-Gonggam-Now header; for tests only")
    default_consents: Annotated[frozenset[Purpose], NoDecode] = Field(
        default=DEFAULT_PURPOSES, description="purposes that are on until a person says otherwise, by comma"
    )
    country: str = Field(
        default="KR",
        pattern="^[A-Z]{2}$",
        description="ISO 3166 code of where the people are: whose help lines are shown",
    )
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    remembered_people: int = Field(default=20_000, ge=1, description="states kept in memory")

    @field_validator("hosts", mode="before")
    @classmethod
    def _split_hosts(cls, told: object) -> object:
        return tuple(_words(told)) if isinstance(told, str) else told

    @field_validator("default_consents", mode="before")
    @classmethod
    def _split_consents(cls, told: object) -> object:
        if not isinstance(told, str):
            return told
        known = [purpose.value for purpose in Purpose]
        for name in _words(told):
            if name not in known:
                raise ValueError(f"unknown purpose {name!r}; allowed: {nearest(name, known)}")
        return frozenset(_words(told))

    @field_validator("keys")
    @classmethod
    def _refuse_short_keys(cls, keys: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
        for key in keys:
            if len(key) < SHORTEST_KEY:
                raise ValueError(f"a key has {len(key)} characters; allowed: at least {SHORTEST_KEY}")
        return keys


def read_settings() -> Settings:
    """The settings of the environment. Raises ConfigError naming the variable and what is allowed."""
    known = [PREFIX + name.upper() for name in Settings.model_fields]
    for name in os.environ:
        if name.startswith(PREFIX) and name not in known and not name.startswith(PREFIX + "TEST_"):
            raise ConfigError(f"unknown setting {name}; allowed: {nearest(name, known)}")
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = PREFIX + str(first["loc"][0]).upper()
        raise ConfigError(f"{name}: {first['msg']}; {_help(str(first['loc'][0]))}") from None
    except ValueError as error:  # JSON that does not parse
        raise ConfigError(f"settings: {error}") from None


def _help(name: str) -> str:
    return Settings.model_fields[name].description or ""


def _words(told: str) -> list[str]:
    return [word.strip() for word in told.split(",") if word.strip()]
