"""Small dataset folders for the tests."""

import os
from pathlib import Path

import pytest

EVENTS = "user_id,item_id,datetime\nu1,i1,2024-03-01T10:00:00\nu1,i2,2024-03-02T10:00:00\nu2,i1,2024-03-03T10:00:00\n"
ITEMS = "item_id,title\ni1,소년이 온다\ni2,채식주의자\n"
TOML = 'name = "책방"\nkind = "book"\ntimezone = "Asia/Seoul"\n'


def folder(path: Path, *, toml: str | None = TOML, events: str | None = EVENTS, items: str | None = ITEMS) -> Path:
    """A dataset folder with the given texts; None leaves a file out."""
    path.mkdir(parents=True, exist_ok=True)
    for name, text in {"dataset.toml": toml, "events.csv": events, "items.csv": items}.items():
        if text is not None:
            (path / name).write_bytes(text.encode())
    return path


def real(name: str) -> Path:
    """A folder of the public evaluation data; the test is skipped where it is absent."""
    root = Path(os.environ.get("GONGGAM_DATA") or Path(__file__).parents[4] / "shared" / "data")
    if not (root / name).is_dir():
        pytest.skip(f"the public data {name} is not on this machine")
    return root / name
