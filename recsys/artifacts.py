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
from dataclasses import fields
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

SCHEMA = 1
"""Version of the layout; another one is refused."""

CURRENT = "current.json"
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
        digest = hashlib.sha256("".join(files.values()).encode()).hexdigest()[:10]
        model_id = f"{created.astimezone(UTC):%Y%m%dT%H%M%SZ}-{digest}"
        manifest = _manifest(engine, model_id, files, dataset) | {"about": dict(about or {})}
        (draft / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
        target = folder / model_id
        if target.exists():
            shutil.rmtree(target)
        draft.rename(target)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    make_current(folder, model_id)
    return target


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
    if (folder / "manifest.json").exists():
        return folder
    if not pointer.exists():
        raise ArtifactError(f"{folder}: no trained model here; run `gonggam train DATASET --out {folder}`")
    try:
        model_id = json.loads(pointer.read_text(encoding="utf-8"))["model"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ArtifactError(f"{pointer}: damaged ({error}); train again or point it at a model folder") from error
    return folder / str(model_id)


def read_manifest(model: Path) -> dict[str, Any]:
    """The manifest of a model folder. Raises ArtifactError when it is missing, damaged, or of another schema."""
    path = model / "manifest.json"
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        schema = manifest["schema"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ArtifactError(f"{path}: not a readable manifest ({error}); train again") from error
    if schema != SCHEMA:
        raise ArtifactError(f"{path}: schema {schema}, this version reads {SCHEMA}; train again with this version")
    return dict(manifest)


def load(folder: Path) -> Engine:
    """The current engine of a folder (or the one of a single model folder), every file checked."""
    model = current(folder)
    manifest = read_manifest(model)
    for name, digest in manifest["files"].items():
        path = model / name
        if not path.exists() or _sha256(path) != digest:
            raise ArtifactError(f"{path}: missing or changed since it was written (sha256); train again")
    try:
        return Engine(
            catalogue=_read_items(model / "items.parquet"),
            scorers=tuple(_read_scorer(model, name) for name in manifest["scorers"]),
            weights=Weights(np.array(manifest["slopes"]), np.array(manifest["spreads"])),
            time_unit=manifest["time"],
            model_id=manifest["model"],
            name=manifest["name"],
        )
    except (KeyError, ValueError, TypeError, OSError) as error:
        raise ArtifactError(f"{model}: cannot be read ({error}); train again") from error


def load_histories(folder: Path) -> Histories:
    """The histories the model was trained with, person by person; empty where none were kept."""
    path = current(folder) / "histories.parquet"
    return Histories.read(path) if path.exists() else Histories.empty()


def _write_parts(engine: Engine, draft: Path, dataset: Dataset | None) -> None:
    for scorer in engine.scorers:
        np.savez(draft / f"{scorer.name}.npz", **scorer.arrays())  # type: ignore[arg-type]
    _items_frame(engine.catalogue).write_parquet(draft / "items.parquet")
    if dataset is not None:
        histories_frame(dataset).write_parquet(draft / "histories.parquet")


def _manifest(engine: Engine, model_id: str, files: Mapping[str, str], dataset: Dataset | None) -> dict[str, Any]:
    log = None if dataset is None else dataset.interactions
    return {
        "schema": SCHEMA,
        "model": model_id,
        "name": engine.name if dataset is None else dataset.meta.name,
        "kind": None if dataset is None else dataset.meta.kind,
        "timezone": "UTC" if dataset is None else dataset.meta.timezone,
        "simulated": bool(dataset and dataset.meta.simulated),
        "time": engine.time_unit,
        "scorers": [scorer.name for scorer in engine.scorers],
        "slopes": engine.weights.slopes.tolist(),
        "spreads": engine.weights.spreads.tolist(),
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
    known = {f.name for f in fields(ItemFacts)}
    return Catalogue.of(
        ItemFacts(**{key: _value(key, value) for key, value in row.items() if key in known})
        for row in pl.read_parquet(path).iter_rows(named=True)
    )


def _value(name: str, stored: Any) -> Any:
    """A stored cell as `ItemFacts` holds it."""
    if name in LISTS:
        return tuple(stored or ())
    return tuple(json.loads(stored).items()) if name == "extra" else stored


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
