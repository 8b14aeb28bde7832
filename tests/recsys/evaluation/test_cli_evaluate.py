"""`gonggam evaluate` as a function: the table on the screen, the JSON in the file, errors with the nearest name."""

import json

import pytest

from api.cli_evaluate import names_in, numbers_in, run_evaluate
from recsys.errors import QueryError


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "dataset.toml").write_text('name = "tiny"\ntime = "order"\n')
    rows = [f"u{user},i{item}" for item in range(6) for user in range(4) if (item + user) % 5]
    (tmp_path / "events.csv").write_text("user_id,item_id\n" + "\n".join(rows) + "\n")
    return tmp_path


def test_the_table_is_shown_and_the_json_written(folder, capsys):
    target = folder / "out.json"
    run_evaluate(folder, "leave-last-out", models="popular,transitions", k="3", min_events=3, json_path=target)
    told = json.loads(target.read_text())
    assert list(told["models"]) == ["popular", "transitions"]
    shown = capsys.readouterr().out
    assert "recall" in shown and "@3" in shown
    assert "transitions - popular: ndcg@3" in shown


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ({"protocol": "leave-last"}, "did you mean 'leave-last-out'"),
        ({"models": "transition"}, "did you mean 'transitions'"),
        ({"without": "contex"}, "did you mean 'context'"),
        ({"k": "ten"}, "'ten' is not a list of whole numbers"),
    ],
)
def test_a_misspelt_option_is_refused_before_anything_runs(folder, told, message):
    with pytest.raises(QueryError, match=message):
        run_evaluate(folder, **({"protocol": "folds", "models": "popular"} | told))


def test_lists_of_names_and_numbers_are_read_with_spaces_and_repeats():
    assert names_in(" popular, als,popular,") == ["popular", "als"]
    assert names_in(None) == []
    assert numbers_in("10, 20") == (10, 20)


def test_the_engine_is_composed_by_config_and_the_figures_are_drawn(folder, capsys):
    config, picture = folder / "engine.toml", folder / "out.svg"
    config.write_text('scorers = ["popular"]\n')
    run_evaluate(
        folder, "leave-last-out", models="popular,gonggam", k="3", min_events=3, config=config, plot_path=picture
    )
    assert f"written: {picture.name}" in capsys.readouterr().out.replace(str(folder) + "/", "").replace("\n", " ")
    drawn = picture.read_text(encoding="utf-8")
    assert all(f">{word}<" in drawn for word in ("gonggam", "popular", "ndcg@3", "tiny, leave-last-out: 4 cases"))


def test_a_picture_that_cannot_be_written_is_refused_before_anything_runs(folder):
    with pytest.raises(QueryError, match=r"plot: 'out.gif' has no ending of a picture"):
        run_evaluate(folder, "folds", models="popular", plot_path=folder / "out.gif")
