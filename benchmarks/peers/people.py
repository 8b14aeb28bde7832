"""Finding the person of training behind a history: libraries with a vector for each person are asked for that one."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from recsys.dataset.splits import grouped
from recsys.models.item_linear import user_item
from recsys.state.history import build_history
from recsys.types import History, Interactions


@dataclass(frozen=True)
class People:
    """`chosen` (n_users, n_items) CSR of ones, and each person's index by the items of their history, newest first."""

    chosen: Any
    index: dict[bytes, int]

    @classmethod
    def of(cls, log: Interactions) -> "People":
        """The people of a training log. Two with the same items in the same order share the first one's place."""
        groups = grouped(log.user, log.n_users)
        index: dict[bytes, int] = {}
        for user in range(log.n_users):
            rows = groups.of(user)
            if len(rows):
                none = np.zeros(len(rows), dtype=np.bool_)
                history = build_history(log.item[rows], log.weight[rows].astype(np.float64), log.time[rows], none)
                index.setdefault(history.item.tobytes(), user)
        return cls(sparse.csr_matrix(user_item(log)), index)

    def find(self, history: History) -> int | None:
        """The person who has exactly this history, None for one who was not trained on."""
        return self.index.get(history.item.tobytes())

    def row(self, history: History) -> Any:
        """All items (1, n_items) CSR of the person behind a history; of an unknown one those of the history."""
        user = self.find(history)
        if user is not None:
            return self.chosen[[user]]
        row = np.zeros(self.chosen.shape[1], dtype=np.float32)
        row[history.item] = 1.0
        return sparse.csr_matrix(row[None, :])
