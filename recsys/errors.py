"""Errors people can act on: what was wrong with which value, where, what is allowed, what to do.

GonggamError
├── DataError      a dataset file cannot be read as what it claims to be
├── QueryError     a request asks for something that does not exist
├── ConfigError    a setting is unknown or out of range
├── ArtifactError  a trained model on disk is damaged or of another schema
└── MemoryLimitError  a fit would need more memory than allowed
"""

from difflib import get_close_matches


class GonggamError(Exception):
    """Base of every error this project raises on purpose; its text is one line a person can act on."""


class DataError(GonggamError):
    """A dataset file cannot be read. The text names file, line, value and what is allowed."""

    def __init__(
        self,
        problem: str,
        *,
        file: object = None,
        line: int | None = None,
        value: object = None,
        allowed: str | None = None,
        advice: str | None = None,
    ) -> None:
        where = "" if file is None else f"{file}" + ("" if line is None else f", line {line}") + ": "
        parts = [where + problem]
        if value is not None:
            parts.append(f"value {str(value)[:80]!r}")
        if allowed is not None:
            parts.append(f"allowed: {allowed}")
        if advice is not None:
            parts.append(advice)
        super().__init__("; ".join(parts))


class QueryError(GonggamError):
    """A request cannot be answered as asked. `field` names the part of the request."""

    def __init__(self, field: str, problem: str, allowed: str | None = None) -> None:
        self.field = field
        self.allowed = allowed
        super().__init__(f"{field}: {problem}" + (f"; allowed: {allowed}" if allowed else ""))


class ConfigError(GonggamError):
    """A setting is unknown or out of range."""


class ArtifactError(GonggamError):
    """A trained model on disk is damaged, missing, or written by another schema version."""


class MemoryLimitError(GonggamError):
    """A fit would need more memory than allowed; the text gives the estimate and the way out."""


def nearest(word: str, known: list[str]) -> str:
    """`allowed` text for an unknown word: all names, with the nearest right one first."""
    close = get_close_matches(word, known, n=1)
    names = ", ".join(sorted(known))
    return f"did you mean {close[0]!r}? known: {names}" if close else names
