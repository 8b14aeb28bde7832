"""A linear model of what calls for help, for wordings no pattern foresaw: hashed slots and hashed sounds, small, quick.

    score(piece) = sum over kinds k of  scale_k / sqrt(n_k)  sum of the weights of k's n_k marks  + bias

Marks of a text are its slots (`recsys.safety.slots`) alone, side by side and together, how much of it they cover, its
words, alone and in twos, and the n-grams of its sound (`recsys.safety.sound`). Each is hashed into a bucket, so that
no text can be read back. Trained by `python -m benchmarks.crisis_fit` on texts written by hand for it; as harmless
ones, on comments of KOTE (MIT) and GoEmotions (Apache-2.0), too.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from recsys.safety.slots import Row, neighbours, row_of
from recsys.safety.sound import sound_of
from recsys.types import Float32

FILE = Path(__file__).parent / "crisis.npz"
BITS = 17
"""Buckets are `2 ** BITS`."""
LONGEST = 80
"""Characters of a piece: a longer text is read piece by piece, and the most alarming one counts."""
SHORTEST_SOUND, LONGEST_SOUND = 2, 6
_SCALES = {"slot": 1.0, "next": 1.0, "both": 1.0, "cover": 1.0, "size": 0.55, "word": 1.4, "sound": 1.6}
_COVERS = (0.1, 0.25, 0.4, 0.6)
"""Bounds of the share of letters no slot knows."""
_WORD = re.compile(r"[0-9a-z가-힣ㄱ-ㅎ']+")
_SENTENCE_END = re.compile(r"[.!?…~\n]+(?:\s+|$)")
_STEP, _SPREAD = np.uint32(0x01000193), np.uint32(0x9E3779B1)


@dataclass(frozen=True, eq=False)
class CrisisModel:
    """Shapes: weights (B, 2) int8, scale (2,), bias (2,): of danger at all, and said plainly."""

    weights: NDArray[np.int8]
    scale: Float32
    bias: Float32
    threshold: float

    def scores(self, text: str) -> Float32:
        """(2,) of the most alarming piece of a plain text; said plainly above 0. That of no words for an empty one."""
        return max((self._of(piece) for piece in pieces(text)), key=lambda both: float(both[0]), default=self.bias)

    def _of(self, piece: str) -> Float32:
        buckets, values = marks(piece, row_of(piece))
        score: Float32 = values @ self.weights[buckets].astype(np.float32) * self.scale + self.bias
        return score


def pieces(text: str) -> Iterator[str]:
    """The sentences of a plain text in pieces of at most `LONGEST` characters; a short text as a whole, too."""
    sentences = [part for part in _SENTENCE_END.split(text) if part.strip()]
    if len(text) <= LONGEST and len(sentences) > 1:
        yield text
    for sentence in sentences:
        yield from _wrapped(sentence)


def _wrapped(sentence: str) -> Iterator[str]:
    while len(sentence) > LONGEST:
        cut = sentence.rfind(" ", 1, LONGEST) + 1 or LONGEST
        yield sentence[:cut]
        sentence = sentence[cut:]
    if sentence:
        yield sentence


def marks(piece: str, row: Row) -> tuple[NDArray[np.int64], Float32]:
    """(buckets (m,), values (m,)) of a plain text and its row."""
    groups = {**_of_slots(row, len(piece)), "word": _of_words(_WORD.findall(piece))}
    groups["sound"] = _of_sound(sound_of(piece))
    full = {kind: found for kind, found in groups.items() if len(found)}
    values = [np.full(len(found), _SCALES[kind] / math.sqrt(len(found)), np.float32) for kind, found in full.items()]
    return np.concatenate(list(full.values())), np.concatenate(values)


def _of_slots(row: Row, length: int) -> dict[str, NDArray[np.int64]]:
    """Buckets by kind of mark."""
    kinds = ["^", *(slot.kind if slot else "~" for slot in row.slots), "$"]
    names = ["^", *(slot.name if slot else "~" for slot in row.slots), "$"]
    known, named = [kind for kind in kinds if kind != "~"], [name for name in names if name != "~"]
    each, cover = sorted(set(kinds)), sum(row.unknown > bound for bound in _COVERS)
    return {
        "slot": _hashed("slot", ((name,) for name in {*kinds, *names})),
        "next": _hashed("next", {*neighbours(known), *pairwise(named)}),
        "both": _hashed("both", ((a, b) for place, a in enumerate(each) for b in each[place + 1 :])),
        "cover": _hashed("cover", ((str(cover), kind) for kind in each)),
        "size": _hashed("size", [(f"c{min(length // 4, 12)}",), (f"s{min(len(row.slots), 12)}",)]),
    }


def _of_words(words: list[str]) -> NDArray[np.int64]:
    """Words alone, side by side, and with one between them."""
    return _hashed(
        "word", {*((word,) for word in words), *pairwise(["^", *words, "$"]), *zip(words, words[2:], strict=False)}
    )


def _hashed(
    kind: str, found: "Iterator[tuple[str, ...]] | set[tuple[str, ...]] | list[tuple[str, ...]]"
) -> NDArray[np.int64]:
    return np.array(sorted({crc32("|".join((kind, *mark)).encode()) >> (32 - BITS) for mark in found}), dtype=np.int64)


def _of_sound(sound: str) -> NDArray[np.int64]:
    """Every run of letters between the shortest and the longest, both ends marked, hashed; each bucket once."""
    codes = np.frombuffer(f"^{sound}$".encode("utf-32-le"), dtype=np.uint32)
    rolled, parts = np.full(len(codes), 0x811C9DC5, dtype=np.uint32), []
    for length in range(1, min(LONGEST_SOUND, len(codes)) + 1):
        rolled = (rolled[: len(codes) - length + 1] ^ codes[length - 1 :]) * _STEP
        if length >= SHORTEST_SOUND:
            parts.append((rolled ^ (rolled >> np.uint32(15))) * _SPREAD >> np.uint32(32 - BITS))
    return np.unique(np.concatenate(parts)).astype(np.int64)


@cache
def crisis_model() -> CrisisModel:
    """The shipped model, read once a process."""
    with np.load(FILE, allow_pickle=False) as stored:
        return CrisisModel(stored["weights"], stored["scale"], stored["bias"], float(stored["threshold"]))
