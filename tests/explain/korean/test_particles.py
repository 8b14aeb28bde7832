"""Particles follow the final sound of the Korean reading, and where it is not certain none is written."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explain.korean.grammar import UNRESOLVED
from explain.korean.particles import PARTICLES, after, joined, particle
from explain.korean.sound import ending, strip_unspoken

GOLD = (
    "책→을 · 나무→를 · 서울→로 · 집→으로 · 바다→로 · 하늘→로 · 2집→으로 · 1→로 · "
    "3→으로 · 6→으로 · 7→로 · 8→로 · 0→으로 · 10→으로 · 999→가 · "
    "1,000→을 · 10000→이 · 1984→는 · 3.5→를 · 2.0→을 · 5km→를 · "
    "100%→를 · 1Q84→를 · BTS→를 · LP→를 · AI→는 · PDF→를 · URL→로 · "
    "HTML→을 · RM→이 · R&B→를 · iPhone 15→를 · Vol.1→로 · "
    "Love Poem→을 · Butter→를 · Dynamite→가 · Blueming→을 · "
    "Hotel→로 · Rock→을 · 『데미안』→을 · 「봄날」→이 · ‘밤편지’→를 · "
    "나뭇가지(만렙)→를 · 어린 왕자 (개정판)→를 · 데미안🎧→을 · 사과!→를 · 왜?→가 · "
    "한글.→을 · 아몬드→와 · 10월 1일→이 · 민준→이에요"
)
TITLES = Path(__file__).parent.parent / "golden" / "particles.txt"


def rows() -> list[tuple[str, str, str]]:
    lines = [line for line in TITLES.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return [tuple(line.split("|")) for line in lines]  # type: ignore[misc]


@pytest.mark.parametrize("row", GOLD.split(" · "))
def test_the_gold_table_is_right_in_every_row(row: str) -> None:
    word, form = row.split("→")
    sound = ending(word)
    assert sound is not None
    assert after(form, sound) == form


def test_kana_is_rewritten_not_guessed() -> None:
    assert ending("さくら") is None


@pytest.mark.parametrize(("word", "mark", "form"), rows())
def test_a_real_title_gets_the_right_particle_or_none(word: str, mark: str, form: str) -> None:
    assert (particle(mark, word) or "-") == form


def test_there_are_enough_real_titles() -> None:
    assert len(rows()) >= 150


@pytest.mark.parametrize(
    ("word", "reading", "mark", "form"),
    [
        ("さくら", "사쿠라", "을", "를"),
        ("Butter", "버터", "을", "를"),
        ("HOME", "홈", "을", "을"),
        ("1984", "천구백팔십사", "은", "는"),
    ],
)
def test_an_explicit_reading_always_wins(word: str, reading: str, mark: str, form: str) -> None:
    assert particle(mark, word, reading) == form


@pytest.mark.parametrize(
    ("number", "form"),
    [
        ("100000000", "을"),
        ("1000000000000", "를"),
        ("10000000000000000", "을"),
        ("010-1234-5678", "을"),
        ("0.0", "을"),
        ("20", "을"),
    ],
)
def test_large_and_odd_numbers_are_read_as_koreans_read_them(number: str, form: str) -> None:
    assert particle("을", number) == form


def test_marks_asides_and_ornaments_are_not_read() -> None:
    assert strip_unspoken("『데미안』 (개정판) 🎧!") == "『데미안"
    assert strip_unspoken("👩‍👩‍👧 ") == ""


def test_either_form_names_the_pair() -> None:
    for mark in PARTICLES:
        assert particle(mark, "나무") == PARTICLES[mark][0]
        assert particle(mark, "서울") == PARTICLES[mark][1]
        assert particle(mark, "책") == PARTICLES[mark][2]


def test_two_titles_are_joined_by_the_right_and_or_a_comma() -> None:
    assert joined("『데미안』", "데미안") == "『데미안』과 "
    assert joined("『모모』", "모모") == "『모모』와 "
    assert joined("「Butter」", "Butter") == "「Butter」, "


@given(st.text(max_size=60), st.sampled_from(sorted(PARTICLES)))
def test_any_text_gets_a_form_of_the_pair_or_none(text: str, mark: str) -> None:
    form = particle(mark, text)
    assert form is None or form in PARTICLES[mark]
    assert form is None or not UNRESOLVED.search(form)
