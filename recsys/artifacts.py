"""Trained models on disk: `<folder>/<utc>-<hash>/{manifest.json, items.parquet, *.npz}` and `current.json`.

Nothing is pickled, every file has its sha256 in the manifest, and `current.json` is replaced atomically, so a
server sees the old model or the new one, never half of one. No per-user rows, except `histories.parquet`.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import Field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from recsys.dataset.catalogue import Catalogue
from recsys.dataset.dataset import Dataset
from recsys.engine import Engine
from recsys.errors import ArtifactError
from recsys.protocols import Scorer
from recsys.ranking.weights import Weights
from recsys.registry import MODELS
from recsys.state.histories import Histories, histories_frame
from recsys.types import ItemFacts

SCHEMA = 4
"""Version of the layout; another one is refused."""

CURRENT = "current.json"
MANIFEST = "manifest.json"
HISTORIES = "histories.parquet"
LISTS = ("tags", "cautions")
NUMBERS = ("series_index", "price", "duration_seconds", "valence", "arousal", "tempo")


def save(
    engine: Engine,
    folder: Path,
    *,
    created: datetime,
    dataset: Dataset | None = None,
    about: Mapping[str, Any] | None = None,
) -> Path:
    """Write the engine as a new model and make it current. `about` (figures, config) goes into the manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=folder))
    try:
        _write_parts(engine, draft, dataset)
        files = {path.name: _sha256(path) for path in sorted(draft.iterdir())}
        manifest = _manifest(engine, files, dataset) | {"about": dict(about or {})}
        model_id = f"{created.astimezone(UTC):%Y%m%dT%H%M%SZ}-{_digest(manifest)[:10]}"
        manifest["model"] = model_id
        manifest["sha256"] = _digest(manifest)
        (draft / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
        target = folder / model_id
        if not _is_whole(target):
            shutil.rmtree(target, ignore_errors=True)
            draft.rename(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    make_current(folder, model_id)
    return target


def copy(model: Path, folder: Path) -> Path:
    """The model of one folder into another, where it becomes current. Raises ArtifactError when it is damaged."""
    _check_files(model, read_manifest(model))
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / model.name
    if not _is_whole(target):
        draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=folder))
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(model, draft, dirs_exist_ok=True).rename(target)
    make_current(folder, model.name)
    return target


def _is_whole(model: Path) -> bool:
    """Whether the very same model is there already: it may be in use, and stays."""
    try:
        _check_files(model, read_manifest(model))
    except ArtifactError:
        return False
    return True


def make_current(folder: Path, model_id: str) -> None:
    """Point `current.json` at a model, atomically."""
    handle, name = tempfile.mkstemp(prefix=".current-", dir=folder)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({"model": model_id}, file)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(folder / CURRENT)


def current(folder: Path) -> Path:
    """The folder of the current model. Raises ArtifactError where there is none."""
    pointer = folder / CURRENT
    if (folder / MANIFEST).exists():
        return folder
    if not pointer.exists():
        raise ArtifactError(f"{folder}: no trained model here; run `gonggam train DATASET --out {folder}`")
    try:
        model_id = json.loads(pointer.read_text(encoding="utf-8"))["model"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ArtifactError(f"{pointer}: damaged ({error}); train again or point it at a model folder") from error
    if not (folder / str(model_id)).is_dir():
        raise ArtifactError(f"{pointer}: points at {model_id!r}, which is not there; train again")
    return folder / str(model_id)


def read_manifest(model: Path) -> dict[str, Any]:
    """The manifest of a model folder. Raises ArtifactError when it is missing, damaged, or of another schema."""
    path = model / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        schema = manifest["schema"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ArtifactError(f"{path}: not a readable manifest ({error}); train again") from error
    if schema != SCHEMA:
        raise ArtifactError(f"{path}: schema {schema}, this version reads {SCHEMA}; train again with this version")
    told = dict(manifest)
    if told.pop("sha256", None) != _digest(told):
        raise ArtifactError(f"{path}: changed since it was written (sha256); train again")
    return dict(manifest)


def load(folder: Path) -> Engine:
    """The current engine of a folder (or the one of a single model folder), every file checked."""
    model = current(folder)
    manifest = read_manifest(model)
    _check_files(model, manifest)
    try:
        return Engine(
            catalogue=_read_items(model / "items.parquet"),
            scorers=tuple(_read_scorer(model, name) for name in manifest["scorers"]),
            weights=Weights(np.array(manifest["slopes"]), np.array(manifest["spreads"]), manifest["usual_pause"]),
            time_unit=manifest["time"],
            model_id=manifest["model"],
            name=manifest["name"],
        ).indexed()
    except (KeyError, ValueError, TypeError, OSError) as error:
        raise ArtifactError(f"{model}: cannot be read ({error}); train again") from error


def load_histories(folder: Path) -> Histories:
    """The histories the model was trained with, person by person; empty where none were kept."""
    model = current(folder)
    files = read_manifest(model)["files"]
    if HISTORIES not in files:
        return Histories.empty()
    _check_file(model / HISTORIES, files[HISTORIES])
    return Histories.read(model / HISTORIES)


def _check_files(model: Path, manifest: Mapping[str, Any]) -> None:
    for name, digest in manifest["files"].items():
        _check_file(model / name, digest)


def _check_file(path: Path, digest: str) -> None:
    if not path.is_file() or _sha256(path) != digest:
        raise ArtifactError(f"{path}: missing or changed since it was written (sha256); train again")


def _write_parts(engine: Engine, draft: Path, dataset: Dataset | None) -> None:
    for scorer in engine.scorers:
        np.savez(draft / f"{scorer.name}.npz", **scorer.arrays())  # type: ignore[arg-type]
    _items_frame(engine.catalogue).write_parquet(draft / "items.parquet")
    if dataset is not None:
        histories_frame(dataset).write_parquet(draft / HISTORIES)


def _manifest(engine: Engine, files: Mapping[str, str], dataset: Dataset | None) -> dict[str, Any]:
    log = None if dataset is None else dataset.interactions
    return {
        "schema": SCHEMA,
        "name": engine.name if dataset is None else dataset.meta.name,
        "kind": None if dataset is None else dataset.meta.kind,
        "timezone": "UTC" if dataset is None else dataset.meta.timezone,
        "simulated": bool(dataset and dataset.meta.simulated),
        "time": engine.time_unit,
        "scorers": [scorer.name for scorer in engine.scorers],
        "slopes": engine.weights.slopes.tolist(),
        "spreads": engine.weights.spreads.tolist(),
        "usual_pause": engine.weights.usual_pause,
        "items": len(engine.catalogue),
        "events": 0 if log is None else len(log),
        "event_range": [int(log.time[0]), int(log.time[-1])] if log is not None and len(log) else None,
        "vocabulary": hashlib.sha256("\n".join(engine.catalogue.items.ids).encode()).hexdigest(),
        "files": dict(files),
    }


def _read_scorer(model: Path, name: str) -> Scorer:
    with np.load(model / f"{name}.npz", allow_pickle=False) as stored:
        return MODELS[name].load({key: stored[key] for key in stored.files})


def _items_frame(catalogue: Catalogue) -> pl.DataFrame:
    names = [f.name for f in fields(ItemFacts)]
    rows = [{**{n: getattr(f, n) for n in names}, "extra": json.dumps(dict(f.extra))} for f in catalogue.facts]
    kinds: dict[str, Any] = dict.fromkeys(names, pl.String)
    kinds |= dict.fromkeys(LISTS, pl.List(pl.String)) | dict.fromkeys(NUMBERS, pl.Float64)
    return pl.DataFrame(rows, schema=kinds | {"age_limit": pl.Int32, "available": pl.Boolean})


def _read_items(path: Path) -> Catalogue:
    """Column by column: a million items in seconds."""
    frame = pl.read_parquet(path)
    columns = [_column(frame, own) for own in fields(ItemFacts)]
    return Catalogue.of(ItemFacts(*row) for row in zip(*columns, strict=True))


def _column(frame: pl.DataFrame, own: "Field[Any]") -> list[Any]:
    """The stored cells of a column as `ItemFacts` holds them; its default where a model has none."""
    if own.name not in frame.columns:
        return [own.default] * len(frame)
    cells = frame[own.name].to_list()
    if own.name in LISTS:
        return [tuple(cell or ()) for cell in cells]
    return [tuple(json.loads(cell).items()) if cell != "{}" else () for cell in cells] if own.name == "extra" else cells


def _digest(told: Mapping[str, Any]) -> str:
    """sha256 of what a manifest tells, in whatever order."""
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
