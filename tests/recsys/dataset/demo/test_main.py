from recsys.dataset.demo.__main__ import main
from tests.recsys.dataset.demo.test_files import book, items_csv


def catalogue_in(tmp_path):
    folder = tmp_path / "data" / "bookshop"
    folder.mkdir(parents=True)
    items_csv(folder, *(book(number) for number in range(30)))
    return ["--data", str(tmp_path / "data"), "--shop", "bookshop", "--shoppers", "6", "--days", "20"]


def test_the_command_writes_a_shop_and_says_so(tmp_path, capsys):
    assert main([str(tmp_path / "out"), *catalogue_in(tmp_path)]) == 0
    assert (tmp_path / "out" / "bookshop" / "events.csv").stat().st_size > 200
    assert "simulated shoppers" in capsys.readouterr().err


def test_the_null_world_is_named_in_the_folder(tmp_path):
    assert main([str(tmp_path / "out"), *catalogue_in(tmp_path), "--null-world", "--seed", "3"]) == 0
    assert "bookshop-null" in (tmp_path / "out" / "bookshop" / "dataset.toml").read_text(encoding="utf-8")


def test_a_missing_catalogue_is_one_line_of_help(tmp_path, capsys):
    assert main([str(tmp_path / "out"), "--data", str(tmp_path)]) == 2
    assert "no such file" in capsys.readouterr().err
