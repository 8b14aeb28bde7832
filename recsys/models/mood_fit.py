"""Mood fit: items nearer to the place where the list should stand than what people usually choose is.

`s = strength * (|x_item - usual| - |x_item - target|) / max(1, 2 |target - usual|)`, less its mean over the items with
a mood, so that an item without one gets nothing. What everybody chooses is in the other scores already: only the way
from there counts, and beyond the target nothing is gained. The term spans `strength` where the target lies half a unit
off, less where it lies nearer. An item whose tags say it is there for the need of the mood stands as at the target: a
work of comfort lies elsewhere than those who need it. A believed mood is read off how far choices lie from the usual
ones, so its target is measured from there; a said one stands where it was put. Cause: "mood", one for all cues. Its
weight is not learned: it is bounded to a share of the range of the other scores, fixed at fit, so that taste always
dominates.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
from numba import njit

from recsys.dataset.catalogue import Catalogue
from recsys.evidence import CauseBlock
from recsys.models.linear import Arrays
from recsys.mood.items import ItemMoods, item_moods, later_moods
from recsys.mood.types import MoodAim
from recsys.protocols import TrainingData
from recsys.types import Bool, Float64, History, Int32, Moment, Signal

NAME = "mood_fit"
NEAR = 0.5
"""Distance of a target from the usual point below which a mood moves less than it may."""


@dataclass(frozen=True, slots=True)
class MoodFitConfig:
    """`share` of the other scores' range that the mood may move; `bestsellers`: share of items that make no theme."""

    share: float = 0.25
    bestsellers: float = 0.01


@dataclass(frozen=True)
class MoodFit:
    """The items' moods (n,), and the share of the range that bounds the weight (`bounded`)."""

    moods: ItemMoods
    bounded: float
    name: str = NAME

    @property
    def n_items(self) -> int:
        """Number of items it has moods of."""
        return len(self.moods)

    @property
    def signal(self) -> Signal:
        """What of a request it reads."""
        return "mood"

    def unread(self, history: History, moment: Moment) -> str:  # noqa: ARG002
        """Nothing to read where no mood was said and none is believed well enough."""
        return "no_events" if moment.mood is None else ""

    @property
    def parts(self) -> tuple[str, ...]:
        """One weight."""
        return ("fit",)

    def fit_to(self, aim: MoodAim | None, items: Int32 | None = None) -> Float64:
        """`s` (m,) of some items, of every item (n,) for None; zeros where no aim is."""
        of: Int32 | slice = slice(None) if items is None else items
        known, valence, arousal = self.moods.known[of], self.moods.valence[of], self.moods.arousal[of]
        fits = np.zeros(len(known))
        if aim is None or not self.moods.any_known:
            return fits
        usual, target = self.moods.usual, target_of(aim, self.moods.usual)
        way, answering = math.dist(target, usual), self._answering(aim)
        nearer = np.hypot(valence - usual[0], arousal - usual[1]) - np.hypot(valence - target[0], arousal - target[1])
        nearer[answering[of]] = way
        mean = mean_nearer(self.moods.valence, self.moods.arousal, answering, (target, usual), way)
        fits[known] = aim.strength * (nearer[known] - mean) / (2.0 * max(NEAR, way))
        return fits

    def _answering(self, aim: MoodAim) -> Bool:
        """(n,) whether an item answers the need of an aim."""
        return self.moods.answering(aim.need) if aim.need else np.zeros(self.n_items, dtype=np.bool_)

    def add_scores(self, history: History, moment: Moment, weights: Float64, out: Float64) -> None:  # noqa: ARG002
        """Add the fit of every item to `out` (n,)."""
        if moment.mood is not None:
            out += weights[0] * self.fit_to(moment.mood)

    def causes(self, history: History, moment: Moment, weights: Float64, items: Int32) -> CauseBlock:  # noqa: ARG002
        """One cause where there is an aim, no entry behind it: the cues are one belief."""
        if moment.mood is None:
            return CauseBlock(self.name, (), np.zeros(0, dtype=np.int32), np.zeros((0, len(items))))
        values = np.zeros((1, len(items)))
        fitted = items < self.n_items
        values[0, fitted] = weights[0] * self.fit_to(moment.mood, items[fitted])
        return CauseBlock(self.name, ("mood",), np.array([-1], dtype=np.int32), values)

    def extended(self, catalogue: Catalogue) -> "MoodFit":
        """With moods of the items that were appended to the catalogue; earlier items keep theirs."""
        return self if len(catalogue) == self.n_items else replace(self, moods=later_moods(self.moods, catalogue))

    def arrays(self) -> Arrays:
        """For an artefact."""
        return {
            "valence": self.moods.valence,
            "arousal": self.moods.arousal,
            "everyones": self.moods.everyones,
            "usual": np.array(self.moods.usual),
            "needs": self.moods.needs,
            "bounded": np.array([self.bounded]),
        }


Point = tuple[float, float]


@njit(cache=True, nogil=True, fastmath={"reassoc", "contract"})
def mean_nearer(valence: Float64, arousal: Float64, answering: Bool, points: tuple[Point, Point], way: float) -> float:
    """Mean over the items with a mood of how much nearer they are to the first point than to the second.

    What is `answering` (n,) a need is as near as can be. Compiled, for every request with a mood asks all items.
    """
    (v, a), (usual_v, usual_a) = points
    total, count = 0.0, 0
    for i in range(len(valence)):
        if not (np.isnan(valence[i]) or np.isnan(arousal[i])):
            from_usual = math.sqrt((valence[i] - usual_v) ** 2 + (arousal[i] - usual_a) ** 2)
            total += way if answering[i] else from_usual - math.sqrt((valence[i] - v) ** 2 + (arousal[i] - a) ** 2)
            count += 1
    return total / max(1, count)


def target_of(aim: MoodAim, usual: tuple[float, float]) -> tuple[float, float]:
    """Where an aim lies among the items: as it is, or for a believed mood that far from what people usually choose."""
    if aim.source == "said":
        return aim.valence, aim.arousal
    return max(-1.0, min(1.0, usual[0] + aim.valence)), max(-1.0, min(1.0, usual[1] + aim.arousal))


def fit(data: TrainingData, config: MoodFitConfig | None = None) -> MoodFit:
    """Place the items; interactions only tell what everyone chooses."""
    config = config or MoodFitConfig()
    counts = np.bincount(data.interactions.item, minlength=len(data.catalogue)).astype(np.float64)
    moods = item_moods(data.catalogue, counts, config.bestsellers)
    data.progress(NAME, 1.0)
    return MoodFit(moods, config.share)


def load(arrays: Arrays) -> MoodFit:
    """Rebuild from arrays."""
    valence, arousal = (float(x) for x in arrays["usual"])
    needs = arrays.get("needs", np.zeros(0, dtype=np.uint8))
    moods = ItemMoods(arrays["valence"], arrays["arousal"], arrays["everyones"], (valence, arousal), needs)
    return MoodFit(moods, float(arrays["bounded"][0]))
