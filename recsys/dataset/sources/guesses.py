"""Guesses, for an error message only, which column of a shop's export is meant: nothing is read by a guess."""

from collections.abc import Sequence

WORDS = {
    "user_id": ("user", "cust", "member", "mbr", "client", "회원", "고객", "이용자", "사용자"),
    "item_id": ("isbn", "item", "product", "prod", "goods", "sku", "book", "stock", "상품", "도서", "품목", "작품"),
    "datetime": ("datetime", "date", "time", "_dt", "일시", "일자", "날짜", "시각"),
}
"""Parts of the names shops give their columns, the most telling first."""


def suggestion(columns: Sequence[str], names: Sequence[str]) -> str:
    """A `--map` for the names whose column can be guessed, "" when none can."""
    pairs = [(name, _guess(columns, WORDS[name])) for name in names]
    told = [f"{name}={column}" for name, column in pairs if column]
    return f"--map {','.join(told)}" if told else ""


def _guess(columns: Sequence[str], words: Sequence[str]) -> str | None:
    return next((column for word in words for column in columns if word in column.lower()), None)
