"""The composition root: everything a request needs, built once from the settings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from api import clock
from api.consent import Purpose
from api.impressions import Impressions
from api.metrics import Metrics
from api.security import Keys
from api.settings import Settings
from api.shops import Folder, Model, Opening, Shop, Source
from api.states import States
from api.store.queue import QueueLimits
from api.store.store import Store
from recsys.dataset.dataset import Dataset
from recsys.dataset.reader import read_dataset
from recsys.errors import ConfigError
from recsys.protocols import TrainingData
from recsys.training import fit_engine
from recsys.types import Interactions, as_int32

DEFAULT_SHOP = "default"
LIMITS = QueueLimits(patience=1.0)
"""A full queue must not hold the event loop for long."""


@dataclass(frozen=True)
class Services:
    """What requests are answered with. `now` is the only clock; `shops` is in order, the first being the default."""

    store: Store
    shops: Mapping[str, Shop]
    states: States
    impressions: Impressions
    metrics: Metrics
    keys: Keys
    defaults: frozenset[Purpose]
    hosts: frozenset[str] = frozenset()
    admits_test_clock: bool = False
    country: str = "KR"
    now: Callable[[], int] = clock.now

    @property
    def default_shop(self) -> str:
        """The shop of a request that names none."""
        return DEFAULT_SHOP if DEFAULT_SHOP in self.shops else next(iter(self.shops))

    def close(self) -> None:
        """Write what waits and close the database."""
        self.impressions.close()
        self.store.close()


def build_services(settings: Settings, sources: Mapping[str, Source] | None = None) -> Services:
    """Everything from the settings; `sources` (shop -> where its model comes from) replaces theirs.

    Raises ConfigError, ArtifactError, StoreError: a server that cannot answer must not start.
    """
    sources = sources or sources_of(settings)
    metrics = Metrics()
    store = Store.open(database_of(settings), now=clock.now, defaults=settings.default_consents, limits=LIMITS)
    try:
        shops = {name: Shop(name, source, store, metrics) for name, source in sources.items()}
    except BaseException:
        store.close()
        raise
    impressions = Impressions(store, metrics)
    return Services(
        store=store,
        shops=shops,
        states=States(store, metrics, settings.remembered_people, impressions.find),
        impressions=impressions,
        metrics=metrics,
        keys=Keys.of(settings.keys),
        defaults=settings.default_consents,
        hosts=frozenset(name.lower() for name in settings.hosts),
        admits_test_clock=settings.test_clock,
        country=settings.country,
    )


def sources_of(settings: Settings) -> dict[str, Source]:
    """Where each shop's model comes from. Raises ConfigError when there is nothing to serve."""
    sources: dict[str, Source] = {name: Folder(Path(path)) for name, path in settings.shops.items()}
    if settings.catalogue is not None:
        folder = settings.shops.get(DEFAULT_SHOP, settings.catalogue / "model")
        sources[DEFAULT_SHOP] = Opening(partial(model_of_catalogue, settings.catalogue), Folder(Path(folder)))
    if not sources:
        raise ConfigError("nothing to serve: give --model DIR or --catalogue DATASET (or GONGGAM_SHOPS)")
    return sources


def database_of(settings: Settings) -> str:
    """The database's URL; by default a SQLite file beside the first model (or catalogue)."""
    if settings.db is not None:
        return settings.db
    folders = [settings.catalogue] if settings.catalogue is not None else list(settings.shops.values())
    if not folders:
        raise ConfigError("no database: set GONGGAM_DB, e.g. sqlite:///gonggam.db")
    return f"sqlite:///{Path(folders[0]).resolve() / 'gonggam.db'}"


def model_of_catalogue(folder: Path) -> Model:
    """A model that knows items and no event at all: the first list of a new shop."""
    dataset = read_dataset(folder)
    engine = fit_engine(TrainingData(no_interactions(dataset), dataset.catalogue))
    engine = replace(engine, model_id=f"catalogue-{dataset.meta.name}")
    about = {"name": dataset.meta.name, "kind": dataset.meta.kind, "timezone": dataset.meta.timezone}
    return Model(engine, about=about)


def no_interactions(dataset: Dataset) -> Interactions:
    """The catalogue's interactions before anybody came."""
    none = as_int32([])
    weight, time = none.astype("float32"), none.astype("int64")
    return Interactions(none, none, weight, time, 0, len(dataset.catalogue), "seconds")
