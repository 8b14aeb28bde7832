"""What a person does changes the next list at once."""

import pytest

pytestmark = pytest.mark.browser


def press(visit, name, place=0):
    button = visit.page.locator(f".act-{name}").nth(place)
    return visit.answer_after(button.click)


def test_like_counts_in_the_very_next_list(desk):
    desk.person("doyun")
    before = desk.items()
    answer = press(desk, "like", 2)
    after = desk.items()
    assert [item["item_id"] for item in answer["items"]] == after != before
    assert before[2] not in after
    desk.page.locator("#status.is-shown").wait_for()
    assert "좋아하신다고 적어 두었어요" in desk.page.locator("#status").inner_text()
    assert desk.page.locator(".fresh").count() == len(set(after) - set(before))


def test_not_interested_leaves_the_list_and_stays_away(desk, visits):
    gone = desk.items()[1]
    press(desk, "not_interested", 1)
    assert gone not in desk.items()
    assert gone not in visits().open().items()


def test_opening_shows_the_item_and_counts_as_viewed(desk):
    first = desk.items()[0]
    title = desk.page.locator(".title").first
    name = title.inner_text()
    with desk.page.expect_request("**/v1/events") as posted:
        answer = desk.answer_after(title.click)
    fact = posted.value.post_data_json["events"][0]
    assert (fact["event"], fact["item_id"], fact["user_id"]) == ("view_item", first, "minseo")
    assert desk.page.get_by_role("dialog", name=name).is_visible()
    assert desk.page.locator(".near-list li").count() == 4
    assert first not in [item["item_id"] for item in answer["items"]]
    desk.page.keyboard.press("Escape")
    desk.page.locator(".entry:focus, .entry :focus").first.wait_for()


def test_listening_is_a_play(desk):
    desk.shop("음악 서가")
    with desk.page.expect_request("**/v1/events") as posted:
        press(desk, "open")
    assert posted.value.post_data_json["events"][0]["event"] == "play"


def test_after_a_wrong_reason_something_else_is_said_of_the_same_item_in_its_place(desk):
    before = desk.items()
    with desk.page.expect_request("**/v1/events") as posted:
        answer = press(desk, "reason_wrong", 3)
    fact = posted.value.post_data_json["events"][0]
    assert (fact["event"], fact["item_id"]) == ("reason_wrong", before[3])
    assert fact["request_id"]
    assert desk.items() == before
    assert answer["items"][3]["reason"]["code"] != fact["code"]
    assert answer["items"][3]["reason"]["text"] in desk.page.locator(".entry[data-item]").nth(3).inner_text()


def test_a_nameless_visit_learns_from_itself_alone(desk):
    desk.person("none")
    assert desk.page.locator("h1").inner_text() == "먼저 권하는 책"
    with desk.page.expect_request("**/v1/events") as posted:
        answer = press(desk, "like")
    assert posted.value.post_data_json["events"][0]["user_id"] is None
    assert answer["strategy"] == "session"


def test_lines_move_gently_unless_less_motion_is_asked_for(visits):
    for motion, moves in (("no-preference", True), ("reduce", False)):
        visit = visits(reduced_motion=motion).open().person("jiho")
        visit.page.evaluate(
            """() => {
              const own = Element.prototype.animate;
              window.moved = 0;
              Element.prototype.animate = function (...told) { window.moved += 1; return own.apply(this, told); };
            }"""
        )
        press(visit, "like")
        assert (visit.page.evaluate("window.moved") > 0) == moves
