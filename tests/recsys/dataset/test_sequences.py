import numpy as np
import polars as pl
import pytest

from recsys.dataset.sequences import Coded, Numbered, Texts, coded


@pytest.mark.parametrize(
    "rows",
    [
        Coded(np.array([1, 0, 2]), ("a", "e1", "b")),
        Numbered(np.array([1, 7, 9]), prefix="e"),
        Texts(pl.Series(["e1", "x", "y"])),
    ],
)
def test_rows_behave_as_a_tuple_does(rows: Coded[str] | Numbered | Texts) -> None:
    plain = tuple(rows)
    assert len(rows) == 3
    assert plain[0] == "e1"
    assert [rows[i] for i in (0, -1, np.int64(1))] == [plain[0], plain[-1], plain[1]]
    assert rows[1:] == plain[1:] and rows[::-1] == plain[::-1]
    assert "e1" in rows and rows.index("e1") == 0
    assert tuple(rows.take(np.array([2, 0]))) == (plain[2], plain[0])
    assert tuple(rows.take(np.array([False, True, False]))) == (plain[1],)
    with pytest.raises(IndexError):
        rows[3]


def test_coding_keeps_the_values() -> None:
    assert tuple(coded(("b", "a", "b"))) == ("b", "a", "b")
    already = Coded(np.array([0]), ("a",))
    assert coded(already) is already
