"""The causes of a score: opened by mouse or key, in words, adding up."""

import re

import pytest

pytestmark = pytest.mark.browser


def opened(visit, place=0):
    visit.page.locator(".reason").nth(place).click()
    panel = visit.page.locator(".causes").nth(place)
    panel.locator(".causes-total").wait_for()
    return panel


def number(text):
    return float(text.replace("−", "-").replace("+", ""))


@pytest.mark.parametrize("user", ["minseo", "seoyeon", "haeun"])
def test_parts_add_up_to_the_score_of_the_list(desk, user):
    desk.person(user)
    for place in (0, 4, 9):
        panel = opened(desk, place)
        score = float(desk.page.locator(".entry[data-item]").nth(place).get_attribute("data-score"))
        parts = [float(p) for p in panel.locator(".segment").evaluate_all("all => all.map((n) => n.dataset.part)")]
        assert sum(parts) == pytest.approx(score, abs=1e-5 * max(1.0, sum(map(abs, parts))))
        assert float(panel.locator(".causes-total").get_attribute("data-score")) == pytest.approx(score)


def test_the_numbers_as_shown_add_up_exactly(desk):
    panel = opened(desk)
    shown = [number(text) for text in panel.locator(".cause-value").all_inner_texts()]
    assert len(shown) > 2
    assert round(sum(shown), 3) == number(panel.locator(".causes-total").inner_text())


def test_shown_parts_add_up_for_negative_and_tiny_parts_too(desk):
    wrong = desk.page.evaluate(
        """async () => {
          const { shownParts, placesFor } = await import("/js/amounts.js");
          const random = (seed) => () => (seed = (seed * 16807) % 2147483647) / 2147483647;
          const next = random(7), wrong = [];
          for (let n = 0; n < 2000; n += 1) {
            const scale = 10 ** Math.floor(next() * 7 - 2);
            const parts = Array.from({ length: 1 + Math.floor(next() * 8) }, () => (next() - 0.3) * scale);
            const total = parts.reduce((a, b) => a + b, 0), places = placesFor(total);
            const shown = shownParts(parts, total, places).reduce((a, b) => a + b, 0);
            if (Math.abs(shown - Number(total.toFixed(places))) > 0.01 * 10 ** -places) wrong.push([parts, total]);
          }
          return wrong;
        }"""
    )
    assert wrong == []


def test_the_bar_fills_its_row_and_negative_parts_are_shown(desk):
    desk.page.route("**/why?*", lambda route: route.fulfill(json=_WHY))
    panel = opened(desk)
    assert panel.locator(".bar-minus .segment").count() == 1
    width = "nodes => nodes.reduce((sum, node) => sum + node.getBoundingClientRect().width, 0)"
    plus, minus = (panel.locator(f".bar-{side} .segment").evaluate_all(width) for side in ("plus", "minus"))
    row = panel.locator(".bar-plus").evaluate("node => node.getBoundingClientRect().width")
    assert plus == pytest.approx(row, abs=6)
    assert minus / plus == pytest.approx(0.5 / 3.5, abs=0.02)
    assert panel.locator(".cause-words").all_inner_texts() == [
        "『아몬드』 · 이어 고른 순서",
        "『파친코』 · 같은 작가",
        "많이 찾는 책",
        "나머지 작은 까닭",
    ]
    assert panel.locator(".cause-value").nth(2).inner_text() == "−0.500"


_WHY = {
    "score": 3.0,
    "factors": [
        {
            "scorer": "transitions",
            "cause": "item:b1",
            "label": "이어서: 『아몬드』",
            "contribution": 2.0,
            "event_ids": [],
        },
        {"scorer": "content", "cause": "creator:b2", "label": "닮음: 『파친코』", "contribution": 1.0, "event_ids": []},
        {"scorer": "popular", "cause": "popularity", "label": "인기", "contribution": -0.5, "event_ids": []},
        {"scorer": "item_linear", "cause": "rest", "label": "그 밖", "contribution": 0.5, "event_ids": []},
    ],
}


def test_causes_name_works_in_words_and_say_who_wrote_the_sentence(desk):
    panel = opened(desk)
    words = panel.locator(".cause-words").all_inner_texts()
    assert any(re.match(r"『.+』 · [가-힣 ]+$", line) for line in words)
    assert not any(re.search(r"[a-z_]+:|item_linear|transitions", line) for line in words)
    assert "추천 시스템이 만든 문장이에요." in panel.inner_text()


def test_a_verified_reason_says_what_that_means(desk):
    verified = desk.page.locator(".entry", has=desk.page.locator(".checked")).first
    assert verified.locator(".checked").get_attribute("title") == "이 이유를 빼면 순위가 내려가요"
    verified.locator(".reason").click()
    verified.locator(".note-verified").wait_for()


def test_enter_opens_and_closes(desk):
    reason = desk.page.locator(".reason").first
    reason.focus()
    desk.page.keyboard.press("Enter")
    assert reason.get_attribute("aria-expanded") == "true"
    desk.page.locator(".causes-total").first.wait_for()
    desk.page.keyboard.press("Enter")
    assert reason.get_attribute("aria-expanded") == "false"
    assert desk.page.locator(".causes").first.is_hidden()
