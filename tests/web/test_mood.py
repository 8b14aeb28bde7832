"""How somebody is: said in a word or a line, answered without being kept; guesses can be called wrong on the spot."""

import json
from typing import Any

import pytest

from tests.web.conftest import PHONE, Visit, until

pytestmark = pytest.mark.browser

GUESS = {
    "text": "요즘 마음이 조금 복잡하신 것 같아, 쉬어 가기 좋은 책을 골랐어요.",
    "label": "쉬어 가기 좋은 책",
    "code": "mood_believed",
    "locale": "ko-KR",
    "voice": "warm",
    "strength": "likely",
    "confidence": 0.63,
    "verified": True,
    "evidence": [],
    "controls": ["hide_reason", "wrong_reason", "mood_off"],
}
END = {
    "text": "짐작이 틀렸다면 알려 주세요. 다음부터는 넘겨짚지 않을게요.",
    "code": "mood_believed",
    "position": "end",
    "controls": ["wrong_reason", "mood_off"],
}


def chip(visit: Visit, name: str) -> Any:
    return visit.page.get_by_role("button", name=name, exact=True)


def asked_after(visit: Visit, deed: Any) -> dict[str, Any]:
    """What the page asks for next."""
    with visit.page.expect_request("**/v1/recommendations") as sent:
        deed()
    visit.ready()
    return dict(json.loads(sent.value.post_data))


def test_there_are_twelve_words_and_none_is_chosen(desk):
    chips = desk.page.locator("#moods .mood-chip")
    assert chips.count() == 12
    assert desk.page.locator('#moods [aria-pressed="true"]').count() == 0
    assert desk.page.locator("#mood-way").is_hidden()
    assert "저장하지 않아요" in desk.page.locator(".mood-head").inner_text()


def test_a_word_is_asked_with_and_pressed_again_it_is_gone(desk):
    body = asked_after(desk, lambda: chip(desk, "지침").click())
    assert (body["mood"], body.get("intent")) == ({"label": "tired"}, None)
    assert chip(desk, "지침").get_attribute("aria-pressed") == "true"
    assert asked_after(desk, lambda: chip(desk, "조금 밝은 쪽으로").click())["intent"] == "lift"
    body = asked_after(desk, lambda: chip(desk, "지침").click())
    assert "mood" not in body
    assert "intent" not in body


def test_the_answer_quotes_it_where_the_model_knows_moods(desk):
    desk.person("haeun")
    answer = desk.answer_after(lambda: chip(desk, "지침").click())
    assert answer["mood"] == {"source": "said", "label": "tired", "needs": answer["mood"]["needs"]}
    if "mood" in answer["used_signals"]:
        said = [i["reason"]["text"] for i in answer["items"] if i["reason"]["code"] == "mood_said"]
        assert said
        assert said[0] in desk.page.locator("#entries").inner_text()


def test_the_words_are_english_for_english_readers_and_the_choice_stays(desk):
    chip(desk, "지침").click()
    desk.ready()
    body = asked_after(desk, lambda: desk.page.locator("#language").click())
    assert body["mood"] == {"label": "tired"}
    assert chip(desk, "tired").get_attribute("aria-pressed") == "true"


def test_a_line_is_read_for_this_list_and_leaves_the_field(desk):
    desk.page.fill("#mood-text", "오늘은 너무 지친다")
    body = asked_after(desk, lambda: desk.page.press("#mood-text", "Enter"))
    assert body["mood"]["valence"] < 0
    assert "지친" not in json.dumps(body, ensure_ascii=False)
    assert desk.page.input_value("#mood-text") == ""
    assert chip(desk, "적어 주신 기분").get_attribute("aria-pressed") == "true"


def test_a_line_without_a_mood_changes_nothing_and_says_so(desk):
    desk.page.fill("#mood-text", "123")
    desk.page.press("#mood-text", "Enter")
    until(lambda: "읽지 못했어요" in desk.page.locator("#status").inner_text())
    assert len(desk.items()) == 10


def test_another_person_starts_without_a_mood(desk):
    chip(desk, "슬픔").click()
    desk.ready()
    with desk.page.expect_request("**/v1/recommendations") as sent:
        desk.page.locator("label[for=person-jiho]").click()
    assert "mood" not in json.loads(sent.value.post_data)
    assert desk.page.locator('#moods [aria-pressed="true"]').count() == 0


def test_a_cry_for_help_is_answered_with_the_card_alone(desk):
    desk.page.fill("#mood-text", "죽고 싶다")
    desk.page.press("#mood-text", "Enter")
    card = desk.page.locator("#care")
    card.wait_for(state="visible")
    assert "109" in card.inner_text()
    assert desk.items() == []
    assert desk.page.locator("#message").is_hidden()
    assert desk.page.evaluate("document.activeElement.id") == "care"
    desk.answer_after(lambda: card.get_by_role("button", name="닫기").click())
    assert card.is_hidden()
    assert len(desk.items()) == 10


def guessed(visit: Visit) -> Visit:
    """The page, where the service's next lists carry a guess on the second item."""

    def fulfil(route: Any) -> None:
        answer = route.fetch().json()
        answer["items"][1]["reason"] = GUESS
        route.fulfill(json={**answer, "message": END})

    visit.page.route("**/v1/recommendations", fulfil)
    visit.open()
    visit.page.unroute("**/v1/recommendations")
    return visit


def test_beside_a_guess_stands_the_way_to_say_no(visits):
    visit = guessed(visits())
    (entry,) = visit.page.locator(".entry:has(.guess)").all()
    assert GUESS["text"] in "".join(entry.locator(".reason-text").all_text_contents())
    assert entry.locator('[data-act="reason_wrong"]').count() == 1
    assert visit.page.locator("#message-end").inner_text() == END["text"]
    with visit.page.expect_request("**/v1/events") as sent:
        entry.get_by_role("button", name="아니에요").click()
    (fact,) = json.loads(sent.value.post_data)["events"]
    assert (fact["event"], fact["code"]) == ("reason_wrong", "mood_believed")
    until(lambda: "그 짐작은 이제 쓰지 않을게요" in visit.page.locator("#status").inner_text())
    assert visit.page.locator(".guess").count() == 0


def test_guesses_can_be_switched_off_where_one_is_made(visits):
    visit = guessed(visits())
    with visit.page.expect_request("**/consents**") as sent:
        visit.page.get_by_role("button", name="기분 짐작 끄기").click()
    assert json.loads(sent.value.post_data)["mood"] is False
    until(lambda: "이제 기분을 짐작하지 않아요" in visit.page.locator("#status").inner_text())


def test_the_consent_says_why_what_how_long_and_that_no_is_fine(desk):
    desk.page.locator("#settings-open").click()
    asked = desk.page.locator("fieldset", has=desk.page.locator("#use-mood-on"))
    text = asked.inner_text()
    assert all(word in text for word in ("왜:", "최근 7일", "언제까지:", "동의하지 않아도"))
    agree, refuse = (asked.locator(f"label[for=use-mood-{name}]").bounding_box() for name in ("on", "off"))
    assert (agree["width"], agree["height"]) == pytest.approx((refuse["width"], refuse["height"]), abs=0.01)
    assert not desk.page.locator("#use-mood-on").is_checked()


def test_with_consent_the_service_may_believe_and_without_it_says_no_consent(desk):
    desk.person("seoyeon")
    desk.page.locator("#settings-open").click()
    desk.page.locator("label[for=use-mood-on]").wait_for()
    answer = desk.answer_after(lambda: desk.page.locator("label[for=use-mood-on]").click())
    assert answer["unused_signals"].get("mood") != "no_consent"
    answer = desk.answer_after(lambda: desk.page.locator("label[for=use-mood-off]").click())
    assert answer["unused_signals"]["mood"] == "no_consent"


def test_on_a_phone_the_words_scroll_in_their_own_row(visits):
    visit = visits(PHONE).open()
    chip(visit, "멍하니 있고 싶음").scroll_into_view_if_needed()
    desk = visit.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert desk[0] <= desk[1]
    assert all(
        box["height"] >= 44 for box in (one.bounding_box() for one in visit.page.locator("#moods .mood-chip").all())
    )
