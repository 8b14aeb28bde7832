"""Row fields as sequences backed by arrays: millions of rows cost bytes, not Python objects."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, overload

import numpy as np
import polars as pl
from numpy.typing import NDArray

T = TypeVar("T")


class _Rows(Sequence[T]):
    """A read-only sequence that makes its values when asked for them."""

    @abstractmethod
    def _at(self, row: int) -> T: ...

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...
    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        if isinstance(index, slice):
            return tuple(self._at(row) for row in range(*index.indices(len(self))))
        if not -len(self) <= index < len(self):
            raise IndexError(f"row {index} of {len(self)}")
        return self._at(int(index) % len(self))


@dataclass(frozen=True, eq=False)
class Coded(_Rows[T], Generic[T]):
    """A column of few distinct values: codes (n,) integers into `names`."""

    codes: NDArray[Any]
    names: tuple[T, ...]

    def __len__(self) -> int:
        return len(self.codes)

    def _at(self, row: int) -> T:
        return self.names[int(self.codes[row])]

    def take(self, rows: NDArray[Any]) -> "Coded[T]":
        """The given rows, in their order."""
        return Coded(self.codes[rows], self.names)


def coded(values: Sequence[T]) -> Coded[T]:
    """The values as codes and names; values that are coded already stay as they are."""
    if isinstance(values, Coded):
        return values
    code_of = {value: code for code, value in enumerate(dict.fromkeys(values))}
    return Coded(np.array([code_of[value] for value in values], dtype=np.int64), tuple(code_of))


@dataclass(frozen=True, eq=False)
class Numbered(_Rows[str]):
    """Ids made of a letter and a number (n,) int64, such as "e17" for the event on line 17."""

    numbers: NDArray[np.int64]
    prefix: str = "e"

    def __len__(self) -> int:
        return len(self.numbers)

    def _at(self, row: int) -> str:
        return f"{self.prefix}{self.numbers[row]}"

    def take(self, rows: NDArray[Any]) -> "Numbered":
        """The given rows, in their order."""
        return Numbered(self.numbers[rows], self.prefix)


@dataclass(frozen=True, eq=False)
class Texts(_Rows[str]):
    """A text column (n,) without empty cells, kept in Arrow memory."""

    values: pl.Series

    def __len__(self) -> int:
        return len(self.values)

    def _at(self, row: int) -> str:
        return str(self.values[row])

    def take(self, rows: NDArray[Any]) -> "Texts":
        """The given rows, in their order."""
        return Texts(self.values.gather(pl.Series(np.arange(len(self))[rows])))
