"""How much each entry of a history counts: a mixture of decays whose shares are learned, not set."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from recsys.models.kernels import decayed, decayed_known
from recsys.types import LONGEST, Float64, History, Int32

NEGLIGIBLE = 1e-4
"""Entries below this share of the newest one's weight are dropped: rounding, at the price of a matrix row."""


@dataclass(frozen=True)
class Recency:
    """Weight of an entry of age a: `sum over parts p of weight_p * decay_p ** a`, times its strength.

    A decay of 0 is the newest entry alone, 1 is no forgetting; the learned weights draw the curve between.
    """

    decays: tuple[float, ...] = (0.0, 0.6, 0.85, 1.0)

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """Names of the parts."""
        return tuple(f"{decay:g}^age" for decay in self.decays)

    @cached_property
    def _curves(self) -> Float64:
        """decay ** age (p, LONGEST)."""
        curves: Float64 = np.power(np.array(self.decays)[:, None], np.arange(float(LONGEST))[None, :])
        return curves

    def of(self, history: History, weights: Float64) -> Float64:
        """Weights (h,) of the entries for the parts' weights (p,); masked shares are taken off, ages are held."""
        values: Float64 = decayed(self._curves, weights, history.age, history.strength, history.kept, NEGLIGIBLE)
        return values

    def known(self, history: History, weights: Float64, n_items: int) -> tuple[Int32, Int32, Float64]:
        """Entries (h',) int32 of any weight whose item is among the first `n_items`, their items and weights."""
        parts = (history.item, history.age, history.strength, history.kept)
        entry, item, value = decayed_known(self._curves, weights, parts, n_items, NEGLIGIBLE)
        return entry, item, value


EVEN = Recency((1.0,))
"""No decay: for data where earlier and later mean nothing."""
