from pathlib import Path

import pytest

from api.cli_import import run_import
from recsys.dataset.reader import read_dataset
from recsys.errors import DataError
from tests.recsys.dataset.folders import real
from tests.recsys.dataset.sources.files import write

ORDERS = "CUST,ISBN,AT\nu1,[b1],2024-03-01 10:00\nu2,b2,2024-03-02 10:00\n"
MAP = "user_id=CUST,item_id=ISBN,datetime=AT"


def test_an_import_writes_a_folder_that_reads_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write(tmp_path / "in", {"orders.csv": ORDERS})
    run_import("csv", source, tmp_path / "out", MAP, kind="book", timezone="Asia/Seoul")
    data = read_dataset(tmp_path / "out")
    assert (data.meta.kind, data.meta.timezone, len(data.interactions)) == ("book", "Asia/Seoul", 2)
    printed = capsys.readouterr().out
    assert "2024-03-01 10:00 to 2024-03-02 10:00 (Asia/Seoul)" in printed
    assert "chosen 2" in printed and "written:" in printed


def test_a_preview_shows_the_rows_as_understood_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write(tmp_path / "in", {"orders.csv": ORDERS})
    run_import("csv", source, tmp_path / "out", MAP, preview=True)
    printed = capsys.readouterr().out
    assert "2024-03-01 10:00" in printed and "[b1]" in printed
    assert "note: 2 times have no offset" in printed and "nothing was written" in printed
    assert not (tmp_path / "out").exists()


def test_a_test_part_gets_its_own_folder(tmp_path: Path) -> None:
    source = write(tmp_path / "in", {"x_train.txt": "1 2\n3 4\n", "x_test.txt": "1\t2\n"})
    run_import("session-lines", source, tmp_path / "out")
    test = read_dataset(tmp_path / "out-test")
    assert test.single_case is not None
    assert test.single_case.all()
    assert test.meta.time == "order"


def test_warnings_are_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write(tmp_path / "in", {"x.csv": "user_id,item_id,datetime\nu,a,2999-01-01\nu,b,2024-01-01\n"})
    run_import("csv", source, tmp_path / "out", timezone="UTC")
    assert "warning: 1 events lie in the future" in capsys.readouterr().out


def test_errors_come_before_anything_is_written(tmp_path: Path) -> None:
    source = write(tmp_path / "in", {"x.csv": "user_id,item_id\nu,\n"})
    with pytest.raises(DataError, match=r"x.csv, line 2: item_id is empty"):
        run_import("csv", source, tmp_path / "out")
    with pytest.raises(DataError, match=r"unknown format; value 'cvs'; allowed: did you mean 'csv'"):
        run_import("cvs", source, tmp_path / "out")
    with pytest.raises(DataError, match=r"--map is for the format csv; value 'kmrd'"):
        run_import("kmrd", source, tmp_path / "out", MAP)
    with pytest.raises(DataError, match=r"the folder is not empty"):
        run_import("csv", source, source)
    assert not (tmp_path / "out").exists()


@pytest.mark.realdata
def test_a_real_source_goes_through_the_disk_unchanged(tmp_path: Path) -> None:
    run_import("kmrd", real("kmrd"), tmp_path / "out")
    data = read_dataset(tmp_path / "out")
    assert (len(data.interactions), len(data.users), data.meta.rating_max) == (140_710, 52_028, 10.0)
