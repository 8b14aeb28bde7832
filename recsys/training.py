"""Fit a whole engine: scorers, then their weights."""

from dataclasses import replace

from recsys.config import TRIALS, EngineConfig
from recsys.dataset.dataset import Dataset
from recsys.engine import Engine
from recsys.errors import DataError
from recsys.memory import check_memory
from recsys.models import custom
from recsys.protocols import Progress, Scorer, TrainingData, silent
from recsys.ranking.idle import Outline, those_that_count
from recsys.ranking.learn import learn_weights
from recsys.ranking.tune import Settings, tuned
from recsys.ranking.weights import Weights
from recsys.registry import MODELS


def fit_engine(data: TrainingData, config: EngineConfig | None = None, budget: float | None = None) -> Engine:
    """Fit every scorer of the composition and weigh them. The catalogue must not be empty.

    `budget` in seconds tunes the scorers' hyper-parameters first; what the composition sets itself stays as set.
    Raises MemoryLimitError, before anything is fitted, where it would take more than the data's memory limit.
    """
    config = config or EngineConfig()
    check_memory(data, config)
    if budget:
        config = _tuned(data, config, budget)
    scorers, weights = _fit_those_that_count(data, config)
    return Engine(data.catalogue, scorers, weights, data.interactions.time_unit).indexed()


def _fit_those_that_count(data: TrainingData, config: EngineConfig) -> tuple[tuple[Scorer, ...], Weights]:
    """The scorers that take part, and their weights. One that turned out idle is not fitted a second time."""
    outlines: list[Outline] = []

    def fit(inner: TrainingData) -> tuple[Scorer, ...]:
        scorers = fit_scorers(inner, config)
        outlines[:] = map(Outline.of, scorers)
        return scorers

    weights = learn_weights(data, fit)
    counting, weights = those_that_count(outlines, weights)
    return fit_scorers(data, config, frozenset(one.name for one in counting)), weights


def _tuned(data: TrainingData, config: EngineConfig, budget: float) -> EngineConfig:
    """The composition with the hyper-parameters that helped on choices held out inside the data."""

    def fit(inner: TrainingData, name: str, settings: Settings) -> Scorer:
        return MODELS[name].fit(inner, _with(config, name, settings).config_of(name))

    for name, settings in tuned(data, TRIALS, config.scorers, fit, budget).items():
        config = _with(config, name, settings)
    return config


def _with(config: EngineConfig, name: str, settings: Settings) -> EngineConfig:
    """The composition with settings of one scorer, where it does not set them itself."""
    own = {**settings, **config.overrides.get(name, {})}
    return replace(config, overrides={**config.overrides, name: own})


def fit_scorers(data: TrainingData, config: EngineConfig, only: frozenset[str] | None = None) -> tuple[Scorer, ...]:
    """The scorers of a composition, in its order, and then those of a notebook; `only` some of them, by name."""
    wanted = {*config.scorers, *config.own} if only is None else only
    known = (MODELS[name].fit(data, config.config_of(name)) for name in config.scorers if name in wanted)
    return (*known, *(custom.fit(data, name, told) for name, told in config.own.items() if name in wanted))


def training_data(dataset: Dataset, config: EngineConfig | None = None, progress: Progress = silent) -> TrainingData:
    """What a fit may see of a data set. Raises DataError for an empty catalogue."""
    config = config or EngineConfig()
    if len(dataset.catalogue) == 0:
        raise DataError("the data set has no items", advice="give items.csv, or events with item_id")
    limit = int(config.memory_limit_gib * 2**30)
    return TrainingData(dataset.interactions, dataset.catalogue, config.seed, limit, progress)
