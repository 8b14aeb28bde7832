"""Settings: every control changes the next list or does what it says."""

import json

import pytest

pytestmark = pytest.mark.browser


def settings(visit):
    visit.page.get_by_role("button", name="설정").click()
    dialog = visit.page.get_by_role("dialog", name="설정")
    dialog.wait_for()
    return dialog


def choose(visit, signal, choice):
    return visit.answer_after(visit.page.locator(f"label[for=use-{signal}-{choice}]").click)


def test_only_what_the_ledger_says_is_chosen_and_both_choices_are_the_same_size(desk):
    desk.person("seoyeon")
    with desk.page.expect_response("**/consents*") as got:
        dialog = settings(desk)
    ledger = got.value.json()
    for signal in ("history", "session", "time", "mood"):
        on, off = (dialog.locator(f"#use-{signal}-{way}") for way in ("on", "off"))
        assert (on.is_checked(), off.is_checked()) == (ledger[signal], not ledger[signal])
        sizes = [dialog.locator(f"label[for=use-{signal}-{way}]").bounding_box() for way in ("on", "off")]
        assert sizes[0]["width"] == pytest.approx(sizes[1]["width"], abs=1)
        assert sizes[0]["height"] == pytest.approx(sizes[1]["height"], abs=1)


def test_a_switch_changes_the_next_answers_signals(desk):
    desk.person("jiho")
    settings(desk)
    off = choose(desk, "history", "off")
    assert "history" not in off["used_signals"]
    assert off["unused_signals"]["history"] == "no_consent"
    assert "바꾸신 대로" in desk.page.locator("#settings .status").inner_text()
    on = choose(desk, "history", "on")
    assert "history" in on["used_signals"]


def test_with_the_record_off_a_like_is_not_stored_and_the_page_says_so(desk):
    desk.person("seoyeon")
    settings(desk)
    choose(desk, "history", "off")
    desk.page.keyboard.press("Escape")
    desk.answer_after(desk.page.locator(".act-like").first.click)
    desk.page.locator("#status", has_text="저장하지 않았어요").wait_for()
    settings(desk)
    choose(desk, "history", "on")


def test_everything_off_still_gives_a_full_list_without_nagging(desk):
    desk.person("doyun")
    settings(desk)
    for signal in ("history", "session", "time"):
        answer = choose(desk, signal, "off")
    assert len(answer["items"]) == 10
    assert answer["used_signals"] == []
    assert desk.page.get_by_role("dialog").count() == 1
    for signal in ("history", "session", "time"):
        choose(desk, signal, "on")


def test_language_in_the_panel(desk):
    settings(desk)
    answer = desk.answer_after(desk.page.locator("label[for=locale-en-US]").click)
    assert answer["items"][0]["reason"]["locale"] == "en-US"
    desk.page.get_by_role("dialog", name="Settings for Minseo").wait_for()
    assert desk.page.evaluate("document.activeElement.id") == "locale-en-US"


def test_voices_are_those_of_the_service(desk):
    dialog = settings(desk)
    known = desk.page.request.get(f"{desk.site}v1/vocabulary").json()["names"]["voices"]
    assert dialog.locator("input[name=voice]").count() == len(known)


def test_the_record_downloads_in_two_steps(desk):
    settings(desk)
    with desk.page.expect_download() as got:
        desk.page.get_by_role("button", name="내 기록 내려받기").click()
    told = json.loads(got.value.path().read_text(encoding="utf-8"))
    assert told["user_id"] == "minseo"
    assert told["model_history"]


def test_erasing_asks_once_and_starts_from_the_beginning(desk):
    desk.shop("음악 서가").person("jiho")
    settings(desk)
    desk.page.get_by_role("button", name="내 기록 지우기").click()
    keep, erase = (desk.page.get_by_role("button", name=name) for name in ("그대로 두기", "모두 지우기"))
    assert keep.bounding_box()["width"] == pytest.approx(erase.bounding_box()["width"], abs=1)
    keep.click()
    desk.page.get_by_role("button", name="내 기록 지우기").click()
    answer = desk.answer_after(erase.click)
    assert answer["strategy"] == "cold"
    assert desk.page.get_by_role("dialog").count() == 0
    assert "알아 가는 중" in desk.page.locator("#message").inner_text()


def test_a_nameless_visit_narrows_by_the_request_and_can_start_over(desk):
    desk.person("none")
    desk.answer_after(desk.page.locator(".act-like").first.click)
    settings(desk)
    answer = choose(desk, "session", "off")
    assert answer["unused_signals"]["session"] == "not_asked"
    choose(desk, "session", "on")
    answer = desk.answer_after(desk.page.get_by_role("button", name="새로 시작하기").click)
    assert answer["strategy"] == "cold"
