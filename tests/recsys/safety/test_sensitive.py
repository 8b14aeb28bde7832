"""Sensitive matters are recognised, ordinary themes of stories are left alone."""

import tomllib
from pathlib import Path

import pytest

from recsys.safety.sensitive import is_sensitive

TERMS = tomllib.loads((Path(__file__).parent / "terms.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("term", TERMS["sensitive"])
def test_sensitive_terms_are_found(term: str) -> None:
    assert is_sensitive(term)


@pytest.mark.parametrize("term", TERMS["ordinary"])
def test_ordinary_themes_are_kept(term: str) -> None:
    assert not is_sensitive(term)


def test_case_width_and_hyphens_make_no_difference() -> None:
    assert is_sensitive("Mental Health") and is_sensitive("mental_health") and is_sensitive("ＬＧＢＴ")
    assert is_sensitive("정신건강") and is_sensitive("정신 건강")


def test_a_term_inside_a_longer_one_is_found() -> None:
    assert is_sensitive("암 투병기") and is_sensitive("사별한 이들의 모임") and is_sensitive("christian rock")
