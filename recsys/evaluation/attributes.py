"""Items as vectors of what they share: creator, series, category and tags; for intra-list diversity."""

import numpy as np
from scipy import sparse

from recsys.dataset.catalogue import Catalogue
from recsys.types import ItemFacts, Vocabulary


def _named(facts: ItemFacts) -> list[str]:
    """The item's distinct attributes, each with its field so that a creator never equals a tag."""
    single = {"creator": facts.creator, "series": facts.series, "category": facts.category}
    return list(dict.fromkeys([f"{k}:{v}" for k, v in single.items() if v] + [f"tag:{tag}" for tag in facts.tags]))


def attribute_vectors(catalogue: Catalogue) -> sparse.csr_matrix:
    """(n_items, n_attributes) float64, each row of length 1, or 0 for an item without attributes."""
    named = [_named(facts) for facts in catalogue.facts]
    vocabulary = Vocabulary.of(name for names in named for name in names)
    sizes = np.array([len(names) for names in named], dtype=np.int64)
    starts = np.append(0, np.cumsum(sizes))
    columns = vocabulary.indices(name for names in named for name in names)
    values = 1.0 / np.sqrt(np.repeat(sizes, sizes).astype(np.float64))
    return sparse.csr_matrix((values, columns, starts), shape=(len(named), len(vocabulary)))
