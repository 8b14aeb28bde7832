"""Fits the linear model of `recsys.mood.textmodel`: ridge by conjugate gradients, then fewer numbers.

Everything is deterministic: no random start, and inner folds are every fourth line.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from benchmarks.text_data import Annotated
from recsys.mood.grams import grams
from recsys.mood.textmodel import N_FOUND, TextModel, lexical
from recsys.mood.words import find
from recsys.types import Float64

INNER = 4
PLAIN = 0.1
"""Texts whose gold valence is nearer to 0 than this have no sign."""


@dataclass(frozen=True, slots=True)
class FitConfig:
    """Buckets are `2 ** bits`; n-grams of fewer than `least` texts weigh nothing; `found` scales the lexicon's part."""

    bits: int = 18
    rank: int = 15
    alpha: float = 1.5
    least: int = 2
    found: float = 0.2
    rounds: int = 7


@dataclass(frozen=True)
class Prepared:
    """Hashed n-grams (n, B) unweighted, and what the lexicon found (n, N_FOUND)."""

    counts: sparse.csr_array
    found: Float64

    def take(self, rows: "np.ndarray") -> "Prepared":
        """Some of the texts."""
        return Prepared(self.counts[rows], self.found[rows])


def prepared(texts: list[str], bits: int) -> Prepared:
    """The features of texts, made by the very functions that make them when a text is read."""
    parts = [grams(text, bits) for text in texts]
    indptr = np.cumsum([0, *(len(buckets) for buckets, _ in parts)])
    data, indices = np.concatenate([v for _, v in parts]), np.concatenate([b for b, _ in parts])
    counts = sparse.csr_array((data.astype(np.float32), indices, indptr), shape=(len(texts), 1 << bits))
    return Prepared(counts, np.array([lexical(text, find(text)) for text in texts], dtype=np.float64))


def fit(data: Annotated, features: Prepared, config: FitConfig) -> TextModel:
    """The model of a language; thresholds and widths come from inner folds of the very texts it is fitted on."""
    targets = np.column_stack([data.gold, data.points])
    inner = np.empty_like(targets)
    fold = np.arange(len(data.texts)) % INNER
    for part in range(INNER):
        model = _fitted(features.take(fold != part), targets[fold != part], data, config)
        inner[fold == part] = outputs(model, features.take(fold == part))
    model = _fitted(features, targets, data, config)
    model.bias[-2] -= best_middle(inner[:, -2], data.points[:, 0])
    thresholds = np.array([best_threshold(inner[:, k], data.gold[:, k]) for k in range(len(data.feelings))])
    # valence is stretched to its gold width; arousal, of which words tell less, is not, and its middle becomes 0
    width = np.array([data.points[:, 0].std() / inner[:, -2].std(), 1.0])
    model.bias[-1] -= data.points[:, 1].mean()
    return TextModel(
        model.idf, model.factors, model.mix, model.found, model.bias,
        thresholds.astype(np.float32), width.astype(np.float32), data.feelings,
    )  # fmt: skip


def outputs(model: TextModel, features: Prepared) -> Float64:
    """`TextModel.outputs` of many texts at once, (n, k + 2)."""
    latent = _unit(features.counts, model.idf) @ model.factors.astype(np.float32)
    raw: Float64 = latent @ model.mix + features.found @ model.found + model.bias
    return raw


def best_threshold(scores: Float64, gold: Float64) -> float:
    """Where F1 is highest, after smoothing over 15 neighbours: one lucky line decides nothing."""
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(gold[order])
    f1 = 2.0 * hits / (np.arange(1, len(order) + 1) + gold.sum())
    return float(scores[order[np.argmax(np.convolve(f1, np.ones(15) / 15.0, "same"))]])


def best_middle(scores: Float64, gold: Float64) -> float:
    """Where valence parts best into below and above 0, after smoothing over 101 neighbours."""
    order = np.argsort(scores, kind="stable")
    sign = np.sign(gold[order]) * (np.abs(gold[order]) > PLAIN)
    right = np.cumsum(-sign)
    return float(scores[order[np.argmax(np.convolve(right, np.ones(101) / 101.0, "same"))]])


def _fitted(features: Prepared, targets: Float64, data: Annotated, config: FitConfig) -> TextModel:
    n = features.counts.shape[0]
    df = np.bincount(features.counts.indices, minlength=features.counts.shape[1])
    idf = np.where(df >= config.least, np.log((1.0 + n) / (1.0 + df)) + 1.0, 0.0).astype(np.float32)
    used = np.flatnonzero(idf)
    unit = _unit(features.counts, idf)[:, used]
    both = sparse.hstack([unit, sparse.csr_array(features.found * config.found)], format="csr", dtype=np.float32)
    mean, middle = targets.mean(axis=0), np.asarray(both.mean(axis=0)).ravel()
    weights = ridge(both, middle, targets - mean, config.alpha, config.rounds)
    bias = mean - middle @ weights
    grown, found = weights[:-N_FOUND], weights[-N_FOUND:] * config.found
    few, mix = _squeezed(grown, unit @ grown, config.rank)
    factors = np.zeros((len(idf), few.shape[1]), dtype=np.int8)
    factors[used] = few
    empty = np.zeros(len(data.feelings), dtype=np.float32)
    return TextModel(
        idf, factors, mix, found.astype(np.float32), bias.astype(np.float32), empty, empty[:2] + 1.0, data.feelings
    )


def _unit(counts: sparse.csr_array, idf: Float64) -> sparse.csr_array:
    weighted = counts @ sparse.diags_array(idf)
    norm = np.sqrt(np.asarray((weighted * weighted).sum(axis=1)).ravel())
    return sparse.csr_array(sparse.diags_array((1.0 / np.maximum(norm, 1e-9)).astype(np.float32)) @ weighted)


def ridge(features: sparse.csr_array, middle: Float64, targets: Float64, alpha: float, rounds: int) -> Float64:
    """Weights (d, t) minimising |(Z - middle) w - y|^2 + alpha |w|^2, all targets at once, by conjugate gradients."""
    transposed = sparse.csr_array(features.T)
    residual = transposed @ targets.astype(np.float32)
    weights, step = np.zeros_like(residual), residual.copy()
    size = (residual * residual).sum(axis=0)
    for _ in range(rounds):
        image = transposed @ (features @ step) - len(targets) * np.outer(middle, middle @ step) + alpha * step
        length = size / np.maximum((step * image).sum(axis=0), 1e-12)
        weights += length * step
        residual -= length * image
        before, size = size, (residual * residual).sum(axis=0)
        step = residual + size / np.maximum(before, 1e-12) * step
    return weights


def _squeezed(weights: Float64, predicted: Float64, rank: int) -> "tuple[np.ndarray, np.ndarray]":
    """(B, r) int8 and (r, t): the directions in which predictions differ most, a scale per column in the second."""
    _, _, directions = np.linalg.svd(predicted - predicted.mean(axis=0), full_matrices=False)
    kept = directions[:rank]
    factors = weights @ kept.T
    scale = np.maximum(np.quantile(np.abs(factors), 0.9995, axis=0), 1e-9) / 127.0
    squeezed = np.clip(np.rint(factors / scale), -127, 127).astype(np.int8)
    return squeezed, (scale[:, None] * kept).astype(np.float32)
