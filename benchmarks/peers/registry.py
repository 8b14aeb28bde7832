"""The peers there are: one line each; what is not installed or cannot answer a data set is named with the reason."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version

import numpy as np

from benchmarks.peers import libraries, sasrec
from recsys.evaluation.cases import Split
from recsys.models.libraries import trouble
from recsys.protocols import FitRanker, Ranker, TrainingData

MEMORY = 8 * 2**30
"""Bytes a dense fit may take: what our own models are given."""


@dataclass(frozen=True)
class Peer:
    """A model of another library: the module that must load, its distribution, and whether it ranks for newcomers.

    `slow` ones are asked on leave-last-out only, where the sequences are those of people.
    """

    name: str
    module: str
    distribution: str
    fit: Callable[[TrainingData], Ranker]
    newcomers: bool = True
    slow: bool = False

    def trouble(self, splits: Sequence[Split], protocol: str) -> str:
        """Why it does not take part, "" where it does."""
        missing = trouble(self.module)
        if missing:
            return f"not installed ({missing})"
        if protocol == "next-item" and not self.newcomers:
            return "cannot rank for a session it was not trained on"
        if protocol == "next-item" and self.slow:
            return "not asked: hours of training for this many sessions"
        if self.name == "EASE":
            return libraries.ease_trouble(max(len(np.unique(split.train.item)) for split in splits), MEMORY)
        return ""


def peers(seconds: float) -> Mapping[str, Peer]:
    """All of them; `seconds` bounds the training of the neural one."""
    lines = (
        Peer("implicit ALS", "implicit.als", "implicit", libraries.als),
        Peer("implicit BPR", "implicit.bpr", "implicit", libraries.bpr, newcomers=False),
        Peer("implicit BM25", "implicit.nearest_neighbours", "implicit", libraries.bm25),
        Peer("LightFM", "lightfm", "lightfm-next", libraries.lightfm, newcomers=False),
        Peer("EASE", "scipy.linalg", "scipy", libraries.ease),
        Peer(
            "RecTools SASRec", "rectools.models.nn.transformers.sasrec", "rectools", sasrec.sasrec(seconds), slow=True
        ),
    )
    return {peer.name: peer for peer in lines}


@dataclass
class Book:
    """What fitted models say of themselves, by name: the settings that were chosen."""

    settings: dict[str, str] = field(default_factory=dict)

    def noting(self, name: str, fit: FitRanker) -> FitRanker:
        """The same fit, its settings written down."""

        def noted(data: TrainingData) -> Ranker:
            ranker = fit(data)
            self.settings[name] = str(getattr(ranker, "settings", ""))
            return ranker

        return noted


def versions(distributions: Sequence[str]) -> dict[str, str]:
    """Versions of what is installed of these."""
    found = {}
    for name in distributions:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
