"""`gonggam mood FILE`: one JSON line for each line of a text. The lines themselves are not repeated."""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

from recsys.errors import DataError
from recsys.mood.text import TextMood, read_text

FIGURES = 4
"""Decimals that are printed."""


def run_mood(file: str, locale: str) -> None:
    """Print what each line says of its writer's feeling; `file` is a path, or "-" for standard input."""
    for row in readings(_lines(file), locale):
        sys.stdout.write(row + "\n")


def readings(lines: Iterable[str], locale: str) -> Iterator[str]:
    """One JSON object a line: valence, arousal, confidence, needs, labels, theme, frame, weight."""
    for line in lines:
        yield json.dumps(_rounded(read_text(line.rstrip("\r\n"), locale)), ensure_ascii=False)


def _rounded(mood: TextMood) -> dict[str, object]:
    return {name: round(value, FIGURES) if isinstance(value, float) else value for name, value in asdict(mood).items()}


def _lines(file: str) -> Iterator[str]:
    if file == "-":
        yield from sys.stdin
        return
    try:
        with Path(file).open(encoding="utf-8") as stream:
            yield from stream
    except UnicodeDecodeError as error:
        raise DataError("not UTF-8", file=file, allowed="UTF-8 text", advice="save the file as UTF-8") from error
