"""The doctor tells what is wrong and what to do; fakes play the ill machines."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.doctor import STALE_DAYS, artefact, disk, examine, imported, lightfm, optional, python_version, run_doctor
from recsys import artifacts
from recsys.dataset.catalogue import Catalogue
from recsys.engine import Engine
from recsys.ranking.weights import Weights
from recsys.types import ItemFacts

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def failing(message: str):
    def load(name: str) -> object:
        raise ImportError(message)

    return load


@pytest.fixture
def models(tmp_path: Path) -> Path:
    folder = tmp_path / "models"
    model = artifacts.save(Engine(Catalogue.of([ItemFacts("a")]), (), Weights.even([])), folder, created=NOON)
    os.utime(model / artifacts.MANIFEST, (NOON.timestamp(), NOON.timestamp()))
    return folder


def test_a_missing_libgomp_is_told_apart_and_the_engine_runs_on() -> None:
    load = failing("libgomp.so.1: cannot open shared object file: No such file or directory")
    found = imported("implicit.als", "ALS, BPR, BM25", load)
    assert (found.health, found.what) == ("note", "implicit.als")
    assert "ALS, BPR, BM25 are left out" in found.detail
    assert "apt-get install libgomp1" in found.advice


def test_a_missing_package_is_broken_with_how_to_install_it() -> None:
    found = imported("numpy", "", failing("No module named 'numpy'"))
    assert (found.health, found.detail) == ("broken", "No module named 'numpy'")
    assert "pip install" in found.advice


def test_a_package_that_loads_is_well() -> None:
    assert imported("json", "reading", lambda name: object()).health == "ok"


def test_an_absent_lightfm_is_a_note_with_the_way_to_get_it() -> None:
    found = lightfm(failing("No module named 'lightfm'"), lambda name: None)
    assert found.health == "note"
    assert "absent" in found.detail
    assert "runs without" in found.detail
    assert "gonggam[hybrid]" in found.advice


def test_a_lightfm_that_is_there_but_does_not_load_is_to_be_replaced() -> None:
    found = lightfm(failing("undefined symbol: __log_finite"), lambda name: object())
    assert found.health == "note"
    assert "does not load (undefined symbol: __log_finite)" in found.detail
    assert "lightfm-next>=1.19" in found.advice


def test_a_lightfm_that_loads_is_well() -> None:
    assert lightfm(lambda name: object()).health == "ok"


def test_a_package_nobody_needs_is_only_noted() -> None:
    assert optional("no_such_package", "fun", "pip install fun").health == "note"
    assert optional("json", "fun", "pip install fun").health == "ok"


def test_this_machine_runs_python_and_has_room(tmp_path: Path) -> None:
    assert (python_version().health, disk(tmp_path).health) == ("ok", "ok")


@pytest.mark.parametrize(("days", "health"), [(0, "ok"), (STALE_DAYS, "ok"), (STALE_DAYS + 0.1, "note")])
@pytest.mark.parametrize("single", [False, True], ids=["folder of models", "one model"])
def test_a_model_is_stale_after_a_week(models: Path, days: float, health: str, single: bool) -> None:
    folder = artifacts.current(models) if single else models
    model, age = artefact(folder, (NOON + timedelta(days=days)).timestamp)
    assert (model.health, age.what, age.health) == ("ok", "model age", health)
    assert ("train again" in age.advice) == (health == "note")
    assert "1 items" in model.detail


def test_a_damaged_model_is_broken_and_named(models: Path) -> None:
    (artifacts.current(models) / "items.parquet").write_bytes(b"x")
    (found,) = artefact(models)
    assert found.health == "broken"
    assert "items.parquet" in found.detail
    assert found.advice == f"gonggam train DATASET --out {models}"


def test_a_folder_without_a_model_is_broken_too(tmp_path: Path) -> None:
    (found,) = artefact(tmp_path)
    assert (found.health, "no trained model here" in found.detail) == ("broken", True)


def test_the_examination_prints_what_is_broken_and_exits_with_one(
    models: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (models / artifacts.CURRENT).write_text("{", encoding="utf-8")
    with pytest.raises(SystemExit) as left:
        run_doctor(models)
    assert left.value.code == 1
    assert "broken" in capsys.readouterr().out


def test_every_finding_that_is_not_well_says_what_to_do(models: Path) -> None:
    findings = list(examine(models))
    assert {"Python", "numpy", "lightfm", "disk", "model"} <= {f.what for f in findings}
    assert all(f.advice for f in findings if f.health != "ok")
