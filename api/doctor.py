"""`gonggam doctor`: examine an installation, say what is wrong and what to do about it."""

import importlib
import importlib.util
import platform
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rich.console import Console
from rich.table import Table

from recsys.errors import ArtifactError

Health = Literal["ok", "note", "broken"]
MARKS = {"ok": "[green]ok[/]", "note": "[yellow]note[/]", "broken": "[red]broken[/]"}
STALE_DAYS = 7
"""A model older than this has probably missed a nightly training."""

SPACE_GIB = 1.0


@dataclass(frozen=True)
class Finding:
    """One line of the examination: what, how it stands, and what to do ("" for nothing)."""

    what: str
    health: Health
    detail: str
    advice: str = ""


def run_doctor(model: Path | None) -> None:
    """Print all findings; exit code 1 when something is broken."""
    findings = list(examine(model))
    table = Table(title="gonggam doctor")
    for name in ("", "what", "found", "what to do"):
        table.add_column(name, overflow="fold")
    for f in findings:
        table.add_row(MARKS[f.health], f.what, f.detail, f.advice)
    Console().print(table)
    if any(f.health == "broken" for f in findings):
        raise SystemExit(1)


def examine(model: Path | None = None) -> Iterator[Finding]:
    """Everything worth knowing of this machine, this environment and, if given, a model folder."""
    yield python_version()
    for name, extra in REQUIRED.items():
        yield imported(name, extra)
    yield lightfm()
    yield optional("psycopg", "PostgreSQL", "pip install 'gonggam[postgres]' to store events in PostgreSQL")
    yield browser()
    yield disk(Path.cwd())
    if model is not None:
        yield from artefact(model)


REQUIRED = {
    "numpy": "",
    "scipy": "",
    "numba": "the compiled kernels",
    "implicit.als": "ALS, BPR, BM25",
    "faiss": "retrieval in large catalogues",
    "polars": "reading files",
    "fastapi": "the service",
    "sqlalchemy": "the store",
}


def python_version() -> Finding:
    """CPython 3.11 or newer."""
    version = platform.python_version()
    if sys.version_info < (3, 11):  # noqa: UP036  (a doctor must run where the patient is ill)
        return Finding("Python", "broken", version, "use CPython 3.11 or newer")
    return Finding("Python", "ok", f"{platform.python_implementation()} {version}")


def imported(name: str, purpose: str, load: Callable[[str], object] = importlib.import_module) -> Finding:
    """Whether a required library loads; a missing libgomp is told apart from a missing package."""
    try:
        load(name)
    except ImportError as error:
        if "libgomp" in str(error):
            advice = "install the OpenMP runtime: Debian/Ubuntu `apt-get install libgomp1`, Alpine `apk add libgomp`"
            return Finding(name, "note", f"{error}; {purpose} are left out", advice)
        return Finding(name, "broken", str(error), "run `make install`, or `pip install -e .` in your environment")
    return Finding(name, "ok", purpose)


def lightfm(
    load: Callable[[str], object] = importlib.import_module,
    find: Callable[[str], object] = importlib.util.find_spec,
) -> Finding:
    """The hybrid model is optional: wheels exist for CPython 3.12 and 3.13 only."""
    try:
        load("lightfm")
    except ImportError as error:
        if find("lightfm") is not None:
            advice = "pip uninstall lightfm lightfm-next, then pip install 'lightfm-next>=1.19'"
            return Finding("lightfm", "note", f"installed but does not load ({error})", advice)
        version = ".".join(platform.python_version_tuple()[:2])
        advice = "CPython 3.12/3.13 get a wheel; on 3.11 `pip install 'gonggam[hybrid]'` builds it (needs a C compiler)"
        return Finding("lightfm", "note", f"absent on Python {version}; the engine runs without the hybrid", advice)
    return Finding("lightfm", "ok", "the hybrid model")


def optional(name: str, purpose: str, advice: str) -> Finding:
    """A package that is nice to have."""
    if importlib.util.find_spec(name) is None:
        return Finding(name, "note", f"not installed: no {purpose}", advice)
    return Finding(name, "ok", purpose)


def browser() -> Finding:
    """A Chromium for the tests of the page."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        return Finding("chromium", "note", "not found: the tests of the page skip", "Debian: apt-get install chromium")
    return Finding("chromium", "ok", found)


def disk(folder: Path) -> Finding:
    """Room for models and events."""
    free = shutil.disk_usage(folder).free / 2**30
    if free < SPACE_GIB:
        return Finding("disk", "broken", f"{free:.1f} GiB free", f"free at least {SPACE_GIB:.0f} GiB")
    return Finding("disk", "ok", f"{free:.0f} GiB free")


def artefact(folder: Path, now: Callable[[], float] = time.time) -> Iterator[Finding]:
    """The current model of a folder: complete, readable, not stale."""
    from recsys import artifacts  # noqa: PLC0415  (must not load before the libraries are examined)

    try:
        model = artifacts.current(folder)
        engine, manifest = artifacts.load(model), artifacts.read_manifest(model)
    except ArtifactError as error:
        yield Finding("model", "broken", str(error), "gonggam train DATASET --out " + str(folder))
        return
    yield Finding(
        "model", "ok", f"{engine.model_id}: {len(engine.catalogue):,} items, {', '.join(manifest['scorers'])}"
    )
    age = (now() - (model / artifacts.MANIFEST).stat().st_mtime) / 86_400
    if age > STALE_DAYS:
        yield Finding(
            "model age", "note", f"{age:.0f} days", "train again, e.g. nightly: gonggam train --db URL --out ..."
        )
    else:
        yield Finding("model age", "ok", f"{age:.1f} days")
