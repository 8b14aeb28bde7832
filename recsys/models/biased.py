"""An item-to-item scorer with a score of its own for every item: the cause "bias", with no entry behind it."""

from dataclasses import dataclass

import numpy as np

from recsys.evidence import CauseBlock
from recsys.models.linear import Arrays, ItemToItem, load_item_to_item
from recsys.types import Float32, Float64, History, Int32, Moment


@dataclass(frozen=True)
class Biased:
    """`bias` (n,) float32 added to what the history adds. Its weight is the first part."""

    rows: ItemToItem
    bias: Float32

    @property
    def name(self) -> str:
        """The name it is registered under."""
        return self.rows.name

    @property
    def n_items(self) -> int:
        """Number of items it was fitted on."""
        return len(self.bias)

    @property
    def parts(self) -> tuple[str, ...]:
        """One weight for the bias, one for each decay of the history."""
        return ("bias", *self.rows.parts)

    def add_scores(self, history: History, moment: Moment, weights: Float64, out: Float64) -> None:
        """Add the score of every item to `out` (n_items,) float64."""
        out += weights[0] * self.bias
        self.rows.add_scores(history, moment, weights[1:], out)

    def causes(self, history: History, moment: Moment, weights: Float64, items: Int32) -> CauseBlock:
        """The bias first, then one cause for each history entry."""
        own = self.rows.causes(history, moment, weights[1:], items)
        bias = np.zeros((1, len(items)))
        fitted = items < self.n_items
        bias[0, fitted] = weights[0] * self.bias[items[fitted]].astype(np.float64)
        entry = np.concatenate(([-1], own.entry)).astype(np.int32)
        return CauseBlock(self.name, ("bias", *own.names), entry, np.vstack((bias, own.contributions)))

    def arrays(self) -> Arrays:
        """For an artefact."""
        return {"bias": self.bias, **self.rows.arrays()}


def load_biased(name: str, arrays: Arrays) -> Biased:
    """Rebuild from `Biased.arrays`."""
    return Biased(load_item_to_item(name, arrays), arrays["bias"])
