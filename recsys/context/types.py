"""Plain columns of circumstances, such as weather, companion and place: of the rows, and of a request."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Told = tuple[tuple[str, str], ...]
"""(column, value) pairs: what is known of the circumstances of a request or of an event."""


@dataclass(frozen=True)
class ContextColumn:
    """One column of the rows: code (n,) int32 into `values`, -1 for none."""

    name: str
    values: tuple[str, ...]
    code: NDArray[np.int32]

    def take(self, rows: NDArray[Any]) -> "ContextColumn":
        """The given rows, in their order."""
        return ContextColumn(self.name, self.values, self.code[rows])

    def told(self, row: int) -> Told:
        """What the column says of a row: one pair, or none."""
        code = int(self.code[row])
        return ((self.name, self.values[code]),) if code >= 0 else ()


def told_as_text(given: Mapping[str, object]) -> Told:
    """Circumstances with their values as text: true and 21 as a data set writes them."""
    return tuple((name, json.dumps(v) if isinstance(v, bool) else str(v)) for name, v in given.items())


def columns_of(told: Sequence[Told]) -> tuple[ContextColumn, ...]:
    """The columns of rows (n,) that each tell some pairs, names and values in order of first appearance."""
    names = dict.fromkeys(name for pairs in told for name, _ in pairs)
    columns = []
    for name in names:
        values = [dict(pairs).get(name) for pairs in told]
        codes = {value: code for code, value in enumerate(dict.fromkeys(v for v in values if v is not None))}
        code = np.array([-1 if value is None else codes[value] for value in values], dtype=np.int32)
        columns.append(ContextColumn(name, tuple(codes), code))
    return tuple(columns)


def told_of(columns: Sequence[ContextColumn], row: int) -> Told:
    """What the columns say of a row."""
    return tuple(pair for column in columns for pair in column.told(row))
