"""A linear model of feeling over hashed character n-grams and the words found in a text, small and quick.

    scores = x F M + l D + b

x are the n-grams weighted by rarity, of length 1; F (buckets, rank) int8 with a scale per column; M (rank, outputs);
l what the lexicon found. Outputs are the feelings of the language (KOTE's 44, GoEmotions' 28), then valence, arousal.
Trained by `python -m benchmarks.text_mood train` on KOTE (MIT) and GoEmotions (Apache-2.0): only weights are kept.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from recsys.mood.feelings import Feeling, goemotions, kote
from recsys.mood.grams import grams
from recsys.mood.opinions import N_OPINIONS, opinions
from recsys.mood.words import Found
from recsys.types import Float32

Language = Literal["ko", "en"]
LANGUAGES: tuple[Language, ...] = ("ko", "en")
FILE = Path(__file__).parent / "textmodel.npz"
N_FOUND = 2 * 44 + 11 + N_OPINIONS
"""Length of what the lexicon adds: hits by feeling, negated ones by feeling, figures of them all, and opinions."""
_PLACE = {feeling.name: place for place, feeling in enumerate(kote())}


@dataclass(frozen=True, slots=True)
class Scores:
    """What the model makes of a text: valence, arousal, and `labels` above their thresholds, the strongest first."""

    valence: float
    arousal: float
    labels: tuple[Feeling, ...]


@dataclass(frozen=True, eq=False)
class TextModel:
    """Of one language. Shapes: idf (B,), factors (B, r) int8, mix (r, k + 2), found (N_FOUND, k + 2), bias (k + 2,),
    thresholds (k,), scale (2,): what valence and arousal are multiplied with to be as wide as in the gold.
    """

    idf: Float32
    factors: NDArray[np.int8]
    mix: Float32
    found: Float32
    bias: Float32
    thresholds: Float32
    scale: Float32
    feelings: tuple[Feeling, ...]

    @property
    def bits(self) -> int:
        """Buckets are `2 ** bits`."""
        return len(self.idf).bit_length() - 1

    def outputs(self, text: str, found: Found) -> Float32:
        """Raw outputs (k + 2,) of a plain text and what the lexicon found in it."""
        buckets, values = grams(text, self.bits)
        weighted = values * self.idf[buckets]
        norm = math.sqrt(float(weighted @ weighted)) or 1.0
        latent = (weighted / norm) @ self.factors[buckets].astype(np.float32)
        scores: Float32 = latent @ self.mix + lexical(text, found) @ self.found + self.bias
        return scores

    def scores(self, text: str, found: Found) -> Scores:
        """The reading of a plain text."""
        raw = self.outputs(text, found)
        above = raw[:-2] - self.thresholds
        order = np.argsort(-above, kind="stable")
        labels = tuple(self.feelings[k] for k in order[: np.count_nonzero(above > 0.0)])
        valence, arousal = np.clip(raw[-2:] * self.scale, -1.0, 1.0).tolist()
        return Scores(valence, arousal, labels)

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """For the artefact."""
        names = ("idf", "factors", "mix", "found", "bias", "thresholds", "scale")
        return {name: getattr(self, name) for name in names}


def lexical(text: str, found: Found) -> Float32:
    """What the lexicon found, (N_FOUND,): hits by feeling (at most 2), negated ones, figures of all, opinions."""
    row = np.zeros(N_FOUND, dtype=np.float32)
    for hit in found.feelings:
        row[_PLACE[hit.label] + (44 if hit.negated else 0)] += 1.0
    for place, hits in ((88, found.feelings), (92, found.judgements)):
        if hits:
            total = sum(hit.valence for hit in hits)
            row[place : place + 2] = total / len(hits), math.tanh(total)
            row[place + 2] = sum(hit.valence > 0.0 for hit in hits)
            row[place + 3] = sum(hit.valence < 0.0 for hit in hits)
    np.minimum(row, 2.0, out=row)
    if found.feelings:
        row[96:98] = found.feelings[-1].valence, sum(h.arousal for h in found.feelings) / len(found.feelings)
    row[98] = min(len(text), 200) / 100.0
    row[99:] = opinions(text)
    return row


@cache
def text_model(language: Language) -> TextModel:
    """The shipped model of a language, read once a process."""
    names = ("idf", "factors", "mix", "found", "bias", "thresholds", "scale")
    with np.load(FILE, allow_pickle=False) as stored:
        arrays = {name: stored[f"{language}_{name}"] for name in names}
    arrays = {name: array if name == "factors" else array.astype(np.float32) for name, array in arrays.items()}
    return TextModel(**arrays, feelings=kote() if language == "ko" else goemotions())
