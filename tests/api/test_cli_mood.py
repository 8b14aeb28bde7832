"""`gonggam mood`: a JSON line for each line of text, from a file or from standard input."""

import json
from pathlib import Path

from typer.testing import CliRunner

from api.cli import app
from api.cli_mood import readings
from recsys.errors import DataError

FIELDS = {"valence", "arousal", "confidence", "needs", "labels", "theme", "frame", "weight"}


def test_every_line_of_a_file_has_its_answer_in_order(tmp_path: Path) -> None:
    file = tmp_path / "lines.txt"
    file.write_text("우울해요\n\n정말 행복해요\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["mood", str(file)])
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 0 and len(rows) == 3
    assert all(set(row) == FIELDS for row in rows)
    assert rows[0]["valence"] < 0.0 == rows[1]["weight"] < rows[2]["valence"]


def test_a_dash_reads_standard_input() -> None:
    done = CliRunner().invoke(app, ["mood", "-", "--locale", "en-US"], input="i am so happy\n")
    assert json.loads(done.stdout)["valence"] > 0.0


def test_the_text_itself_is_not_repeated() -> None:
    (row,) = readings(["비밀이라서 우울해"], "ko-KR")
    assert "비밀" not in row


def test_a_file_in_another_encoding_is_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "old.txt"
    file.write_bytes("우울".encode("cp949"))
    done = CliRunner().invoke(app, ["mood", str(file)])
    assert isinstance(done.exception, DataError)
    assert "old.txt" in str(done.exception) and "UTF-8" in str(done.exception)
