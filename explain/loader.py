"""Reads voices from TOML, and refuses what is misspelt or must not be said, naming file, entry and what is allowed."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NoReturn, TypeVar, get_args

from explain.guard import faults_of_skeleton
from explain.language import Language, canonical, language
from explain.skeleton import (
    ACTS,
    AIMS,
    FIELDS,
    KIND_GROUPS,
    NEEDS,
    STRATEGIES,
    TONES,
    Grammar,
    Part,
    Rule,
    Skeleton,
    cut,
)
from explain.types import CODES, Code
from explain.voice import MessageCase, Voice
from recsys.errors import ConfigError, QueryError, nearest
from recsys.types import KINDS

FOLDER = Path(__file__).parent / "voices"
CASES: tuple[MessageCase, ...] = get_args(MessageCase)
_LISTS: Mapping[str, tuple[str, ...]] = {
    "acts": ACTS,
    "kinds": tuple(KIND_GROUPS),
    "cited": tuple(KIND_GROUPS),
    "fields": FIELDS,
    "strategies": STRATEGIES,
    "aims": AIMS,
}
_FLAGS = {"same_kind": "is_same_kind", "hedged": "is_hedged", "recent": "is_recent"}
_KEYS = ("text", "items", "needs", "tone", *_LISTS, *_FLAGS)
_T = TypeVar("_T")


@cache
def load(name: str, locale: str) -> Voice:
    """The voice `name` in a locale, read once a process; raises `QueryError` naming the voices there are."""
    full = canonical(locale)
    path = FOLDER / f"{name}.{full[:2]}.toml"
    if name not in available(full):
        raise QueryError("voice", f"{name!r} does not speak {full}", nearest(name, list(available(full))))
    return read(path)


def available(locale: str) -> tuple[str, ...]:
    """Names of the voices that speak a locale."""
    short = canonical(locale)[:2]
    return tuple(sorted(path.name.removesuffix(f".{short}.toml") for path in FOLDER.glob(f"*.{short}.toml")))


def read(path: Path) -> Voice:
    """A voice from one file; raises `ConfigError` at the first thing that is wrong with it."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path.name}: cannot be read as TOML: {error}") from error
    _only(table, ("voice", "locale", "message", *CODES), path, "top level")
    for key in ("voice", "locale", "message", *CODES):
        if key not in table:
            raise ConfigError(f"{path.name}: {key!r} is missing; every voice has: voice, locale, message and all codes")
    tongue = _tongue(table["locale"], path)
    return Voice(
        name=table["voice"],
        language=tongue,
        sentences=_section(table, "sentence", tongue, path),
        labels=_section(table, "label", tongue, path),
        messages=_messages(table["message"], tongue, path),
    )


def _tongue(locale: str, path: Path) -> Language:
    try:
        return language(locale)
    except QueryError as error:
        raise ConfigError(f"{path.name}: {error}") from error


def _section(table: dict[str, Any], use: str, tongue: Language, path: Path) -> dict[Code, tuple[Skeleton, ...]]:
    """Skeletons of one use by code; `also = ["liked_before"]` in a code's table borrows another code's skeletons."""
    found: dict[Code, tuple[Skeleton, ...]] = {}
    for code in CODES:
        _only(table[code], ("sentence", "label", "also"), path, code)
        own = _skeletons(table, code, code, use, tongue, path)
        borrowed = [_skeletons(table, other, code, use, tongue, path) for other in table[code].get("also", [])]
        found[code] = sum(borrowed, own)
        if not any(not s.slots and s.rule == Rule() for s in found[code]) and (use == "label" or code == "learning"):
            _refuse(
                path, f"[[{code}.{use}]]", "no entry can be used for every item", "one without slots and conditions"
            )
    return found


def _skeletons(
    table: dict[str, Any], source: str, code: Code, use: str, tongue: Language, path: Path
) -> tuple[Skeleton, ...]:
    if source not in CODES:
        raise ConfigError(f"{path.name}: {code}.also names {source!r}; allowed: {', '.join(CODES)}")
    entries = table[source].get(use, [])
    return tuple(_skeleton(e, f"{source}.{use}.{n}", code, tongue, path) for n, e in enumerate(entries, start=1))


def _skeleton(entry: dict[str, Any], key: str, code: Code, tongue: Language, path: Path) -> Skeleton:
    _only(entry, _KEYS, path, key)
    if not isinstance(entry.get("text"), str) or not entry["text"].strip():
        _refuse(path, key, "text is missing", "a non-empty text")
    parts = _cut(entry["text"], tongue, path, key)
    skeleton = Skeleton(key, code, entry["text"], parts, _rule(entry, path, key))
    faults = faults_of_skeleton(skeleton, tongue, is_label=".label." in key)
    if faults:
        _refuse(path, key, f"{entry['text']!r}: {'; '.join(faults)}", "explain/blocked.*.toml and korean/grammar.py")
    return skeleton


def _cut(text: str, tongue: Language, path: Path, key: str) -> tuple[Part, ...]:
    words = frozenset(next(iter(tongue.kinds.values())).words) | {"count"}
    try:
        return cut(text, Grammar(words, tongue.particles))
    except ValueError as error:
        raise ConfigError(f"{path.name}: {key}: {error}") from error


def _rule(entry: dict[str, Any], path: Path, key: str) -> Rule:
    flags = {field: _flag(entry, name, path, key) for name, field in _FLAGS.items()}
    kinds = _named(entry, "kinds", path, key)
    cited = _named(entry, "cited", path, key)
    return Rule(
        acts=_members(_named(entry, "acts", path, key), ACTS),
        kinds=frozenset(KINDS) if kinds is None else frozenset().union(*(KIND_GROUPS[k] for k in kinds)),
        cited=None if cited is None else frozenset().union(*(KIND_GROUPS[k] for k in cited)),
        fields=_members(_named(entry, "fields", path, key), FIELDS),
        strategies=_members(_named(entry, "strategies", path, key), STRATEGIES),
        items=_one_of(entry.get("items"), (1, 2), path, f"{key}.items"),
        needs=_one_of(entry.get("needs"), NEEDS, path, f"{key}.needs") or "none",
        tone=_one_of(entry.get("tone"), TONES, path, f"{key}.tone") or "",
        aims=_members(_named(entry, "aims", path, key), AIMS),
        **flags,
    )


def _named(entry: dict[str, Any], name: str, path: Path, key: str) -> tuple[str, ...] | None:
    """A list of known names, None where the entry does not have it."""
    if name not in entry:
        return None
    values = entry[name]
    if not isinstance(values, list) or not values:
        _refuse(path, f"{key}.{name}", f"{values!r} is not a list of names", ", ".join(_LISTS[name]))
    for value in values:
        _one_of(value, _LISTS[name], path, f"{key}.{name}")
    return tuple(values)


def _members(names: tuple[str, ...] | None, known: tuple[_T, ...]) -> frozenset[_T] | None:
    return None if names is None else frozenset(value for value in known if value in names)


def _flag(entry: dict[str, Any], name: str, path: Path, key: str) -> bool:
    return bool(_one_of(entry.get(name, False), (True, False), path, f"{key}.{name}"))


def _one_of(value: Any, known: tuple[_T, ...], path: Path, where: str) -> _T | None:
    if value is None:
        return None
    for allowed in known:
        if value == allowed and type(value) is type(allowed):
            return allowed
    return _refuse(path, where, f"unknown value {value!r}", nearest(str(value), [str(k) for k in known]))


def _messages(table: dict[str, Any], tongue: Language, path: Path) -> dict[MessageCase, tuple[Part, ...]]:
    _only(table, CASES, path, "message")
    missing = [case for case in CASES if case not in table]
    if missing:
        _refuse(path, "message", f"{', '.join(missing)} missing", ", ".join(CASES))
    return {case: _cut(table[case], tongue, path, f"message.{case}") for case in CASES}


def _only(table: Any, known: tuple[str, ...], path: Path, where: str) -> None:
    if not isinstance(table, dict):
        _refuse(path, where, f"{table!r} is not a table", ", ".join(known))
    for key in table:
        if key not in known:
            _refuse(path, where, f"unknown key {key!r}", nearest(key, list(known)))


def _refuse(path: Path, where: str, problem: str, allowed: str) -> NoReturn:
    raise ConfigError(f"{path.name}: {where}: {problem}; allowed: {allowed}")
