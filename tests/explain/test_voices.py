"""Every line of every voice, for every kind it may speak of."""

from pathlib import Path

import pytest

from explain.claims import Claim
from explain.forms import form_of
from explain.graphemes import length
from explain.guard import refuses, word_lists
from explain.language import language
from explain.loader import available, load
from explain.phrase import Phrase, phrase
from explain.preview import USES, example, golden, lines, samples
from explain.slots import fillings
from explain.types import CODES
from recsys.types import KINDS, ItemFacts

VOICES = [(name, locale) for locale in ("ko-KR", "en-US") for name in available(locale)]
GOLDEN = Path(__file__).parent / "golden"
TITLES = ("데미안", "Love Poem", "82년생 김지영", "지금 바로 놓치지 마세요", "나나 (개정판)", "{a}을(를) 읽다")


@pytest.mark.parametrize(("name", "locale"), VOICES)
def test_the_golden_file_is_what_is_said(name: str, locale: str) -> None:
    file = GOLDEN / f"{name}.{locale[:2]}.txt"
    assert file.read_text(encoding="utf-8").splitlines() == golden(load(name, locale))


@pytest.mark.parametrize(("name", "locale"), VOICES)
def test_every_code_has_eight_sentences_for_every_kind(name: str, locale: str) -> None:
    voice = load(name, locale)
    for code in CODES:
        for kind in KINDS:
            fit = [s for s in voice.sentences[code] if kind in s.rule.kinds]
            assert len(fit) >= 8, (code, kind)


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize(("name", "locale"), VOICES)
def test_every_skeleton_with_every_kind_passes_the_guard(name: str, locale: str, title: str) -> None:
    voice = load(name, locale)
    tongue = voice.language
    for use, limit in zip(USES, (tongue.text_limit, tongue.label_limit), strict=True):
        for code in CODES:
            for skeleton in voice.skeletons(use, code):
                for kind in sorted(skeleton.rule.kinds):
                    claim = retitled(example(skeleton, kind), title)
                    known = fillings(claim, tongue)
                    if not skeleton.slots <= known.names:
                        continue
                    form = form_of(skeleton, tongue, kind, claim.cited[0].facts.kind if claim.cited else kind)
                    made = phrase(form, known, tongue, limit)
                    if made is not None:
                        assert refuses(made, claim, tongue, limit) is None
                        assert length(made.text) <= limit


def retitled(claim: Claim, title: str) -> Claim:
    """The claim with another title for every cited item."""
    from dataclasses import replace

    cited = tuple(replace(c, facts=ItemFacts(c.facts.item_id, c.facts.kind, title)) for c in claim.cited)
    return claim._replace(cited=cited)


@pytest.mark.parametrize(("name", "locale"), VOICES)
def test_every_rendered_line_is_in_good_form(name: str, locale: str) -> None:
    voice = load(name, locale)
    for shown in samples(voice):
        assert voice.language.faults(shown.text) == (), shown.text
        assert "{" not in shown.text


def test_typical_korean_sentences_are_fifteen_to_forty_five_graphemes() -> None:
    sizes = sorted(length(s.text) for s in samples(load("warm", "ko")))
    assert sizes[-1] <= 45
    assert sizes[len(sizes) // 20] >= 12
    assert sizes[len(sizes) // 2] >= 17


def test_both_languages_speak_of_the_same_codes() -> None:
    korean, english = load("warm", "ko"), load("warm", "en")
    assert set(korean.sentences) == set(english.sentences) == set(CODES)
    assert set(korean.messages) == set(english.messages)


def test_the_same_voice_is_read_once() -> None:
    assert load("warm", "ko-KR") is load("warm", "ko-KR")
    assert len(lines(load("warm", "ko"))) > 1000


def test_the_guard_refuses_what_the_evidence_does_not_hold() -> None:
    voice = load("warm", "ko")
    skeleton = next(s for s in voice.sentences["liked_before"] if s.slots == {"a"})
    claim = example(skeleton, "book")
    known = fillings(claim, voice.language)
    made = phrase(form_of(skeleton, voice.language, "book", "book"), known, voice.language, 45)
    assert made is not None
    assert refuses(made, claim, voice.language, 45) is None
    assert refuses(made, retitled(claim, "다른 책"), voice.language, 45) is not None
    assert refuses(made, claim, voice.language, 10) == "longer than 10"
    assert refuses(Phrase("", made.form, ()), claim, voice.language, 45) == "empty"
    name, filling = made.filled[0]
    forged = made._replace(filled=((name, filling._replace(text="『소년이 온다』보다 훨씬 재미있는 『흰』")),))
    assert refuses(forged, claim, voice.language, 45) is not None


def test_the_word_lists_know_only_kinds() -> None:
    for short in ("ko", "en"):
        assert all(kinds <= set(KINDS) for kinds in word_lists(short).kinds.values())
    assert language("ko") is language("ko")
