"""Composition: which scorers take part, with which hyper-parameters, from one TOML file."""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from recsys.errors import ConfigError, nearest
from recsys.models import custom
from recsys.registry import ENGINE, MODELS

TRIALS: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("transitions", {"source": 0.5, "target": 0.5}),
    ("item_linear", {"regularisation": 1000.0}),
    ("popular", {"half_life": 15.0}),
    ("transitions", {"source": 0.9, "target": 0.1}),
    ("item_linear", {"regularisation": 100.0}),
    ("popular", {"half_life": 240.0}),
    ("transitions", {"window": 50}),
    ("two_hop", {"branches": 100}),
    ("followers", {"source": 0.5, "target": 0.5}),
    ("transitions", {"distance_decay": 0.7}),
)
"""Hyper-parameters that `--budget` tries in place of the defaults, in this order (`recsys.ranking.tune`)."""

TOP_KEYS = ["scorers", "memory_limit_gib", "seed"]


@dataclass(frozen=True)
class EngineConfig:
    """The default composition. `overrides` maps a model to changed hyper-parameters.

    `own` are scorers of a notebook by name (`recsys.models.custom`). Raises ConfigError for no scorer, an unknown
    one, and one named twice.
    """

    scorers: tuple[str, ...] = (
        "popular", "trend", "item_linear", "transitions", "followers", "two_hop", "next_factors", "next_volume",
        "repeat", "content", "context", "time_habit", "mood_fit",
    )  # fmt: skip
    memory_limit_gib: float = 8.0
    seed: int = 0
    overrides: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    own: Mapping[str, custom.Told] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _check_scorers(self.scorers)
        custom.check(self.own, {**MODELS, ENGINE: None})

    def config_of(self, name: str) -> Any:
        """The hyper-parameters of a model: its defaults with the overrides of this composition."""
        return _changed(MODELS[name].config(), self.overrides.get(name, {}), name)


def read_config(path: Path) -> EngineConfig:
    """Read a composition. Raises ConfigError naming file, key and what is allowed."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        return _composition(told)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ConfigError) as error:
        raise ConfigError(f"{path}: {error}") from error


def _composition(told: Mapping[str, Any]) -> EngineConfig:
    for key, value in told.items():
        if key not in TOP_KEYS and key not in MODELS:
            raise ConfigError(f"unknown key {key!r}; allowed: {nearest(key, TOP_KEYS + list(MODELS))}")
        if key in MODELS and not isinstance(value, dict):
            raise ConfigError(f"{key} = {value!r} is not a table; write [{key}] and its keys below")
    overrides = {key: value for key, value in told.items() if key in MODELS}
    plain = {key: value for key, value in told.items() if key in TOP_KEYS}
    config: EngineConfig = _changed(EngineConfig(), plain, "")
    config = replace(config, overrides=overrides)
    for name in overrides:
        if name not in config.scorers:
            raise ConfigError(f"[{name}] is not among the scorers: {', '.join(config.scorers)}; add it or drop it")
        config.config_of(name)
    return config


def _check_scorers(names: tuple[str, ...]) -> None:
    if not names:
        raise ConfigError(f"scorers is empty; allowed: one or more of {', '.join(MODELS)}")
    for name in names:
        if name not in MODELS:
            raise ConfigError(f"unknown scorer {name!r}; allowed: {nearest(name, list(MODELS))}")
        if names.count(name) > 1:
            raise ConfigError(f"scorer {name!r} is named {names.count(name)} times; name it once")


def _changed(config: Any, changes: Mapping[str, Any], where: str) -> Any:
    """The dataclass `config` with some fields changed, each of the type of its default."""
    known = [f.name for f in fields(config)]
    place = f"[{where}] " if where else ""
    for key in changes:
        if key not in known:
            raise ConfigError(f"{place}unknown key {key!r}; allowed: {nearest(key, known)}")
    typed = {key: _typed(value, getattr(config, key), f"{place}{key}") for key, value in changes.items()}
    return replace(config, **typed)


def _typed(value: Any, default: Any, where: str) -> Any:
    """A TOML value as the type of the default. Numbers are finite and not negative: no setting here is."""
    if isinstance(default, bool) or isinstance(value, bool):
        right = isinstance(default, bool) and isinstance(value, bool)
    elif isinstance(default, float):
        right = isinstance(value, float | int)
        value = float(value) if right else value
    elif isinstance(default, tuple):
        right = isinstance(value, list)
        if right:
            return tuple(_typed(one, default[0], f"{where}[{place}]") for place, one in enumerate(value))
    elif is_dataclass(default) and isinstance(value, dict):
        return _changed(default, value, where.strip("[]").replace("] ", "."))
    else:
        right = isinstance(value, type(default))
    if not right:
        raise ConfigError(f"{where} = {value!r} is not of type {_kind(default)}")
    if isinstance(value, float | int) and not 0 <= value < math.inf:
        raise ConfigError(f"{where} = {value!r} is out of range; allowed: 0 and above")
    return value


def _kind(default: Any) -> str:
    """What a type is called in TOML."""
    if is_dataclass(default):
        return f"table with {', '.join(f.name for f in fields(default))}"
    return {"float": "number", "int": "whole number", "str": "text", "bool": "true or false", "tuple": "list"}[
        type(default).__name__
    ]
