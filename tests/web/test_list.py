"""The list: reasons, messages, shops, languages, hours."""

import re

import pytest

pytestmark = pytest.mark.browser

HANGUL = re.compile(r"[\uac00-\ud7a3]")


def test_every_line_shows_title_creator_reason_and_label(desk):
    entries = desk.page.locator(".entry[data-item]")
    assert entries.count() == 10
    for entry in entries.all():
        assert entry.locator(".title").inner_text()
        assert entry.locator(".by").inner_text()
        assert len(entry.locator(".reason-text").first.inner_text()) > 1
        assert entry.locator(".label").inner_text()


def test_the_reason_is_the_answers_own_sentence_and_the_tick_is_its_verified(desk):
    answer = desk.answer_after(lambda: desk.page.locator("label[for=person-jiho]").click())
    for item in answer["items"]:
        entry = desk.page.locator(f'.entry[data-item="{item["item_id"]}"]')
        said = "".join(entry.locator(".reason-text").all_text_contents())
        assert said == item["reason"]["text"]
        assert entry.locator(".checked").count() == item["reason"]["verified"]


def test_the_list_says_which_signals_it_was_made_from(desk):
    assert "지난 기록" in desk.page.locator("#signals").inner_text()
    desk.person("haeun")
    assert desk.page.locator("#signals").inner_text() == "개인 기록 없이 골랐어요."


def test_a_new_person_gets_one_honest_message_on_top(desk):
    desk.person("haeun")
    assert "알아 가는 중" in desk.page.locator("#message").inner_text()
    assert desk.page.locator("#message-end").is_hidden()


def test_shoppers_are_labelled_as_simulated(desk):
    assert "시뮬레이션한 손님" in desk.page.locator(".simulated").inner_text()


def test_the_music_shelf_is_another_shop_with_other_words(desk):
    books = desk.items()
    desk.shop("음악 서가")
    assert not set(books) & set(desk.items())
    assert desk.page.locator("h1").inner_text() == "민서 님께 권하는 곡"
    assert desk.page.locator(".act-open").first.inner_text() == "들어 보기"
    assert desk.page.locator(".cover-track").count() == 10


def test_english_everywhere_but_in_titles(desk):
    answer = desk.answer_after(lambda: desk.page.locator("#language").click())
    assert {item["reason"]["locale"] for item in answer["items"]} == {"en-US"}
    assert desk.page.locator("html").get_attribute("lang") == "en"
    for part in (".side", "#signals", "h1", ".foot", ".act-like >> nth=0"):
        assert not HANGUL.search(desk.page.locator(part).inner_text()), part
    korean = desk.page.locator(".title", has_text=HANGUL).first
    assert korean.get_attribute("lang") == "ko"


def test_english_titles_carry_their_language_in_the_korean_page(desk):
    desk.shop("음악 서가").person("haeun")
    for title in desk.page.locator(".title").all():
        is_latin = not HANGUL.search(title.inner_text())
        assert title.get_attribute("lang") == ("en" if is_latin else None)


def test_covers_are_the_same_in_every_visit_and_not_all_alike(desk, visits):
    look = "nodes => nodes.map((n) => n.dataset.palette + '/' + n.dataset.pattern)"
    here = desk.page.locator(".cover").evaluate_all(look)
    assert visits().open().page.locator(".cover").evaluate_all(look) == here
    assert len(set(here)) >= 6


def test_the_hour_is_sent_and_the_page_is_honest_about_its_use(desk):
    with desk.page.expect_request("**/v1/recommendations") as asked:
        desk.page.locator("#hour").fill("7")
    assert asked.value.post_data_json["at"].endswith("T07:00:00+09:00")
    assert asked.value.post_data_json["tz"] == "Asia/Seoul"
    desk.ready()
    assert desk.page.locator("#hour-out").inner_text() == "아침 7시"
    assert "시각" in desk.page.locator("#hour-note").inner_text()


def test_an_hour_still_to_come_today_means_yesterdays(desk):
    hours = desk.page.evaluate(
        """async () => {
          const { atOf } = await import("/js/hour.js");
          return Array.from({ length: 24 }, (_, hour) => Date.parse(atOf(hour)) - Date.now());
        }"""
    )
    assert all(-86_400_000 <= ahead <= 0 for ahead in hours)


def test_back_to_now_asks_without_a_time(desk):
    with desk.page.expect_response("**/v1/recommendations"):
        desk.page.locator("#hour").fill("7")
    with desk.page.expect_request("**/v1/recommendations") as asked:
        desk.page.get_by_role("button", name="지금으로").click()
    assert "at" not in asked.value.post_data_json
