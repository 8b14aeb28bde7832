"""Graphemes are what a reader counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explain.graphemes import clusters, length


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("데미안", 3),
        ("abc", 3),
        ("👨‍👩‍👧", 1),
        ("❤️", 1),
        ("👍🏽", 1),
        ("🇰🇷🇯🇵", 2),
        ("e\u0301", 1),
        ("한글", 2),
        ("가\u11a8", 1),
        ("ㅋㅋ", 2),
    ],
)
def test_length(text: str, count: int) -> None:
    assert length(text) == count


@given(st.text(max_size=80))
def test_clusters_join_to_the_text_and_are_never_more_than_its_characters(text: str) -> None:
    parts = list(clusters(text))
    assert "".join(parts) == text
    assert length(text) == len(parts) <= len(text)
    assert all(parts)
