"""Composition: which scorers take part, with which hyper-parameters, from one TOML file."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from recsys.errors import ConfigError, nearest
from recsys.registry import MODELS

TOP_KEYS = ["scorers", "memory_limit_gib", "seed"]


@dataclass(frozen=True)
class EngineConfig:
    """The default composition. `overrides` maps a model to changed hyper-parameters."""

    scorers: tuple[str, ...] = ("popular", "item_linear", "transitions", "content")
    memory_limit_gib: float = 8.0
    seed: int = 0
    overrides: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def config_of(self, name: str) -> Any:
        """The hyper-parameters of a model: its defaults with the overrides of this composition."""
        config = MODELS[name].config()
        changes = self.overrides.get(name, {})
        known = [f.name for f in fields(config)]
        for key, value in changes.items():
            if key not in known:
                raise ConfigError(f"[{name}] unknown key {key!r}; allowed: {nearest(key, known)}")
            if not isinstance(value, type(getattr(config, key))):
                wanted = type(getattr(config, key)).__name__
                raise ConfigError(f"[{name}] {key} = {value!r} is not of type {wanted}")
        return replace(config, **changes)


def read_config(path: Path) -> EngineConfig:
    """Read a composition. Raises ConfigError naming file, key and what is allowed."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from error
    overrides = {key: value for key, value in told.items() if isinstance(value, dict)}
    for key in told:
        if key not in TOP_KEYS and key not in MODELS:
            raise ConfigError(f"{path}: unknown key {key!r}; allowed: {nearest(key, TOP_KEYS + list(MODELS))}")
    for name in told.get("scorers", ()):
        if name not in MODELS:
            raise ConfigError(f"{path}: unknown scorer {name!r}; allowed: {nearest(str(name), list(MODELS))}")
    plain = {key: told[key] for key in TOP_KEYS if key in told}
    if "scorers" in plain:
        plain["scorers"] = tuple(plain["scorers"])
    config = replace(EngineConfig(), **plain, overrides=overrides)
    for name in overrides:
        config.config_of(name)
    return config
