"""Playlists on the music shelf: made, drawn, played without sound, gone on with; by keyboard, ear and thumb."""

import json
import re

import pytest

from tests.web.conftest import DESK, PHONE, until
from tests.web.test_access import look

pytestmark = pytest.mark.browser

HANGUL = re.compile(r"[\uac00-\ud7a3]")


def make(visit, name="목록 만들기"):
    """Press the button; what was asked, and what came."""
    with visit.page.expect_response("**/v1/playlists") as got:
        visit.page.get_by_role("button", name=name, exact=True).click()
    answer = got.value
    assert answer.status == 200, answer.text()
    visit.page.wait_for_selector("#playlist-list:not([aria-busy]) .track")
    return json.loads(answer.request.post_data), answer.json()


def shown(visit):
    return visit.page.locator(".track").evaluate_all("nodes => nodes.map((node) => node.dataset.track)")


def posted(visit, deed):
    """The event that a deed posts."""
    with visit.page.expect_request("**/v1/events") as sent:
        deed()
    return json.loads(sent.value.post_data)["events"][0]


def button(visit, name):
    return visit.page.get_by_role("button", name=name, exact=True)


@pytest.fixture
def music(desk):
    return desk.shop("음악 서가")


def test_books_have_no_playlists(desk):
    assert desk.page.locator("#playlist").is_hidden()


def test_a_list_is_asked_with_the_mood_that_was_said_and_shown_in_its_order(music):
    with music.page.expect_response("**/v1/recommendations"):
        button(music, "지침").click()
    music.ready()
    button(music, "조금씩 밝게").click()
    button(music, "15분").click()
    asked, told = make(music)
    assert (asked["start"], asked["intent"], asked["minutes"]) == ({"label": "tired"}, "lift", 15)
    assert shown(music) == [track["item_id"] for track in told["tracks"]]
    assert music.page.locator("#playlist-name").inner_text() == told["title"]
    assert music.page.locator(".playlist-reason").inner_text() == told["reason"]["text"]
    assert music.page.evaluate("document.activeElement.id") == "playlist-name"


def test_the_way_is_drawn_through_every_track_in_words_and_without_numbers(music):
    _, told = make(music)
    assert music.page.locator(".way-dot").count() == len(told["tracks"])
    words = music.page.locator(".way-word").all_text_contents()
    assert sorted(words) == sorted(["활기찬", "잔잔한", "가라앉은", "밝은"])
    said = music.page.locator(".way-map").get_attribute("aria-label")
    assert f"{len(told['tracks'])}곡의 길" in said
    across = music.page.locator(".way-dot").evaluate_all(
        "nodes => nodes.map((node) => Number(node.getAttribute('cx')))"
    )
    valence = [track["valence"] for track in told["tracks"]]
    assert sorted(range(len(across)), key=across.__getitem__) == sorted(range(len(valence)), key=valence.__getitem__)


def test_playing_and_skipping_are_told_to_the_service_and_move_on(music):
    _, told = make(music)
    tracks = [track["item_id"] for track in told["tracks"]]
    fact = posted(music, button(music, "듣기").click)
    assert (fact["event"], fact["item_id"], fact["surface"]) == ("play", tracks[0], "playlist")
    assert (fact["request_id"], fact["position"]) == (told["request_id"], 1)
    fact = posted(music, button(music, "다 들었어요").click)
    assert (fact["event"], fact["item_id"]) == ("complete", tracks[0])
    until(lambda: music.page.locator(".track.is-now").get_attribute("data-track") == tracks[1])
    fact = posted(music, button(music, "건너뛰기").click)
    assert (fact["event"], fact["item_id"]) == ("skip", tracks[1])
    until(lambda: music.page.locator(".track.is-now").get_attribute("data-track") == tracks[2])
    assert music.page.locator(".track.is-past").count() == 2


def test_what_was_skipped_is_not_in_the_next_list(music):
    music.person("jiho")
    _, told = make(music)
    skipped = told["tracks"][0]["item_id"]
    posted(music, button(music, "건너뛰기").click)
    until(lambda: music.page.locator(".track.is-now").get_attribute("data-track") != skipped)
    for _ in range(3):
        _, again = make(music, "다른 목록")
        assert skipped not in [track["item_id"] for track in again["tracks"]]


def test_another_list_goes_on_from_this_one(music):
    _, first = make(music)
    asked, second = make(music, "이어서 한 목록 더")
    assert asked["continue_from"] == first["request_id"] and "start" not in asked
    assert not {t["item_id"] for t in first["tracks"]} & {t["item_id"] for t in second["tracks"]}


def test_any_track_can_be_chosen_and_the_end_is_said(music):
    button(music, "15분").click()
    _, told = make(music)
    last = told["tracks"][-1]["item_id"]
    fact = posted(music, music.page.locator(f'.track[data-track="{last}"] button').click)
    assert (fact["event"], fact["item_id"]) == ("play", last)
    posted(music, button(music, "다 들었어요").click)
    until(lambda: "끝까지" in music.page.locator(".player").inner_text())


def test_the_whole_list_works_from_the_keyboard_and_focus_stays_on_the_player(music):
    make(music)
    music.page.locator(".player [data-act=play]").focus()
    posted(music, lambda: music.page.keyboard.press("Enter"))
    until(lambda: button(music, "다 들었어요").count() == 1)
    assert music.page.evaluate("document.activeElement.dataset.act") == "play"
    posted(music, lambda: music.page.keyboard.press("Enter"))
    until(lambda: music.page.locator(".track.is-past").count() == 1)
    assert music.page.evaluate("document.activeElement.dataset.act") == "play"
    assert music.page.locator('.track button[aria-current="true"]').count() == 1


def test_another_person_starts_without_a_list(music):
    make(music)
    music.person("jiho")
    assert music.page.locator(".track").count() == 0


def test_english_everywhere_but_in_titles(music):
    with music.page.expect_response("**/v1/recommendations"):
        music.page.locator("#language").click()
    make(music, "Make the list")
    for part in ("#playlist-wish", ".playlist-reason", ".player-acts", ".player-note", ".playlist-foot"):
        assert not HANGUL.search(music.page.locator(part).inner_text()), part
    assert not HANGUL.search(" ".join(music.page.locator(".way-word").all_text_contents()))


def test_a_refused_question_says_so_and_can_be_asked_again(visits):
    visit = visits(expect_complaints=True).open().shop("음악 서가")
    visit.page.route("**/v1/playlists", lambda route: route.fulfill(status=503, body="{}"))
    button(visit, "목록 만들기").click()
    visit.page.locator("#playlist-list [role=alert]").wait_for()
    visit.page.unroute("**/v1/playlists")
    make(visit, "다시 해 보기") if button(visit, "다시 해 보기").count() else visit.page.locator(
        "#playlist-list .button"
    ).click()
    visit.page.wait_for_selector(".track")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_names_contrast_and_width(visits, size, scheme):
    visit = visits(size, color_scheme=scheme, reduced_motion="reduce").open().shop("음악 서가")
    make(visit)
    look(visit, size)
