"""`dataset.toml`: read strictly (an unknown key is an error naming the nearest right one) and written back."""

import json
import tomllib
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from recsys.dataset.dataset import Meta
from recsys.dataset.times import zone_problem
from recsys.errors import DataError, nearest
from recsys.types import KINDS

FILE = "dataset.toml"
TIME_UNITS = ("seconds", "order", "none")
_KEYS = [f.name for f in fields(Meta)]
_EXAMPLE = 'write one with at least: name = "my shop", kind = "book", time = "seconds", timezone = "Asia/Seoul"'


def read_meta(folder: Path) -> Meta:
    """What the folder's dataset.toml says; `name` defaults to the folder's name. Raises DataError."""
    path = folder / FILE
    if not path.is_file():
        raise DataError(f"{FILE} is missing", file=folder, advice=_EXAMPLE)
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"not TOML ({error})", file=FILE, advice='a line is key = "value"') from error
    return meta_of({"name": folder.name} | values)


def meta_of(values: dict[str, Any]) -> Meta:
    """A checked Meta of the given keys. Raises DataError naming the key and what is allowed."""
    for key in values:
        if key not in _KEYS:
            raise DataError("unknown key", file=FILE, value=key, allowed=nearest(key, _KEYS))
    _check_type(values, "name", str, "a text")
    _check_type(values, "simulated", bool, "true or false")
    _check_choice(values, "kind", KINDS)
    _check_choice(values, "time", TIME_UNITS)
    _check_zone(values)
    _check_rating_max(values)
    return Meta(**values)


def _check_type(values: dict[str, Any], key: str, kind: type, allowed: str) -> None:
    if key in values and not isinstance(values[key], kind):
        raise DataError(f"{key} is not {allowed}", file=FILE, value=values[key], allowed=allowed)


def _check_choice(values: dict[str, Any], key: str, known: tuple[str, ...]) -> None:
    if key in values and values[key] not in known:
        raise DataError(f"unknown {key}", file=FILE, value=values[key], allowed=nearest(str(values[key]), list(known)))


def _check_zone(values: dict[str, Any]) -> None:
    _check_type(values, "timezone", str, "a text")
    problem = zone_problem(values.get("timezone", "UTC"))
    if problem is not None:
        raise DataError("unknown timezone", file=FILE, value=values["timezone"], allowed=problem)


def _check_rating_max(values: dict[str, Any]) -> None:
    top = values.get("rating_max")
    if top is not None and (isinstance(top, bool) or not isinstance(top, int | float) or not top > 0):
        raise DataError("rating_max is not the top of a scale", file=FILE, value=top, allowed="a number above 0")


def toml_of(meta: Meta) -> str:
    """The text of a dataset.toml that reads back as `meta`."""
    told = {key: value for key, value in asdict(meta).items() if value is not None}
    # JSON's strings, numbers and booleans are TOML's, save that TOML wants DEL escaped.
    return "".join(f"{k} = {json.dumps(v, ensure_ascii=False)}\n".replace("\x7f", "\\u007f") for k, v in told.items())
