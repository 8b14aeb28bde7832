"""English articles, possessives, counting."""

import pytest

from explain.english import article, counted, faults, joined, possessive
from explain.language import language


@pytest.mark.parametrize(
    ("noun", "word"),
    [
        ("album", "an"),
        ("book", "a"),
        ("item", "an"),
        ("hour", "an"),
        ("university", "a"),
        ("uncle", "an"),
        ("European film", "a"),
        ("one-off", "a"),
    ],
)
def test_article(noun: str, word: str) -> None:
    assert article(noun) == word


def test_possessive() -> None:
    assert possessive("Han Kang") == "’s"
    assert possessive("The Rolling Stones") == "’"


def test_the_kind_table_uses_the_right_articles() -> None:
    for words in language("en").kinds.values():
        assert words.words["a book"] == f"{article(words.words['book'])} {words.words['book']}"


def test_counting_joining_and_faults() -> None:
    assert counted(3, "books") == "three books"
    assert counted(12, "books") == "12 books"
    assert joined("“A”", "A") == "“A” and "
    assert faults("Perfect for you.")
    assert faults("No end")
    assert faults("Many people choose it.") == ()
