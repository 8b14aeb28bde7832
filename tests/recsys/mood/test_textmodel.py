"""The linear model: the formula against a slow one, and what the shipped file may hold."""

import math
import subprocess
import sys

import numpy as np
import pytest

from recsys.mood.grams import LONGEST_GRAM, grams
from recsys.mood.textmodel import FILE, LANGUAGES, N_FOUND, lexical, text_model
from recsys.mood.words import find

TEXTS = ["오늘은 마음이 조금 복잡하다", "너무 신나!! ㅋㅋ", "i am so tired of this", "ab", "가"]


@pytest.mark.parametrize("text", TEXTS)
def test_there_is_a_bucket_for_every_distinct_run_of_letters(text: str) -> None:
    padded = f" {text} "
    runs = {padded[i : i + n] for n in range(1, LONGEST_GRAM + 1) for i in range(len(padded) - n + 1)}
    buckets, values = grams(text, 30)
    assert len(buckets) == len(runs) == len(values)
    assert (np.diff(buckets) > 0).all() and values.min() == 1.0


def test_a_run_that_comes_twice_counts_by_its_logarithm() -> None:
    _, values = grams("하하하", 30)
    assert values.max() == pytest.approx(1.0 + math.log(3))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", TEXTS)
def test_outputs_are_those_of_the_formula(language: str, text: str) -> None:
    model, found = text_model(language), find(text)  # type: ignore[arg-type]
    row = np.zeros(len(model.idf))
    for bucket, value in zip(*grams(text, model.bits), strict=True):
        row[bucket] = value * model.idf[bucket]
    row /= np.linalg.norm(row) or 1.0
    slow = row @ model.factors.astype(float) @ model.mix + lexical(text, found) @ model.found + model.bias
    np.testing.assert_allclose(model.outputs(text, found), slow, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("language", LANGUAGES)
def test_shapes_belong_together(language: str) -> None:
    model = text_model(language)  # type: ignore[arg-type]
    k = len(model.feelings)
    assert 2**model.bits == len(model.idf) == len(model.factors)
    assert model.mix.shape == (model.factors.shape[1], k + 2)
    assert (model.found.shape, model.bias.shape, model.thresholds.shape) == ((N_FOUND, k + 2), (k + 2,), (k,))


def test_the_file_is_small_names_its_sources_and_holds_numbers_only() -> None:
    assert FILE.stat().st_size <= 2_000_000
    with np.load(FILE, allow_pickle=False) as stored:
        texts = {name: str(stored[name]) for name in stored.files if stored[name].dtype.kind == "U"}
        assert all(stored[name].dtype.kind in "fiU" for name in stored.files)
    assert "KOTE" in texts["ko_source"] and "MIT" in texts["ko_source"]
    assert "GoEmotions" in texts["en_source"] and "Apache-2.0" in texts["en_source"]
    assert len(texts) == 2


def test_reading_a_text_needs_no_training_library() -> None:
    heavy = "('sklearn', 'torch', 'numba')"
    code = f"import sys, recsys.mood.text as t; t.read_text('우울해'); print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.strip() == "[]"
