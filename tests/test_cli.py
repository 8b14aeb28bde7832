"""The command line end to end on a tiny shop, and errors in one line."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api import cli
from recsys.artifacts import current, read_manifest

runner = CliRunner()


def run(*words: object) -> str:
    """The output of a command that must succeed."""
    result = runner.invoke(cli.app, [str(word) for word in words], env={"COLUMNS": "220"}, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def refused(*words: object, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> str:
    """The one line of a command that must fail."""
    monkeypatch.setattr(sys, "argv", ["gonggam", *map(str, words)])
    with pytest.raises(SystemExit) as left:
        cli.main()
    told = capsys.readouterr()
    assert left.value.code == 2
    assert "Traceback" not in told.err + told.out
    assert told.err.startswith("gonggam: ")
    assert told.err.count("\n") == 1
    return told.err


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop's own export: 12 customers with 6 of 9 books each, under its own column names."""
    folder = tmp_path_factory.mktemp("shop")
    rows = [f"c{c},b{(c + 2 * s) % 9},2026-03-{s + 1:02} 1{c % 10}:00" for c in range(12) for s in range(6)]
    (folder / "orders.csv").write_text("CUST,ISBN,AT\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def model(shop: Path) -> Path:
    mapping = "user_id=CUST,item_id=ISBN,datetime=AT"
    out = run("import", "csv", shop / "orders.csv", shop / "data", "--map", mapping, "--kind", "book")
    assert "written:" in out
    (shop / "quick.toml").write_text('scorers = ["popular", "transitions"]\n', encoding="utf-8")
    told = run("train", shop / "data", "--out", shop / "models", "--config", shop / "quick.toml")
    assert "popular, transitions" in told
    assert "people, items, events" in told
    return shop / "models"


def test_after_import_and_training_a_person_gets_a_list_with_reasons(model: Path) -> None:
    told = run("recommend", "c1", "--model", model, "-k", "3")
    assert "c1 · personal" in told
    listed = {f"b{n}" for n in range(9)} - {f"b{(1 + 2 * s) % 9}" for s in range(6)}
    assert all(item in told for item in listed)
    assert "요" in told


def test_an_unknown_person_gets_an_honest_list_in_either_language(model: Path) -> None:
    assert "cold" in run("recommend", "nobody", "--model", model)
    english = run("recommend", "nobody", "--model", model, "--locale", "en-US")
    assert not any("가" <= letter <= "힣" for letter in english)


def test_a_list_can_be_asked_for_a_moment(model: Path) -> None:
    assert "c1" in run("recommend", "c1", "--model", model, "--at", "2026-03-07T23:00:00+09:00")
    assert "c1" in run("recommend", "c1", "--model", model, "--mood", "지침")


def test_an_evaluation_shows_the_table_and_writes_the_contracts_json(shop: Path, model: Path) -> None:
    run("evaluate", shop / "data", "--models", "popular,transitions", "-k", "3", "--json", shop / "out.json")
    told = json.loads((shop / "out.json").read_text(encoding="utf-8"))
    assert set(told) >= {"dataset", "protocol", "n_train_events", "n_test_cases", "seed", "models"}
    assert (told["protocol"], told["n_test_cases"]) == ("leave-last-out", 12)
    assert {"recall@3", "ndcg@3", "mrr@3", "fit_seconds", "ms_per_case"} <= set(told["models"]["transitions"])


def test_the_quality_told_at_training_is_that_of_the_composition_trained(shop: Path, model: Path) -> None:
    found = {}
    for name, config in (("quick", ["--config", shop / "quick.toml"]), ("default", [])):
        target = shop / f"{name}.json"
        run("evaluate", shop / "data", "--models", "popular,gonggam", "--json", target, *config)
        told = json.loads(target.read_text(encoding="utf-8"))["models"]["gonggam"]
        found[name] = {key: value for key, value in told.items() if "@" in key}
    held_out = read_manifest(current(model))["about"]["held_out"]["gonggam"]
    assert {key: held_out[key] for key in found["quick"]} == found["quick"] != found["default"]


def test_the_doctor_examines_the_trained_model(model: Path) -> None:
    assert "model age" in run("doctor", "--model", model)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["recommend", "c1", "--model", "{shop}/nowhere"], "no trained model here; run `gonggam train"),
        (["recommend", "c1", "--model", "{shop}/models", "-k", "0"], "k: 0 items asked for; allowed: 1 to 1000"),
        (
            ["recommend", "c1", "--model", "{shop}/models", "--at", "noon"],
            "--at: cannot read 'noon'; allowed: ISO 8601",
        ),
        (["recommend", "c1", "--model", "{shop}/models", "--at", "2026-03-07"], "cannot read '2026-03-07'"),
        (["recommend", "c1", "--model", "{shop}/models", "--locale", "fr-FR"], "fr-FR"),
        (["recommend", "c1", "--model", "{shop}/models", "--voice", "wrm"], "warm"),
        (["recommend", "c1", "--model", "{shop}/models", "--mood", "tird"], "tired"),
        (["train"], "give a dataset folder"),
        (["train", "{shop}/nowhere", "--out", "{shop}/m"], "nowhere"),
        (["train", "{shop}/data", "--out", "{shop}/m", "--config", "{shop}/no.toml"], "no.toml"),
        (["train", "{shop}/data", "--out", "{shop}/orders.csv", "--config", "{shop}/quick.toml"], "orders.csv"),
        (["evaluate", "{shop}/data", "--models", "populr"], "did you mean 'popular'"),
        (["evaluate", "{shop}/data", "--protocol", "next"], "unknown protocol 'next'"),
        (["import", "cvs", "{shop}/orders.csv", "{shop}/x"], "did you mean 'csv'"),
        (["import", "csv", "{shop}/nowhere.csv", "{shop}/x"], "nowhere.csv"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_two(
    shop: Path, model: Path, words: list[str], message: str, capsys, monkeypatch
) -> None:
    asked = [word.replace("{shop}", str(shop)) for word in words]
    assert message in refused(*asked, capsys=capsys, monkeypatch=monkeypatch)


def test_a_real_process_fails_with_one_line_too(tmp_path: Path) -> None:
    asked = [sys.executable, "-m", "api.cli", "recommend", "u", "--model", str(tmp_path)]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith(f"gonggam: {tmp_path}: no trained model here")


def test_help_comes_without_loading_a_matrix_library() -> None:
    code = (
        "import sys; from typer.testing import CliRunner; from api.cli import app\n"
        "shown = CliRunner().invoke(app, ['--help'])\n"
        "assert shown.exit_code == 0 and 'recommend' in shown.output, shown.output\n"
        "print([name for name in ('numpy', 'scipy', 'polars', 'fastapi', 'sqlalchemy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.strip() == "[]"


def test_every_command_has_help() -> None:
    names = [command.name or command.callback.__name__ for command in cli.app.registered_commands]  # type: ignore[union-attr]
    assert {"import", "train", "recommend", "evaluate", "serve", "demo", "doctor"} <= set(names)
    for name in names:
        assert "Usage" in run(name, "--help")
