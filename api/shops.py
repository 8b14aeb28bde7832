"""A shop's engine, taken up anew when a model was trained or items were told. Requests never wait for it."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import structlog

from api.metrics import Metrics
from api.store.errors import StoreError
from api.store.store import Store
from recsys import artifacts
from recsys.engine import Engine, recommend
from recsys.errors import GonggamError
from recsys.state.histories import Histories
from recsys.types import ItemFacts, Query, Touch, UserState

log = structlog.get_logger("gonggam.shops")

LOOK_EVERY = 1.0
"""Seconds between looks at the model folder and the items' version."""

RETRY_AFTER = 30.0
"""Seconds after which a refused model is tried again: it may have been repaired in place."""


@dataclass(frozen=True, eq=False)
class Model:
    """What one shop serves with: the engine as trained, the histories it was trained on, what the manifest says."""

    engine: Engine
    histories: Histories = field(default_factory=Histories.empty)
    about: Mapping[str, Any] = field(default_factory=dict)

    @property
    def timezone(self) -> str:
        """The zone of a request that names none."""
        return str(self.about.get("timezone", "UTC"))

    @cached_property
    def titles(self) -> frozenset[str]:
        """The catalogue's titles, casefolded: a text that is nothing but one of them says nothing of who wrote it."""
        named = (
            title for facts in self.engine.catalogue.facts for title in (facts.title, facts.title_ko, facts.title_en)
        )
        return frozenset(title.casefold() for title in named if title)

    @property
    def is_timed(self) -> bool:
        """Whether the data knows clock times."""
        return self.engine.time_unit == "seconds"


class Source(Protocol):
    """Where a shop's model comes from."""

    def signature(self) -> object:
        """Changes when there is something new to load."""

    def load(self) -> Model:
        """The newest model. Raises ArtifactError when it is damaged."""


@dataclass(frozen=True)
class Folder:
    """A model folder written by `gonggam train --out`."""

    path: Path

    def signature(self) -> object:
        """What `current.json` points at."""
        pointer = self.path / artifacts.CURRENT
        try:
            stat = pointer.stat()
        except OSError:
            return None
        return stat.st_mtime_ns, stat.st_ino

    def load(self) -> Model:
        """The current model, every file checked."""
        return Model(
            engine=artifacts.load(self.path),
            histories=artifacts.load_histories(self.path),
            about=artifacts.read_manifest(artifacts.current(self.path)),
        )


@dataclass(frozen=True)
class Fixed:
    """A model that is given and stays."""

    model: Model

    def signature(self) -> object:
        """Never changes."""
        return 0

    def load(self) -> Model:
        """The given model."""
        return self.model


@dataclass(frozen=True)
class Opening:
    """A shop that opens with a catalogue alone and takes up its first trained model when there is one."""

    catalogue: Callable[[], Model]
    folder: Folder

    def signature(self) -> object:
        """None until the model folder holds a model."""
        return self.folder.signature()

    def load(self) -> Model:
        """The trained model, or the catalogue's as long as there is none."""
        return self.catalogue() if self.signature() is None else self.folder.load()


class Shop:
    """One shop: `model()` is what to answer with now. Thread-safe.

    A look at the source happens at most once a second and reads two small things; loading happens beside the
    requests, which keep the old model until the new one is ready. A damaged model is refused and the old one serves.
    """

    def __init__(self, name: str, source: Source, store: Store, metrics: Metrics) -> None:
        self.name, self._source, self._store, self._metrics = name, source, store, metrics
        self._refreshing = threading.Lock()
        self._tried: object = source.signature()
        self._tried_at = self._looked_at = time.monotonic()
        self._base = source.load()
        self._items_version = -1
        self._model = self._base
        self.problem: str | None = None
        self._overlay()
        self._count("taken_up")

    def model(self) -> Model:
        """What to answer with now; starts a refresh beside the request when something changed."""
        if time.monotonic() - self._looked_at >= LOOK_EVERY:
            self._looked_at = time.monotonic()
            if self._has_news():
                threading.Thread(target=self._refresh_beside, name=f"gonggam-refresh-{self.name}", daemon=True).start()
        return self._model

    def _refresh_beside(self) -> None:
        """`refresh` in a thread of its own: a service that shuts down meanwhile leaves nothing to take up."""
        try:
            self.refresh()
        except StoreError as error:
            log.warning("refresh_ended", shop=self.name, because=str(error))

    def refresh(self) -> None:
        """Take up what is new, now. A refused model leaves `problem` and changes nothing."""
        with self._refreshing:
            if self._is_source_new():
                self._load()
            if self._store.items_version(self.name) != self._items_version:
                self._overlay()

    def put_items(self, change: Callable[[Engine], list[ItemFacts]]) -> int:
        """Store items (made from what is known of them) and take them up at once."""
        with self._refreshing:
            count = self._store.put_items(self.name, change(self._model.engine))
            self._overlay()
        return count

    def _has_news(self) -> bool:
        return self._is_source_new() or self._store.items_version(self.name) != self._items_version

    def _is_source_new(self) -> bool:
        if self._source.signature() != self._tried:
            return True
        return self.problem is not None and time.monotonic() - self._tried_at >= RETRY_AFTER

    def _load(self) -> None:
        self._tried, self._tried_at = self._source.signature(), time.monotonic()
        try:
            base = self._source.load()
            _warm(base)
        except GonggamError as error:
            self._refuse(_without_folder(str(error)))
        except Exception as error:  # whatever is wrong with a new file, the old model must go on serving
            self._refuse(f"cannot be read ({type(error).__name__})")
        else:
            self._base, self.problem = base, None
            self._overlay()
            self._count("taken_up")
            log.info("model_taken_up", shop=self.name, model=base.engine.model_id)

    def _overlay(self) -> None:
        """The base model with the items the shop has told."""
        version = self._store.items_version(self.name)
        told = self._store.items(self.name) if version else ()
        engine = self._base.engine.with_items(told) if told else self._base.engine
        model = replace(self._base, engine=engine)
        _warm(model)
        self._model, self._items_version = model, version
        self._metrics.items.labels(self.name).set(len(engine.catalogue))

    def _refuse(self, because: str) -> None:
        self.problem = because
        self._count("refused")
        log.error("model_refused", shop=self.name, because=because)

    def _count(self, outcome: str) -> None:
        self._metrics.model_loads.labels(self.name, outcome).inc()
        self._metrics.model_problem.labels(self.name).set(0 if self.problem is None else 1)


def _warm(model: Model) -> None:
    """Two answers: compiled parts and prepared arrays are there before the first request."""
    facts = model.engine.catalogue.facts
    state = UserState(touches=tuple(Touch("warm", item.item_id, "viewed", 0) for item in facts[:1]))
    for known in (UserState(), state):
        recommend(model.engine, Query(state=known, k=1))


def _without_folder(problem: str) -> str:
    """The problem with the file's name only: where it lies is nobody's business outside."""
    where, colon, what = problem.partition(": ")
    return f"{Path(where).name}{colon}{what}"
