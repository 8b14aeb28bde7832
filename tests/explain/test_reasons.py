"""A list's reasons: true, specific, different, steady."""

import re
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explain.graphemes import length
from explain.korean.grammar import UNRESOLVED
from explain.reasons import reasons
from explain.types import Reason
from recsys.errors import QueryError
from recsys.events import Act
from recsys.evidence import LikedBefore, SeenThisSession, SharesAttribute
from recsys.types import KINDS
from tests.explain.examples import (
    by_creator,
    cited,
    in_category,
    liked,
    next_volume,
    popular,
    ranked,
    seen,
    support,
    ten,
)

ORDER_WORDS = re.compile("이어|다음|방금|앞서|이번|요즘|지금|최근|오늘")
HANGUL_TITLE, LATIN_TITLE = "데미안", "Love Poem"


def texts(told: tuple[Reason | None, ...]) -> list[str]:
    return [reason.text for reason in told if reason is not None]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("locale", ["ko-KR", "en-US"])
@pytest.mark.parametrize("title", [HANGUL_TITLE, LATIN_TITLE, "어린 왕자와 아주 오래된 별의 이야기", "さくら", ""])
def test_ten_items_with_the_same_evidence_get_ten_sentences(kind: str, locale: str, title: str) -> None:
    for act in get_args(Act):
        told = texts(reasons(ten(LikedBefore(support(), (cited(title, act, kind),)), kind), locale=locale))  # type: ignore[arg-type]
        assert len(set(told)) == 10


@pytest.mark.parametrize("strategy", ["cold", "non_profiled"])
@pytest.mark.parametrize("locale", ["ko-KR", "en-US"])
def test_ten_popular_items_get_ten_sentences_and_nothing_personal(strategy: str, locale: str) -> None:
    told = reasons(ten(popular()), strategy=strategy, locale=locale)  # type: ignore[arg-type]
    assert len(set(texts(told))) == 10
    assert {r.code for r in told if r} == {"popular"}


def test_a_cold_list_drops_personal_evidence() -> None:
    told = reasons(ten(liked("데미안")), strategy="cold")
    assert {r.code for r in told if r} == {"learning"}
    assert "데미안" not in "".join(texts(told))


@pytest.mark.parametrize("locale", ["ko-KR", "en-US"])
def test_an_item_without_evidence_still_has_an_honest_word(locale: str) -> None:
    told = reasons([ranked(item_id=f"i{n}") for n in range(10)], locale=locale)
    assert all(r and r.code == "learning" and r.strength == "general" and not r.evidence for r in told)
    assert len(set(texts(told))) == 10


def test_a_long_list_repeats_no_neighbour() -> None:
    told = texts(reasons([ranked(popular(), item_id=f"i{n}") for n in range(50)]))
    assert len(told) == 50
    assert all(a != b for a, b in pairwise(told))


def test_the_same_item_keeps_its_sentence_when_the_list_is_turned_round() -> None:
    items = [ranked(liked(f"{name}의 밤"), item_id=name) for name in ("가", "나", "다")]
    first = dict(zip("가나다", texts(reasons(items)), strict=True))
    alone = {item.facts.item_id: texts(reasons([item]))[0] for item in items}
    turned = dict(zip("다나가", texts(reasons(items[::-1])), strict=True))
    kept = sum(first[name] == turned[name] for name in "가나다")
    assert kept >= 2
    assert reasons(items) == reasons(items)
    assert sum(first[name] == alone[name] for name in "가나다") >= 2


@pytest.mark.parametrize("act", get_args(Act))
def test_without_order_no_sentence_speaks_of_order_or_time(act: Act) -> None:
    for evidence in (
        liked("데미안", act=act),
        SeenThisSession(support(), (cited("데미안", act),)),
        popular(recent=True),
    ):
        told = texts(reasons(ten(evidence), ordered=False, timed=False))
        assert not [t for t in told if ORDER_WORDS.search(t)]


def test_popularity_is_of_these_days_only_where_time_was_weighed() -> None:
    assert not [t for t in texts(reasons([ranked(popular(), item_id=str(n)) for n in range(30)])) if "요즘" in t]
    dated = texts(reasons([ranked(popular(recent=True), item_id=str(n)) for n in range(30)]))
    assert [t for t in dated if "요즘" in t]


def test_an_act_is_only_claimed_where_it_happened() -> None:
    claims = {
        "좋아하": {"liked"},
        "점수": {"rated_high"},
        "구매": {"bought"},
        "장바구니": {"carted"},
        "찜": {"saved"},
        "끝까지": {"finished"},
    }
    for act in get_args(Act):
        for text in texts(reasons([ranked(liked("데미안", act=act), item_id=str(n)) for n in range(40)])):
            for word, claimed in claims.items():
                assert word not in text or act in claimed, text


def test_a_film_is_not_read_and_an_artist_is_no_book() -> None:
    wrong = {"film": "읽|듣|책|곡", "artist": "읽|책|곡|영화", "track": "읽|책|영화", "goods": "읽|책|곡|듣"}
    for kind, words in wrong.items():
        for act in get_args(Act):
            told = texts(reasons(ten(LikedBefore(support(), (cited("나무", act, kind),)), kind)))  # type: ignore[arg-type]
            assert not [t for t in told if re.search(words, t)]


def test_the_series_goes_first() -> None:
    told = reasons([ranked(liked("데미안"), next_volume("달빛", 3.0, "달빛 2"), series="달빛")])[0]
    assert told is not None
    assert told.code == "next_volume"
    assert told.evidence[0].facts["index"] == "3"


def test_verified_evidence_is_preferred_to_more_special_evidence() -> None:
    told = reasons([ranked(liked("데미안", necessary=False), popular(necessary=True))])[0]
    assert told is not None
    assert told.code == "popular"
    unverified = reasons([ranked(liked("데미안", necessary=False))])[0]
    assert unverified is not None
    assert (unverified.verified, unverified.confidence) == (False, 0.4)


def test_an_attribute_the_item_does_not_have_is_not_spoken_of() -> None:
    told = reasons([ranked(by_creator("한강", "소년이 온다"), creator="황정은")])[0]
    assert told is not None
    assert told.code == "learning"
    assert "한강" not in told.text


@pytest.mark.parametrize("theme", ["우울증", "퀴어", "종교", "임신·출산", "True-Crime", "12345", "x" * 30])
def test_sensitive_or_unreadable_themes_are_not_named(theme: str) -> None:
    items = [ranked(in_category(theme, "데미안"), item_id=str(n), category=theme) for n in range(20)]
    told = reasons(items) + reasons([ranked(item_id=str(n), category=theme) for n in range(20)])
    assert not [r for r in told if r and (theme in r.text or theme in r.label)]


def test_a_mixed_list_has_four_codes_and_none_above_two_fifths() -> None:
    facts = {"creator": "한강", "category": "소설", "kind": "book"}
    evidence = (liked("데미안"), seen("아몬드"), by_creator("한강", "흰"), in_category("소설", "모모"), popular())
    told = reasons([ranked(*evidence, item_id=f"i{n}", **facts) for n in range(10)])  # type: ignore[arg-type]
    codes = [r.code for r in told if r]
    assert len(set(codes)) >= 4
    assert max(codes.count(code) for code in codes) <= 4


def test_a_guess_about_the_person_needs_two_items_and_a_large_share() -> None:
    def hedged(share: float, *titles: str) -> bool:
        evidence = SharesAttribute(support(share), "category", "소설", tuple(cited(t) for t in titles))
        told = reasons([ranked(evidence, item_id=str(n), category="소설") for n in range(40)])
        assert all((r.strength == "likely") == r.hedged and r.confidence == share for r in told if r and r.hedged)
        return any(r.hedged for r in told if r)

    assert hedged(0.7, "데미안", "모모")
    assert not hedged(0.7, "데미안")
    assert not hedged(0.5, "데미안", "모모")


def test_ask_decides_how_many_reasons_are_given() -> None:
    items = ten(popular())
    assert reasons(items, ask="none") == (None,) * 10
    assert [r is None for r in reasons(items, ask="top3")] == [False] * 3 + [True] * 7
    assert reasons([]) == ()


@pytest.mark.parametrize(
    ("options", "field", "allowed"),
    [
        ({"voice": "warn"}, "voice", "'warm'"),
        ({"locale": "fr"}, "locale", "ko-KR"),
        ({"ask": "some"}, "reasons", "top3"),
    ],
)
def test_what_does_not_exist_is_refused_with_what_does(options: dict[str, str], field: str, allowed: str) -> None:
    with pytest.raises(QueryError) as refused:
        reasons(ten(popular()), **options)  # type: ignore[arg-type]
    assert refused.value.field == field
    assert allowed in str(refused.value)


def test_short_locales_are_accepted_and_both_languages_agree_on_code_and_strength() -> None:
    items = [ranked(liked("데미안")), ranked(popular(), item_id="i2"), ranked(item_id="i3")]
    korean, english = reasons(items, locale="ko"), reasons(items, locale="en")
    assert [(r.code, r.strength) for r in korean if r] == [(r.code, r.strength) for r in english if r]
    assert {r.locale for r in korean if r} == {"ko-KR"}
    assert {r.locale for r in english if r} == {"en-US"}


def test_two_cited_items_are_both_named() -> None:
    for text in texts(reasons(ten(liked("데미안", "모모")))):
        assert "데미안" in text
        assert "모모" in text


def test_a_reading_lets_a_particle_follow_a_latin_title() -> None:
    evidence = LikedBefore(support(), (cited("Butter", reading="버터"),))
    told = texts(reasons([ranked(evidence, item_id=str(n)) for n in range(40)]))
    assert any("『Butter』를" in text for text in told)
    assert not any("『Butter』을" in text for text in told)


titles = st.text(max_size=60) | st.text(alphabet="가나닭a1 …()『』‘’{}을🎧", max_size=90)


@settings(max_examples=150, deadline=None)
@given(titles, titles, st.sampled_from(get_args(Act)), st.sampled_from(KINDS), st.sampled_from(["ko", "en"]))
def test_any_title_gives_a_whole_sentence(one: str, two: str, act: Act, kind: str, locale: str) -> None:
    pair = (cited(one, act, kind), cited(two, act, kind))  # type: ignore[arg-type]
    items = [
        ranked(LikedBefore(support(), pair), item_id="a", kind=kind),  # type: ignore[arg-type]
        ranked(SharesAttribute(support(), "creator", one or "?", pair[1:]), item_id="b", kind=kind, creator=one),  # type: ignore[arg-type]
        ranked(SharesAttribute(support(), "tag", two or "?", pair[:1]), item_id="c", kind=kind, tags=(two,)),  # type: ignore[arg-type]
    ]
    limits = (45, 18) if locale == "ko" else (90, 32)
    for reason in reasons(items, locale=locale):
        assert reason is not None
        assert length(reason.text) <= limits[0]
        assert 0 < length(reason.label) <= limits[1]
        own = reason.text.replace(one, "").replace(two, "") if one and two else ""
        assert not UNRESOLVED.search(own)
        assert reason.text.endswith((".", "?"))
