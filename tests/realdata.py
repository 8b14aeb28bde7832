"""Where the public evaluation data is, for tests marked `realdata`."""

import os
from pathlib import Path

import pytest

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"


def data_folder(name: str) -> Path:
    """The folder of one public data set; skips the test where it is absent."""
    folder = Path(os.environ.get("GONGGAM_DATA", BESIDE)) / name
    if not folder.is_dir():
        pytest.skip(f"{name} is not here; set GONGGAM_DATA to the folder that holds it")
    return folder
