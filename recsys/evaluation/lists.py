"""What the lists of a split are measured against, gathered once for all models: novelty, diversity, calibration."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from recsys.evaluation.attributes import attribute_vectors
from recsys.evaluation.calibration import genre_shares, miscalibration
from recsys.evaluation.cases import Split
from recsys.evaluation.metrics import diversity, novelty, self_information
from recsys.types import Float64, Int32, Interactions

Key = tuple[str, int]
"""A metric's name and its k."""


@dataclass(frozen=True)
class ListFacts:
    """Bits of surprise (n_items,), attributes and genres of every item, and the items of every case's history."""

    information: Float64
    attributes: sparse.csr_matrix
    genres: sparse.csr_matrix
    histories: tuple[Int32, ...]

    @classmethod
    def of(cls, split: Split) -> "ListFacts":
        """From the training events, the catalogue and the cases of a split."""
        genres = genre_shares(split.catalogue)
        histories = tuple(case.items for case in split.cases()) if genres.nnz else ()
        return cls(_information(split.train), attribute_vectors(split.catalogue), genres, histories)

    def values(self, lists: Int32, ks: Iterable[int]) -> dict[Key, Float64]:
        """Of each list (n_cases,): novelty and, where items have attributes, diversity and miscalibration."""
        values: dict[Key, Float64] = {}
        for k in ks:
            values["novelty", k] = novelty(lists, k, self.information)
            if self.attributes.nnz:
                values["diversity", k] = diversity(lists, k, self.attributes)
            if self.genres.nnz:
                values["miscalibration", k] = miscalibration(self.histories, lists, k, self.genres)
        return values


def _information(train: Interactions) -> Float64:
    pairs = np.unique(train.user.astype(np.int64) * max(1, train.n_items) + train.item)
    holders = np.bincount(pairs % max(1, train.n_items), minlength=train.n_items)
    return self_information(holders, len(np.unique(train.user)))
