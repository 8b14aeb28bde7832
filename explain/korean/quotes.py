"""Quotation marks inside quotation marks: the same pair is never nested."""

_INNER = {
    "『": str.maketrans("『』", "「」"),
    "「": str.maketrans("「」", "〈〉"),
    "〈": str.maketrans("〈〉", "《》"),
    "‘": str.maketrans("‘’", "“”"),
}


def nested(title: str, opening: str) -> str:
    """The title as it stands inside the marks beginning with `opening`: inside 『』 its own 『』 become 「」."""
    table = _INNER.get(opening)
    return title.translate(table) if table else title
