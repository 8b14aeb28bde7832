"""The linear model of calls for help: small, of bounded pieces, and fitted on texts no test holds."""

import re
import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.crisis_fit import read_corpus
from recsys.plain import composed, plain
from recsys.safety.crisismodel import BITS, FILE, LONGEST, crisis_model, marks, pieces
from recsys.safety.slots import row_of

TABLES = [
    tomllib.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))
    for name in ("crisis.toml", "fresh.toml", "outside.toml", "blind.toml")
]


def letters(text: str) -> str:
    return re.sub(r"[^0-9a-zㄱ-ㅎㅏ-ㅣ가-힣]", "", composed(plain(text)))


def lines_of(table: object) -> set[str]:
    if isinstance(table, dict):
        return set().union(*(lines_of(part) for part in table.values()))
    assert isinstance(table, list)
    return {letters(line) for line in table}


def test_the_weights_are_a_small_file_of_numbers_only() -> None:
    assert FILE.stat().st_size <= 500_000
    model = crisis_model()
    assert model.weights.shape == (1 << BITS, 2)
    assert model.weights.dtype == np.int8


def test_the_corpus_is_large_and_says_nothing_twice() -> None:
    corpus = read_corpus()
    assert corpus.calls.sum() > 5_000
    assert (~corpus.calls).sum() > 6_000
    assert sum(text.isascii() for text, call in zip(corpus.texts, corpus.calls, strict=True) if call) > 1_200
    assert len(set(map(letters, corpus.texts))) == len(corpus.texts)


def test_no_line_of_a_test_is_in_the_corpus() -> None:
    shared = set(map(letters, read_corpus().texts)) & set().union(*map(lines_of, TABLES))
    assert not shared, len(shared)


@pytest.mark.parametrize("text", ["", "…", "비 오는 날 듣기 좋은 노래", "12345"])
def test_a_text_that_says_nothing_of_it_is_never_danger(text: str) -> None:
    assert crisis_model().scores(text)[0] < crisis_model().threshold


def test_a_call_is_found_within_a_long_review() -> None:
    model, call = crisis_model(), "내일의 나는 없었으면 해요"
    around = "배송도 빠르고 종이도 좋아서 만족합니다. " * 20
    assert model.scores(call)[0] > model.threshold
    assert model.scores(f"{around}{call}. {around}")[0] > model.threshold
    assert model.scores(around)[0] <= model.threshold


@given(st.text(max_size=600))
def test_pieces_are_short_and_lose_no_letter(text: str) -> None:
    found = list(pieces(plain(text)))
    assert all(len(piece) <= LONGEST for piece in found)
    assert set(letters(text)) == set(letters(" ".join(found)))


@given(st.text(min_size=1, max_size=80))
def test_marks_are_buckets_with_finite_weights(text: str) -> None:
    buckets, values = marks(text, row_of(text))
    assert buckets.shape == values.shape
    assert buckets.min() >= 0
    assert buckets.max() < 1 << BITS
    assert np.isfinite(values).all()
