"""Fit a whole engine: scorers, then their weights."""

from recsys.config import EngineConfig
from recsys.dataset.dataset import Dataset
from recsys.engine import Engine
from recsys.errors import DataError
from recsys.models import custom
from recsys.protocols import Progress, Scorer, TrainingData, silent
from recsys.ranking.learn import learn_weights
from recsys.registry import MODELS


def fit_engine(data: TrainingData, config: EngineConfig | None = None, budget: float | None = None) -> Engine:  # noqa: ARG001
    """Fit every scorer of the composition and weigh them. The catalogue must not be empty."""
    config = config or EngineConfig()
    weights = learn_weights(data, lambda inner: fit_scorers(inner, config))
    return Engine(
        catalogue=data.catalogue,
        scorers=fit_scorers(data, config),
        weights=weights,
        time_unit=data.interactions.time_unit,
    ).indexed()


def fit_scorers(data: TrainingData, config: EngineConfig) -> tuple[Scorer, ...]:
    """The scorers of a composition, in its order, and then those of a notebook."""
    known = (MODELS[name].fit(data, config.config_of(name)) for name in config.scorers)
    return (*known, *(custom.fit(data, name, told) for name, told in config.own.items()))


def training_data(dataset: Dataset, config: EngineConfig | None = None, progress: Progress = silent) -> TrainingData:
    """What a fit may see of a data set. Raises DataError for an empty catalogue."""
    config = config or EngineConfig()
    if len(dataset.catalogue) == 0:
        raise DataError("the data set has no items", advice="give items.csv, or events with item_id")
    limit = int(config.memory_limit_gib * 2**30)
    return TrainingData(dataset.interactions, dataset.catalogue, config.seed, limit, progress)
