"""Words that lean to a side: counted by level, bent by their neighbours, and no feeling of anybody."""

import tomllib

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recsys.mood.feelings import FOLDER
from recsys.mood.opinions import LEVELS, N_OPINIONS, opinions
from recsys.mood.text import read_text
from recsys.mood.words import find
from recsys.plain import plain

MEAN, TOTAL, KIND, UNKIND, LAST = range(len(LEVELS), N_OPINIONS)


def test_the_lexicon_is_large_leans_to_both_sides_and_says_nothing_twice() -> None:
    rows = tomllib.loads((FOLDER / "opinions.toml").read_text(encoding="utf-8"))["opinion"]
    assert sorted(row["valence"] for row in rows) == LEVELS.tolist()
    written = [(row["valence"], word) for row in rows for part in ("words", "stems")
               for word in row[part].replace("\n", " | ").split(" | ") if word]  # fmt: skip
    assert len({word for _, word in written}) == len(written) > 10_000
    assert min(sum(v > 0.0 for v, _ in written), sum(v < 0.0 for v, _ in written)) > 4_000
    assert all(word == plain(word) for _, word in written)


def test_kind_and_unkind_words_are_counted_and_the_last_one_is_told() -> None:
    row = opinions("믿고 보는 배우인데 이번엔 돈 아깝네요")
    assert (row[KIND], row[UNKIND]) == (1.0, 1.0)
    assert row[LAST] < 0.0
    assert opinions("돈 아깝다고 했지만 믿고 보는 배우")[LAST] > 0.0


def test_what_is_denied_counts_less_and_on_the_other_side() -> None:
    plainly, denied = opinions("한심하다")[MEAN], opinions("한심하지 않다")[MEAN]
    assert plainly < 0.0 < denied < -plainly


def test_a_text_without_any_has_no_figures() -> None:
    assert not opinions("서울에서 부산까지").any()
    assert not opinions("").any()


def test_they_are_no_feelings_and_are_never_quoted() -> None:
    assert opinions("연출력")[KIND] == 1.0
    assert not find("연출력").feelings
    assert read_text("연출력").labels == ()


@given(st.text(max_size=200))
def test_figures_are_finite_and_bounded(text: str) -> None:
    row = opinions(plain(text))
    assert row.shape == (N_OPINIONS,)
    assert np.isfinite(row).all()
    assert np.abs(row).max() <= 2.0
