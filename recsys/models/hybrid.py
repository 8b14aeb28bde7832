"""LightFM (Kula 2015): an item is the sum of the vectors of its attributes and of one of its own.

So an item nobody has touched, or one that came after the fit, has a vector: that of its attributes, with the mean
of the touched items' own vectors in place of its own. Learned by WARP on one thread: reproducible.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import numpy as np
from scipy import sparse
from threadpoolctl import threadpool_limits

from recsys.dataset.catalogue import Catalogue
from recsys.models.attributes import FIELDS, incidence, packed, prefixed, unpacked, unprefixed
from recsys.models.biased import Biased, load_biased
from recsys.models.factors import FactorRows, folded, learned_fold_in, preferences
from recsys.models.libraries import required
from recsys.models.linear import Arrays, ItemToItem
from recsys.models.weighting import EVEN, Recency
from recsys.protocols import TrainingData
from recsys.types import Float32, Float64, Int32, ItemFacts

NAME = "lightfm"
LIBRARY = "lightfm"


@dataclass(frozen=True, slots=True)
class HybridConfig:
    """`fold_in` is the relative ridge of the learned fold-in."""

    factors: int = 64
    epochs: int = 20
    learning_rate: float = 0.05
    item_alpha: float = 1e-5
    fold_in: float = 0.03
    recency: Recency = field(default_factory=Recency)


@dataclass(frozen=True)
class Embeddings:
    """What gives any item a vector: one of each attribute (a, 1 + f), the bias first; `typical` (1 + f,) of a touched
    item's own; the attributes' names, field by field; and the fold-in (f, f).
    """

    names: tuple[tuple[str, ...], ...]
    attributes: Float32
    typical: Float32
    fold_in: Float64

    def of(self, facts: Sequence[ItemFacts]) -> Float32:
        """Bias and vector (m, 1 + f) of items by their attributes; unknown attributes say nothing."""
        vectors: Float32 = (shares(facts, self.names) @ self.attributes + self.typical).astype(np.float32)
        return vectors

    def arrays(self) -> Arrays:
        """For an artefact."""
        names = {f"names_{place}": packed(own) for place, own in zip(FIELDS, self.names, strict=True)}
        return {"attributes": self.attributes, "typical": self.typical, "fold_in": self.fold_in, **names}


@dataclass(frozen=True)
class Hybrid(Biased):
    """The fitted scorer, able to take in items by their attributes."""

    embeddings: Embeddings
    essential: ClassVar[bool] = True

    def extended(self, catalogue: Catalogue) -> "Hybrid":
        """With vectors of the items that were appended to the catalogue; earlier items keep theirs."""
        later = catalogue.facts[self.n_items :]
        if not later or not isinstance(self.rows.rows, FactorRows):
            return self
        vectors, before = self.embeddings.of(later), self.rows.rows
        new = folded(vectors[:, 1:], self.embeddings.fold_in)
        rows = FactorRows(np.vstack((before.left, new.left)), np.vstack((before.right, new.right)))
        return replace(self, rows=replace(self.rows, rows=rows), bias=np.concatenate((self.bias, vectors[:, 0])))

    def arrays(self) -> Arrays:
        """For an artefact."""
        return {**super().arrays(), **prefixed("embeddings", self.embeddings.arrays())}


def fit(data: TrainingData, config: HybridConfig | None = None) -> Hybrid:
    """Learn attribute and item vectors, then the fold-in. Raises QueryError where LightFM does not load."""
    config = config or HybridConfig()
    log, facts = data.interactions, data.catalogue.facts
    names = tuple(incidence(facts, place, ())[1] for place in FIELDS)
    touched = np.unique(log.item)
    own, attributes, people = _learn(data, config, names, touched)
    typical = own.mean(axis=0) if len(own) else np.zeros(config.factors + 1, dtype=np.float32)
    embeddings = Embeddings(names, attributes, typical, np.eye(config.factors))
    vectors = embeddings.of(facts)
    vectors[touched] += own - typical
    fold_in = learned_fold_in(vectors[:, 1:], people, log, config.fold_in)
    rows = ItemToItem(NAME, folded(vectors[:, 1:], fold_in), config.recency if log.ordered else EVEN)
    return Hybrid(rows, vectors[:, 0].copy(), replace(embeddings, fold_in=fold_in))


def load(arrays: Arrays) -> Hybrid:
    """Rebuild from arrays."""
    plain, own = load_biased(NAME, arrays), unprefixed("embeddings", arrays)
    names = tuple(unpacked(own[f"names_{place}"]) for place in FIELDS)
    return Hybrid(plain.rows, plain.bias, Embeddings(names, own["attributes"], own["typical"], own["fold_in"]))


def shares(facts: Sequence[ItemFacts], names: tuple[tuple[str, ...], ...]) -> Any:
    """Which item (m,) has which of the known attributes (a,), field by field, CSR of ones."""
    known = [incidence(facts, place, own)[0][:, : len(own)] for place, own in zip(FIELDS, names, strict=True)]
    return sparse.csr_array(sparse.hstack(known, format="csr"))


def _learn(
    data: TrainingData, config: HybridConfig, names: tuple[tuple[str, ...], ...], touched: Int32
) -> tuple[Float32, Float32, Float32]:
    """Vectors with the bias first: touched items' own (t, 1 + f), attributes' (a, 1 + f); people's (n_users, f).

    Only touched items take part: as a mere negative example an untouched one would learn nothing but dislike.
    """
    log, library = data.interactions, required(LIBRARY)
    n_attributes = sum(len(own) for own in names)
    if len(touched) == 0:
        return (
            np.zeros((0, config.factors + 1), dtype=np.float32),
            np.zeros((n_attributes, config.factors + 1), dtype=np.float32),
            np.zeros((log.n_users, config.factors), dtype=np.float32),
        )
    known = shares([data.catalogue.facts[item] for item in touched], names)
    features = sparse.csr_matrix(sparse.hstack((known, sparse.eye_array(len(touched)))), dtype=np.float32)
    features.indices, features.indptr = features.indices.astype(np.int32), features.indptr.astype(np.int32)
    model = library.LightFM(
        no_components=config.factors,
        loss="warp",
        learning_rate=config.learning_rate,
        item_alpha=config.item_alpha,
        random_state=data.seed,
    )
    pairs = sparse.coo_matrix(preferences(log)[:, touched], dtype=np.float32)
    with threadpool_limits(1, "blas"):
        for epoch in range(config.epochs):
            model.fit_partial(pairs, item_features=features, epochs=1, num_threads=1)
            data.progress(NAME, (epoch + 1) / config.epochs)
    vectors = np.column_stack((model.item_biases, model.item_embeddings)).astype(np.float32)
    return vectors[n_attributes:], vectors[:n_attributes], np.asarray(model.user_embeddings, dtype=np.float32)
