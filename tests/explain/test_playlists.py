"""Playlists in words: true titles that claim nothing of a person, no title twice in a week, one honest reason."""

import re
from itertools import product

import pytest

from explain.graphemes import length
from explain.language import language
from explain.playlists import ListFacts, parts_of, tell, words
from recsys.mood.types import MOOD_POINTS
from recsys.types import ItemFacts

INTENTS = ("match", "lift", "focus", "sleep")
SOURCES = ("said", "seed_track", "continued", "believed", "heard", "middle")
LOCALES = ("ko-KR", "en-US")
FIRST = ItemFacts("t1", kind="track", title="밤편지", creator="아이유")
UNMET = ("start", "seed_track", "step", "stay", "focus", "rise", "end", "artist_gap", "tempo", "new_share", "length")
OF_THE_PERSON = re.compile(
    r"우울|슬픈|슬픔|외로|불안|지친|힘든|잠 못|불면|뒤척|잠이 안|당신|이별|눈물|울고"
    r"|\bsad\b|lonely|sleepless|insomnia|anxious|tired|\byou",
    re.IGNORECASE,
)
ENDS = {"match": ("stay",), "lift": ("end",), "focus": ("end", "focus"), "sleep": ("end", "rise")}


def facts(intent="lift", source="middle", first=FIRST, **more) -> ListFacts:
    return ListFacts(intent, source, more.pop("minutes", 30), first, **more)


@pytest.mark.parametrize("locale", LOCALES)
def test_there_are_at_least_forty_shapes_all_different_and_of_every_intent_and_part_of_the_day(locale):
    shapes = words(locale).shapes
    assert len({shape.text for shape in shapes}) == len(shapes) >= 40
    for intent, hour in product(INTENTS, range(24)):
        part = parts_of(hour, 2)
        assert any(intent in shape.intents and (shape.parts & part) for shape in shapes), (intent, hour)


@pytest.mark.parametrize("locale", LOCALES)
def test_titles_are_short_and_speak_of_the_list_alone(locale):
    for shape in words(locale).shapes:
        title = shape.text.replace("{minutes}", "30").replace("{first}", "「밤편지」")
        assert 6 <= length(title) <= (30 if locale == "ko-KR" else 50), title
        assert not OF_THE_PERSON.search(title), title
        assert "{" not in title and not title.endswith((".", "!", "요"))


@pytest.mark.parametrize("locale", LOCALES)
def test_a_title_after_which_a_particle_would_have_to_change_does_not_exist(locale):
    tables = words(locale).tables
    texts = [shape.text for shape in words(locale).shapes] + [t for told in tables["from"].values() for t in told]
    for text in texts:
        assert not re.search(r"\{first\}(은|는|이|가|을|를|과|와|으로|로)", text), text


@pytest.mark.parametrize(("locale", "intent", "source"), list(product(LOCALES, INTENTS, SOURCES)))
def test_reasons_are_whole_polite_sentences_without_blocked_words(locale, intent, source):
    for seed, personal, label in product(range(8), (True, False), ("", *MOOD_POINTS)):
        told = tell(facts(intent, source, label=label, seed=seed, is_personal=personal), locale).reason
        assert language(locale).faults(told) == (), told
        assert 8 <= length(told) <= (72 if locale == "ko-KR" else 130), told
        assert "{" not in told and "  " not in told


@pytest.mark.parametrize("source", SOURCES)
def test_a_start_that_is_not_near_is_not_called_near(source):
    for seed in range(10):
        told = tell(facts("lift", source, label="sad", unmet=("start",), seed=seed)).reason
        assert "가까운" not in told.replace("가장 가까운", "") and "곁" not in told


@pytest.mark.parametrize("locale", LOCALES)
def test_a_mood_is_quoted_when_it_was_said_and_never_otherwise(locale):
    for label, source, intent in product(MOOD_POINTS, SOURCES, INTENTS):
        told = tell(facts(intent, source, label=label), locale)
        quote = words(locale).tables["quote"][label]
        assert (quote in told.reason) == (source == "said")
        assert quote not in told.title + told.message


def test_the_way_is_told_only_where_the_list_goes_it():
    for intent, lost in ((intent, name) for intent, names in ENDS.items() for name in names):
        for seed, texture in product(range(20), ("calm", "instrumental", "lively")):
            gone = facts(intent, unmet=(lost,), seed=seed, parts=parts_of(18, 1), textures=frozenset({texture}))
            told = tell(gone)
            assert not re.search("밝아|밝은|환|잔잔해|고요해|집중|같은 (빛|온도)", told.title + told.reason), told
            assert told.code == "nearest"


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("intent", INTENTS)
def test_no_title_comes_twice_among_all_of_a_busy_week(locale, intent):
    used: list[str] = []
    for number in range(120):
        told = tell(facts(intent, seed=number, minutes=15 + number % 3, parts=parts_of(22, 3)), locale, used).title
        assert told not in used
        used.append(told)


def test_another_length_is_no_new_title_while_there_are_others():
    one = tell(facts("focus", minutes=30)).title
    other = tell(facts("focus", minutes=31), used=[one]).title
    assert re.sub(r"\d+", "#", one) != re.sub(r"\d+", "#", other)


def test_the_same_facts_give_the_same_words_and_seeds_vary_them():
    assert tell(facts(seed=3)) == tell(facts(seed=3))
    assert len({tell(facts(seed=seed)).title for seed in range(30)}) > 4


def test_titles_name_a_texture_or_a_time_only_where_it_holds():
    for seed in range(200):
        plain = tell(facts("focus", seed=seed)).title.replace("밤편지", "")
        assert not re.search("가사 없이|말 없는|연주|아침|점심|오후|저녁|밤|주말", plain), plain
    wordless = {tell(facts("focus", seed=seed, textures=frozenset({"instrumental"}))).title for seed in range(60)}
    assert "가사 없이 집중하는 30분" in wordless


def test_the_evening_of_a_working_day_is_the_way_home_and_a_saturday_is_not():
    home = {tell(facts(seed=seed, parts=parts_of(18, 1))).title for seed in range(60)}
    saturday = {tell(facts(seed=seed, parts=parts_of(18, 5))).title for seed in range(60)}
    assert any("퇴근길" in title for title in home)
    assert not any("퇴근길" in title for title in saturday)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_unmet_name_has_an_honest_sentence(locale):
    for name, intent in product(UNMET, INTENTS):
        if name in {"end", "stay", "rise", "focus"} and name not in ENDS[intent]:
            continue
        told = tell(facts(intent, unmet=(name,)), locale)
        assert language(locale).faults(told.message) == (), told.message
        assert told.message.startswith(words(locale).tables["unmet"]["lead"])
        assert length(told.message) > length(words(locale).tables["unmet"]["lead"]) + 5


def test_unknown_lengths_are_said_and_known_ones_are_not():
    assert "3분 30초" in tell(facts(is_measured=False)).message
    assert tell(facts()).message == ""


def test_an_empty_list_has_no_title_and_says_what_to_do():
    told = tell(facts(first=None, unmet=("tracks",)))
    assert (told.title, told.reason, told.code) == ("", "", "nothing_matches")
    assert language("ko-KR").faults(told.message) == ()


def test_a_long_first_title_is_shortened_inside_its_marks():
    long = ItemFacts("t2", kind="track", title="아주 길고 긴 제목이라서 다 적으면 목록의 제목이 되지 못하는 노래")
    titles = {tell(ListFacts("focus", "middle", 30, long, seed=seed)).title for seed in range(200)}
    named = [title for title in titles if "「" in title]
    assert named and all(length(title) <= 34 and "…」" in title for title in named)
