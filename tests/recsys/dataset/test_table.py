import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.dataset.table import parse_csv
from recsys.errors import DataError

fields = st.sampled_from(["x", "", "가", '5" disc', 'a"b"', '6""', '"a,b"', '"l\nm"', '"q""r"', '"\n\n"', '"z"'])
records = st.lists(st.tuples(fields, fields), min_size=1, max_size=6)


@settings(max_examples=300, deadline=None)
@given(records, st.integers(0, 2), st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", "\n", "\n\n"]))
def test_cells_and_lines_are_those_of_the_csv_module(
    rows: list[tuple[str, str]], blank: int, newline: str, end: str
) -> None:
    text = "\n" * blank + "a,b\n" + "\n".join(",".join(row) for row in rows) + end
    text = text.replace("\n", newline)
    reader, expected, line = csv.reader(io.StringIO(text, newline=""), strict=True), [], 1
    try:
        for row in reader:
            if any(row):
                expected.append((line, row))
            line = reader.line_num + 1
    except csv.Error:
        with pytest.raises(DataError, match=r"x.csv, line \d+: broken quoting"):
            parse_csv(text.encode(), "x.csv")
        return
    table = parse_csv(text.encode(), "x.csv")
    cells = [[cell or "" for cell in row] for row in table.frame.rows()]
    assert list(zip(table.places.tolist(), cells, strict=True)) == expected[1:]


def test_a_file_without_header_counts_its_first_line_as_one() -> None:
    assert parse_csv(b"1\t2\n\n3\t4\n", "x", separator="\t", columns=("a", "b")).places.tolist() == [1, 3]


def test_short_rows_lack_their_last_cells() -> None:
    assert parse_csv(b"a,b\n1\n", "x").frame.rows() == [("1", None)]
    assert parse_csv(b'a,b\n1\n5" disc,2\n', "x").frame.rows() == [("1", None), ('5" disc', "2")]
