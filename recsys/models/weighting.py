"""How much each entry of a history counts: a fast and a slow decay, mixed."""

from dataclasses import dataclass

import numpy as np

from recsys.types import Float64, History

NEGLIGIBLE = 1e-4
"""Entries below this share of the newest one's weight are dropped: rounding, at the price of a matrix row."""


@dataclass(frozen=True, slots=True)
class Recency:
    """Weight of an entry of age a: fast_share * fast**a + (1 - fast_share) * slow**a, times its strength."""

    fast: float = 0.7
    slow: float = 0.98
    fast_share: float = 0.8

    def of(self, history: History, weight: float = 1.0) -> Float64:
        """Weights (h,) of the entries, times `weight`; masked shares are taken off, ages are held."""
        age = history.age.astype(np.float64)
        decay = self.fast_share * self.fast**age + (1.0 - self.fast_share) * self.slow**age
        decay[decay < NEGLIGIBLE] = 0.0
        return weight * decay * history.strength * history.kept

    def as_array(self) -> Float64:
        """The three numbers, for an artefact."""
        return np.array([self.fast, self.slow, self.fast_share])


EVEN = Recency(fast=1.0, slow=1.0, fast_share=0.0)
"""No decay: for data where earlier and later mean nothing."""
