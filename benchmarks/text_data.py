"""Reads the public annotated texts that train and judge the reading of moods. Nothing of them is ever written."""

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from recsys.mood.feelings import Feeling, goemotions, kote
from recsys.plain import plain
from recsys.types import Float64


@dataclass(frozen=True)
class Annotated:
    """Plain texts and their gold labels (n, k) of 0 and 1."""

    texts: list[str]
    gold: Float64
    feelings: tuple[Feeling, ...]

    @property
    def points(self) -> Float64:
        """(n, 2) mean valence and arousal of each text's labels."""
        table = np.array([(f.valence, f.arousal) for f in self.feelings])
        means: Float64 = self.gold @ table / np.maximum(self.gold.sum(axis=1, keepdims=True), 1.0)
        return means

    def take(self, rows: "np.ndarray") -> "Annotated":
        """Some of the texts, by a mask (n,)."""
        return Annotated([self.texts[i] for i in np.flatnonzero(rows)], self.gold[rows], self.feelings)


def read_kote(data: Path) -> Annotated:
    """KOTE's validation lines: id, text, labels."""
    rows = [line.split("\t") for line in _lines(data / "kote" / "val.tsv.gz")]
    return _annotated([(text, labels) for _, text, labels in rows], kote())


def read_goemotions(data: Path) -> Annotated:
    """GoEmotions' training lines: text, labels, id."""
    rows = [line.split("\t") for line in _lines(data / "goemotions-en" / "train.tsv.gz")]
    return _annotated([(text, labels) for text, labels, _ in rows], goemotions())


def read_nsmc(data: Path, most: int, seed: int = 0) -> tuple[list[str], Float64]:
    """(texts, +1 or -1) of at most `most` reviews rated >= 9 or <= 4, as many of both."""
    rows = [line.split("\t", 1) for line in _lines(data / "nsmc" / "reviews.tsv.gz")][1:]
    good = [text for rating, text in rows if int(rating) >= 9]
    poor = [text for rating, text in rows if int(rating) <= 4]
    n, rng = min(len(good), len(poor), most // 2), np.random.default_rng(seed)
    sides = [[side[i] for i in np.sort(rng.permutation(len(side))[:n])] for side in (good, poor)]
    return sides[0] + sides[1], np.repeat([1.0, -1.0], n)


def read_chatbot(data: Path) -> list[tuple[str, int]]:
    """(question, 0 daily | 1 break-up | 2 love)."""
    rows = list(csv.reader(_lines(data / "chatbot-ko" / "ChatbotData.csv.gz")))[1:]
    return [(question, int(label)) for question, _, label in rows]


def _annotated(rows: list[tuple[str, str]], feelings: tuple[Feeling, ...]) -> Annotated:
    gold = np.zeros((len(rows), len(feelings)))
    for row, (_, labels) in enumerate(rows):
        gold[row, [int(label) for label in labels.split(",")]] = 1.0
    return Annotated([plain(text) for text, _ in rows], gold, feelings)


def _lines(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield line.rstrip("\n")
