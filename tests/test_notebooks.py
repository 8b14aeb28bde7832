"""Every notebook runs from its first cell to its last, where it lies, and is kept without outputs."""

import asyncio
from pathlib import Path
from time import perf_counter

import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
PATIENCE = 60
"""Seconds that a notebook may take."""


def test_there_is_a_first_notebook() -> None:
    assert [path.stem for path in NOTEBOOKS][:1] == ["01_quickstart"]


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs_without_an_error_within_a_minute(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=PATIENCE, kernel_name="python3", resources={"metadata": {"path": FOLDER}})
    started = perf_counter()
    asyncio.run(client.async_execute())
    assert perf_counter() - started < PATIENCE
    complaints = [out for cell in notebook.cells for out in cell.get("outputs", ()) if out.get("name") == "stderr"]
    assert complaints == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_kept_without_outputs(path: Path) -> None:
    cells = nbformat.read(path, as_version=4).cells
    assert [cell.outputs for cell in cells if cell.get("outputs")] == []
    assert [cell.execution_count for cell in cells if cell.get("execution_count") is not None] == []
