"""Character n-grams of a text as numbered buckets: no vocabulary is kept, so none can be read back.

Every run of 1 to 4 characters, blanks and both ends included, is hashed into one of `2 ** bits` buckets
(Weinberger et al. 2009, "Feature Hashing for Large Scale Multitask Learning").
"""

import numpy as np
from numpy.typing import NDArray

from recsys.types import Float32

LONGEST_GRAM = 4
_STEP, _SPREAD = np.uint32(0x01000193), np.uint32(0x9E3779B1)


def grams(text: str, bits: int) -> tuple[NDArray[np.int64], Float32]:
    """(buckets (m,), values (m,) = 1 + log count) of a plain text, buckets ascending."""
    codes = np.frombuffer(f" {text} ".encode("utf-32-le"), dtype=np.uint32)
    rolled = np.full(len(codes), 0x811C9DC5, dtype=np.uint32)
    parts = []
    for length in range(1, min(LONGEST_GRAM, len(codes)) + 1):
        rolled = (rolled[: len(codes) - length + 1] ^ codes[length - 1 :]) * _STEP
        parts.append((rolled ^ (rolled >> np.uint32(15))) * _SPREAD >> np.uint32(32 - bits))
    buckets, counts = np.unique(np.concatenate(parts), return_counts=True)
    return buckets.astype(np.int64), (1.0 + np.log(counts)).astype(np.float32)
