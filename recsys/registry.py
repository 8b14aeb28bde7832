"""The models there are: one line each."""

from collections.abc import Mapping

from recsys.errors import QueryError, nearest
from recsys.models import (
    affinity,
    als,
    bpr,
    content,
    context,
    followers,
    hybrid,
    item_linear,
    mood_fit,
    neighbours,
    next_factors,
    next_linear,
    next_volume,
    popularity,
    release_age,
    repeat,
    session_knn,
    time_habit,
    transitions,
    trend,
    two_hop,
)
from recsys.models.libraries import required, trouble
from recsys.protocols import Model

MODELS: Mapping[str, Model] = {
    m.name: m
    for m in (
        Model(popularity.NAME, popularity.PopularityConfig, popularity.fit, popularity.load),
        Model(item_linear.NAME, item_linear.ItemLinearConfig, item_linear.fit, item_linear.load),
        Model(transitions.NAME, transitions.TransitionsConfig, transitions.fit, transitions.load),
        Model(followers.NAME, followers.FollowersConfig, followers.fit, followers.load),
        Model(two_hop.NAME, two_hop.TwoHopConfig, two_hop.fit, two_hop.load),
        Model(next_factors.NAME, next_factors.NextFactorsConfig, next_factors.fit, next_factors.load),
        Model(next_linear.NAME, next_linear.NextLinearConfig, next_linear.fit, next_linear.load),
        Model(next_volume.NAME, next_volume.NextVolumeConfig, next_volume.fit, next_volume.load),
        Model(session_knn.NAME, session_knn.SessionKnnConfig, session_knn.fit, session_knn.load),
        Model(repeat.NAME, repeat.RepeatConfig, repeat.fit, repeat.load),
        Model(content.NAME, content.ContentConfig, content.fit, content.load),
        Model(context.NAME, context.ContextConfig, context.fit, context.load),
        Model(affinity.NAME, affinity.AffinityConfig, affinity.fit, affinity.load),
        Model(trend.NAME, trend.TrendConfig, trend.fit, trend.load),
        Model(release_age.NAME, release_age.ReleaseAgeConfig, release_age.fit, release_age.load),
        Model(time_habit.NAME, time_habit.TimeHabitConfig, time_habit.fit, time_habit.load),
        Model(mood_fit.NAME, mood_fit.MoodFitConfig, mood_fit.fit, mood_fit.load),
        Model(als.NAME, als.AlsConfig, als.fit, als.load, als.LIBRARY),
        Model(bpr.NAME, bpr.BprConfig, bpr.fit, bpr.load, bpr.LIBRARY),
        Model(hybrid.NAME, hybrid.HybridConfig, hybrid.fit, hybrid.load, hybrid.LIBRARY),
        Model(neighbours.BM25, neighbours.Bm25Config, neighbours.fit_bm25, neighbours.load_bm25, neighbours.LIBRARY),
        Model(
            neighbours.COSINE,
            neighbours.CosineConfig,
            neighbours.fit_cosine,
            neighbours.load_cosine,
            neighbours.LIBRARY,
        ),
    )
}

ENGINE = "gonggam"
"""The name of the full default engine beside the models."""


def runnable() -> tuple[str, ...]:
    """The models that can be fitted here: those whose libraries load. Saved ones load everywhere."""
    return tuple(name for name, line in MODELS.items() if not line.library or not trouble(line.library))


def model(name: str) -> Model:
    """The registry line of a name. Raises QueryError naming the nearest right one, or the library to install."""
    if name not in MODELS:
        raise QueryError("models", f"unknown model {name!r}", nearest(name, [*runnable(), ENGINE]))
    if MODELS[name].library:
        required(MODELS[name].library)
    return MODELS[name]
