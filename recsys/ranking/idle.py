"""Scorers that do nothing here, so that a request need not ask them.

A composition for all data holds scorers that some data gives no use: returns where nobody returns, hours where all
hours are alike. Switched off, such a scorer costs a trifle of what all together gain, two standard errors included;
where nothing foretells the choices there is nothing to judge by, and all stay. One that is `essential` stays whatever
the choices say: of people and items that nobody knows anything of there are none among them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, compress, pairwise

import numpy as np

from recsys.protocols import Scorer
from recsys.ranking.bounds import bound_of
from recsys.ranking.likelihood import Cases
from recsys.ranking.weights import Weights
from recsys.types import Bool, Float64

TRIFLE = 5e-3
"""Share of what all scorers gain over none that those switched off may cost together."""


def is_essential(scorer: Scorer) -> bool:
    """Whether a scorer takes part whatever it is worth (its attribute `essential`)."""
    return bool(getattr(scorer, "essential", False))


@dataclass(frozen=True, slots=True)
class Outline:
    """As much of a scorer as tells whether it must be fitted, without holding what it learned."""

    name: str
    n_parts: int
    stays: bool
    """Essential, or bounded: a mood fit knows where the items lie, whatever weight it has."""

    @classmethod
    def of(cls, scorer: Scorer) -> "Outline":
        """The outline of a fitted scorer."""
        return cls(scorer.name, len(scorer.parts), is_essential(scorer) or bound_of(scorer) is not None)


def those_that_count(outlines: Sequence[Outline], weights: Weights) -> tuple[tuple[Outline, ...], Weights]:
    """The scorers that stay or have weight, and the weights of their parts; all where none would be left."""
    ends = pairwise(accumulate((one.n_parts for one in outlines), initial=0))
    counts = [
        one.stays or bool(weights.spreads[first:last].any()) for one, (first, last) in zip(outlines, ends, strict=True)
    ]
    if not any(counts):
        return tuple(outlines), weights
    kept = np.repeat(counts, [one.n_parts for one in outlines])
    part = replace(weights, slopes=weights.slopes[kept], spreads=weights.spreads[kept])
    return tuple(compress(outlines, counts)), part


def idle_parts(
    cases: Cases, scorers: Sequence[Scorer], slopes: Float64, link: tuple[float, float], trifle: float = TRIFLE
) -> Bool:
    """Which parts (d,) belong to scorers that the choices do not miss, the least missed switched off first.

    Something is always left to rank by. `link` is log power and focus, as `Cases.losses` takes them.
    """
    ends = pairwise(accumulate((len(scorer.parts) for scorer in scorers), initial=0))
    spans = [span for scorer, span in zip(scorers, ends, strict=True) if not is_essential(scorer) and span[0] < span[1]]
    before = cases.losses(slopes, *link)
    gain = _without(cases, slopes, np.ones(len(slopes), dtype=np.bool_), (0, 0), link).mean() - before.mean()
    idle = np.zeros(len(slopes), dtype=np.bool_)
    spans.sort(key=lambda span: float(_without(cases, slopes, idle, span, link).mean()))
    for first, last in spans if any(map(is_essential, scorers)) else spans[:-1]:
        lost = _without(cases, slopes, idle, (first, last), link) - before
        if lost.mean() + 2.0 * lost.std() / np.sqrt(len(lost)) <= trifle * max(0.0, gain):
            idle[first:last] = True
    return idle


def _without(cases: Cases, slopes: Float64, idle: Bool, span: tuple[int, int], link: tuple[float, float]) -> Float64:
    """Losses (n,) without the idle parts and those of the span."""
    off = idle.copy()
    off[span[0] : span[1]] = True
    silent = np.where(off[:, None], 0.0, slopes)
    silent[off, 0] = -np.inf
    return cases.losses(silent, *link)
