"""The vocabularies hold every name the package uses, in both languages."""

from typing import get_args

from explain.reasons import reasons
from explain.types import CODES, Strength
from explain.vocabulary import vocabulary
from tests.explain.examples import liked, popular, ranked


def names(of: str) -> set[str]:
    return {term.name for term in vocabulary()[of]}


def test_every_code_strength_and_control_has_its_names() -> None:
    assert set(CODES) <= names("codes")
    assert len(names("codes")) == 16
    assert set(get_args(Strength)) == names("strengths")
    told = reasons([ranked(liked("데미안")), ranked(popular(), item_id="i2")])
    assert {control for reason in told if reason for control in reason.controls} <= names("controls")


def test_there_are_twelve_moods() -> None:
    assert len(names("moods")) == 12
    assert all(term.ko and term.en for terms in vocabulary().values() for term in terms)
