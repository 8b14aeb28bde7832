"""Words of feeling are found by their shapes, and bent by the words around them."""

import pytest

from recsys.mood.endings import shapes
from recsys.mood.feelings import by_name, goemotions, kote, table
from recsys.mood.words import JUDGEMENT, find, lexicon


def labels(text: str) -> list[str]:
    return [hit.label for hit in find(text).feelings]


def valence(text: str) -> float:
    (hit,) = find(text).feelings
    return hit.valence


def test_the_lexicon_is_as_large_as_it_should_be_and_every_label_is_a_feeling() -> None:
    for name, least in (("ko", 400), ("en", 150)):
        rows = table(name)["feeling"]
        assert sum(len(row["words"]) + len(row["stems"]) for row in rows) >= least
        assert {row["label"] for row in rows} <= set(by_name())
    assert {entry.label for entry in lexicon().entries.values()} <= {*by_name(), JUDGEMENT, ""}


def test_the_feelings_are_those_of_the_data_sets() -> None:
    assert (len(kote()), len(goemotions())) == (44, 28)
    assert all(-1.0 <= x <= 1.0 for f in (*kote(), *goemotions()) for x in (f.valence, f.arousal))


@pytest.mark.parametrize(
    ("stem", "made"),
    [
        ("슬프", ["슬픈", "슬퍼", "슬펐", "슬픔"]),
        ("외롭", ["외로운", "외로워", "외로웠", "외로움"]),
        ("힘들", ["힘든", "힘듭"]),
        ("지치", ["지친", "지쳐", "지쳤"]),
        ("나쁘", ["나쁜", "나빠", "나빴"]),
        ("행복하", ["행복한", "행복해", "행복했"]),
        ("좋", []),
    ],
)
def test_a_stem_has_the_shapes_its_words_begin_with(stem: str, made: list[str]) -> None:
    assert {stem, *made} <= set(shapes(stem))
    assert len(shapes("좋")) == 1


def test_the_longest_word_wins_and_lookalikes_are_nothing() -> None:
    assert labels("재미없다") == ["재미없음"]
    assert labels("아프리카") == [] and labels("아파요") == ["힘듦/지침"]
    assert labels("데미안") == [] and labels("미안해") == ["죄책감"]


def test_english_words_are_whole_and_stems_are_open() -> None:
    assert labels("a sad day") == ["슬픔"] and labels("saddle") == []
    assert labels("depressing") == ["슬픔"]


def test_very_makes_stronger_a_little_weaker_and_not_turns_half_round() -> None:
    plain = valence("우울해")
    assert valence("너무 우울해") == pytest.approx(1.3 * plain)
    assert valence("조금 우울해") == pytest.approx(0.7 * plain)
    for negated in ("우울하지 않아", "안 우울해", "우울하지는 않다", "우울하진 않아", "우울한 건 아니야"):
        assert valence(negated) == pytest.approx(-0.5 * plain), negated
    assert valence("i am not sad") == pytest.approx(-0.5 * valence("i am sad"))


def test_a_negation_beyond_the_end_of_a_sentence_bends_nothing() -> None:
    assert valence("우울해. 밥은 안 먹었어") == valence("우울해")


def test_praise_and_blame_are_no_feelings() -> None:
    found = find("가성비 최악의 사기꾼")
    assert [hit.label for hit in found.judgements] == [JUDGEMENT, JUDGEMENT]
    assert all(hit.label != JUDGEMENT for hit in found.feelings)
