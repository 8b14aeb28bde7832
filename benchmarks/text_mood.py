"""How well texts are read: `python -m benchmarks.text_mood --data FOLDER` prints a table and writes JSON.

`python -m benchmarks.text_mood train --data FOLDER` fits the shipped model on KOTE and GoEmotions and writes it.
Every figure of KOTE and GoEmotions is of held-out folds; NSMC and chatbot-ko are never trained on.
"""

import argparse
import json
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.text_data import Annotated, read_chatbot, read_goemotions, read_kote, read_nsmc
from benchmarks.text_fit import PLAIN, FitConfig, fit, outputs, prepared
from recsys.mood.frames import framed
from recsys.mood.text import read_text, reading
from recsys.mood.textmodel import FILE, Language, TextModel
from recsys.mood.words import find
from recsys.types import Float64

RESULTS = Path(__file__).parent / "results" / "text_mood.json"
CONFIGS: dict[Language, FitConfig] = {"ko": FitConfig(), "en": FitConfig(bits=16, rank=8, alpha=3.0, least=5)}
READERS: dict[Language, Callable[[Path], Annotated]] = {"ko": read_kote, "en": read_goemotions}
SOURCES = {"ko": "KOTE (Jeon et al. 2022), MIT", "en": "GoEmotions (Demszky et al. 2020), Apache-2.0"}
FOLDS = 5
EVERY: dict[Language, int] = {"ko": 1, "en": 3}
"""Folds are made of every such line: a third of GoEmotions says as much, and no more than the whole would."""
STRENGTHS = (PLAIN, 0.3, 0.5)
"""Where the bands of gold |valence| begin by which signs are counted as well."""
MOST_REVIEWS = 20_000
SPEED_TEXTS = 2_000


def train(data: Path) -> None:
    """Fit both languages on all their lines; weights, and where they come from, are all that is written."""
    arrays: dict[str, np.ndarray] = {}
    for language, read in READERS.items():
        lines, config = read(data), CONFIGS[language]
        model = fit(lines, prepared(lines.texts, config.bits), config)
        arrays |= {f"{language}_{name}": _narrow(array) for name, array in model.arrays().items()}
        arrays[f"{language}_source"] = np.array(SOURCES[language])
    np.savez_compressed(FILE, allow_pickle=False, **arrays)
    Console().print(f"{FILE.name}: {FILE.stat().st_size / 1e6:.2f} MB")


def _narrow(array: np.ndarray) -> np.ndarray:
    return array.astype(np.float16) if array.dtype == np.float32 and array.size > 1_000 else array


def held_out(data: Path, language: Language) -> dict[str, float]:
    """Macro-F1 over the labels, and the share of right signs: of the whole reading, and of the model alone."""
    whole_set, config = READERS[language](data), CONFIGS[language]
    lines = whole_set.take(np.arange(len(whole_set.texts)) % EVERY[language] == 0)
    features, fold = prepared(lines.texts, config.bits), np.random.default_rng(0).permutation(len(lines.texts)) % FOLDS
    chosen = np.zeros_like(lines.gold)
    whole, alone = np.zeros(len(lines.texts)), np.zeros(len(lines.texts))
    for part in range(FOLDS):
        test = np.flatnonzero(fold == part)
        model = fit(lines.take(fold != part), features.take(fold != part), config)
        raw = outputs(model, features.take(test))
        chosen[test], alone[test] = raw[:, :-2] > model.thresholds, raw[:, -2]
        whole[test] = [_valence(lines.texts[row], model) for row in test]
    gold = lines.points[:, 0]
    signed = np.abs(gold) > PLAIN
    return {
        "texts": len(lines.texts),
        "macro_f1": macro_f1(chosen, lines.gold),
        "sign": right_signs(whole[signed], gold[signed]),
        "sign_of_the_model_alone": right_signs(alone[signed], gold[signed]),
        **by_strength(whole, gold),
    }


def by_strength(found: Float64, gold: Float64) -> dict[str, float]:
    """Share of right signs by how far the gold mean lies from 0: near 0 annotators themselves were of two minds."""
    strength, edges = np.abs(gold), (*STRENGTHS, np.inf)
    bands = {low: (strength > low) & (strength <= high) for low, high in pairwise(edges)}
    return {f"sign_from_{low}": right_signs(found[band], gold[band]) for low, band in bands.items()}


def _valence(text: str, model: TextModel) -> float:
    """Valence as `read_text` gives it, with the model of a fold."""
    found = find(text)
    spoken = framed(text, found.feelings, frozenset())
    return reading(text, spoken, model.scores(text, found)).valence


def macro_f1(chosen: Float64, gold: Float64) -> float:
    """Mean over labels of F1."""
    both = (chosen * gold).sum(axis=0)
    return float(np.mean(2.0 * both / np.maximum(chosen.sum(axis=0) + gold.sum(axis=0), 1.0)))


def right_signs(found: Float64, gold: Float64) -> float:
    """Share of equal signs; a 0 is wrong."""
    return float(np.mean(np.sign(found) == np.sign(gold)))


def unseen(data: Path) -> dict[str, dict[str, float]]:
    """NSMC and chatbot-ko with the shipped model, which has never seen them."""
    texts, gold = read_nsmc(data, MOST_REVIEWS)
    found = np.array([read_text(text).valence for text in texts])
    # every second line was looked at while the phrases of a break-up were written; the others judge them
    lines = [(question, label) for question, label in read_chatbot(data)[1::2] if label in (0, 1)]
    named = np.array([read_text(question).theme == "break_up" for question, _ in lines])
    parting = np.array([label == 1 for _, label in lines])
    return {
        "nsmc": {"texts": len(texts), "sign": right_signs(found, gold)},
        "chatbot": {
            "texts": len(lines),
            "precision": float(parting[named].mean()),
            "recall": float(named[parting].mean()),
        },
    }


def speed(data: Path) -> dict[str, float]:
    """Milliseconds a text, one at a time: median and 99th percentile."""
    texts = read_nsmc(data, SPEED_TEXTS)[0]
    taken = []
    for text in texts:
        started = time.perf_counter()
        read_text(text)
        taken.append(1e3 * (time.perf_counter() - started))
    return {
        "texts": len(texts),
        "median_ms": float(np.median(taken)),
        "p99_ms": float(np.quantile(taken, 0.99)),
        "artefact_mb": FILE.stat().st_size / 1e6,
    }


def measure(data: Path) -> None:
    """All figures; print, write."""
    figures = {
        "kote": held_out(data, "ko"),
        "goemotions": held_out(data, "en"),
        **unseen(data),
        "speed": speed(data),
    }
    table = Table(title="Text to mood")
    for column in ("text", "figure", "value"):
        table.add_column(column, justify="right" if column == "value" else "left")
    for name, rows in figures.items():
        for figure, value in rows.items():
            table.add_row(name, figure, f"{value:,}" if figure == "texts" else f"{value:.4f}")
    Console().print(table)
    RESULTS.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Train or measure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.text_mood", description=__doc__)
    parser.add_argument("what", nargs="?", choices=["measure", "train"], default="measure")
    parser.add_argument(
        "--data", type=Path, required=True, help="the folder with kote, goemotions-en, nsmc, chatbot-ko"
    )
    asked = parser.parse_args()
    (train if asked.what == "train" else measure)(asked.data)


if __name__ == "__main__":
    main()
