"""The interests in the settings: taken out of the next list, and back again."""

import pytest

from tests.web.test_settings import settings

pytestmark = pytest.mark.browser


def press(visit, name):
    return visit.answer_after(visit.page.get_by_role("button", name=name, exact=True).click)


def categories(answer):
    return {item["category"] for item in answer["items"]}


def test_what_is_taken_out_leaves_the_next_list_and_comes_back(desk):
    desk.person("jiho")
    dialog = settings(desk)
    chips = dialog.get_by_role("list", name="분야").locator(".chip")
    shown = desk.page.locator(".entry .by").all_inner_texts()
    value = next(v for v in chips.evaluate_all("all => all.map((one) => one.dataset.value)") if v in " ".join(shown))
    answer = press(desk, f"{value} 빼기")
    assert value not in categories(answer)
    assert f"‘{value}’ 쪽은 목록에서 뺐어요" in desk.page.locator("#settings .status").inner_text()
    back = dialog.get_by_role("list", name="뺀 관심사").get_by_role("button", name=f"{value} 되돌리기")
    assert back.evaluate("node => node === document.activeElement")
    answer = press(desk, f"{value} 되돌리기")
    assert value in categories(answer)
    assert dialog.get_by_role("list", name="뺀 관심사").count() == 0


def test_somebody_new_has_none_yet_and_a_nameless_visit_has_no_panel(desk):
    desk.person("haeun")
    dialog = settings(desk)
    assert "아직 보이는 관심사가 없어요" in dialog.inner_text()
    desk.page.keyboard.press("Escape")
    desk.person("none")
    assert settings(desk).get_by_role("heading", name="관심사").count() == 0
