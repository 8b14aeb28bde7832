"""Keyboard, names and roles, contrast, phone width, light and dark."""

import pytest

from tests.web.conftest import DESK, PHONE, until

pytestmark = pytest.mark.browser

NAMELESS = """() => {
  const name = (node) => {
    const by = node.getAttribute("aria-labelledby");
    if (by) return by.split(" ").map((id) => document.getElementById(id)?.textContent ?? "").join(" ");
    const labels = [...(node.labels ?? [])].map((label) => label.textContent).join(" ");
    return node.getAttribute("aria-label") ?? (labels || node.textContent);
  };
  const all = "button, a, input, dialog[open], nav, main, aside, "
    + "[role=region], [role=group], [role=radiogroup], [role=img]";
  return [...document.querySelectorAll(all)].filter((node) => !name(node).trim()).map((node) => node.outerHTML);
}"""

# Text on the colour behind it. Covers are left out: decoration, and every word of theirs stands beside them as text.
FAINT = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgb = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = (c) => c.slice(0, 3).map((v) => v / 255)
    .map((v) => (v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const behind = (node) => {
    for (let up = node; up; up = up.parentElement) {
      const image = getComputedStyle(up).backgroundImage;
      if (up.matches(".masthead") && image !== "none") return rgb("#2c2857"); // the lightest of its night sky
      const colour = rgb(getComputedStyle(up).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255, 255];
  };
  const faint = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode.parentElement;
    const isBlank = !walk.currentNode.textContent.trim() || !node.checkVisibility();
    if (isBlank || node.closest(".cover, .hidden, .status, .skip, script, noscript")) continue;
    const [a, b] = [light(rgb(getComputedStyle(node).color)), light(behind(node))].sort((x, y) => y - x);
    const ratio = (a + .05) / (b + .05);
    if (ratio < 4.5) faint.push([node.className, node.textContent.slice(0, 30), ratio]);
  }
  return faint;
}"""

COVERS = """() => {
  const faint = [];
  const light = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255)
    .map((v) => (v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  for (const kind of ["book", "track"]) for (let palette = 0; palette < 12; palette += 1) {
    const node = document.createElement("span");
    node.className = `cover cover-${kind}`;
    node.dataset.palette = palette;
    document.body.append(node);
    const [c, t] = ["--c", "--t"].map((name) => light(getComputedStyle(node).getPropertyValue(name).trim()));
    node.remove();
    const ratio = (Math.max(c, t) + .05) / (Math.min(c, t) + .05);
    if (!(ratio >= 4.5)) faint.push([kind, palette, ratio]);
  }
  return faint;
}"""


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_names_contrast_and_width_in_both_shops(visits, size, scheme):
    visit = visits(size, color_scheme=scheme, reduced_motion="reduce").open()
    for shop in ("책방", "음악 서가"):
        visit.shop(shop).page.locator(".reason").first.click()
        visit.page.locator(".causes-total").wait_for()
        look(visit, size)
        visit.page.get_by_role("button", name="설정").click()
        visit.page.get_by_role("dialog").wait_for()
        look(visit, size)
        visit.page.keyboard.press("Escape")


def look(visit, size):
    assert visit.page.evaluate(NAMELESS) == []
    assert visit.page.evaluate(FAINT) == []
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_type_on_covers_is_readable(desk):
    assert desk.page.evaluate(COVERS) == []


def test_landmarks_headings_and_live_region(desk):
    page = desk.page
    for role in ("banner", "navigation", "main", "complementary", "contentinfo"):
        assert page.get_by_role(role).count() == 1, role
    assert page.get_by_role("heading", level=1).count() == 1
    assert page.locator(".entry").first.get_by_role("heading", level=2).count() == 1
    assert page.locator("#status").get_attribute("aria-live") == "polite"
    assert page.get_by_role("radio", name="민서").is_checked()
    ids = page.locator("[id]").evaluate_all("nodes => nodes.map((node) => node.id)")
    assert len(ids) == len(set(ids))


def tab_to(page, selector, limit=60):
    for _ in range(limit):
        page.keyboard.press("Tab")
        if page.evaluate(f"document.activeElement.matches({selector!r})"):
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none" or page.evaluate("document.activeElement.matches('input')")
            return
    raise AssertionError(f"{selector} cannot be reached by Tab")


def test_the_whole_way_by_keyboard(desk):
    page = desk.page
    tab_to(page, ".skip")
    tab_to(page, ".shop")
    tab_to(page, "#settings-open")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for()
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "settings-open"
    tab_to(page, "input[name=person]")
    desk.answer_after(lambda: page.keyboard.press("ArrowDown"))
    assert page.locator("h1").inner_text() == "지호 님께 권하는 책"
    tab_to(page, "#hour")
    at_midnight = page.locator("#hour").input_value() == "0"  # there is no hour before it
    other = "ArrowRight" if at_midnight else "ArrowLeft"
    desk.answer_after(lambda: page.keyboard.press(other))
    tab_to(page, ".reason")
    page.keyboard.press("Enter")
    page.locator(".causes-total").wait_for()
    tab_to(page, ".act-not_interested")
    before = desk.items()
    desk.answer_after(lambda: page.keyboard.press("Enter"))
    assert desk.items() != before
    until(lambda: page.evaluate("document.activeElement.dataset.act") == "not_interested")


def test_the_skip_link_leads_to_the_list(desk):
    desk.page.keyboard.press("Tab")
    desk.page.keyboard.press("Enter")
    assert desk.page.evaluate("document.activeElement.id") == "list"


def test_the_toggle_wins_over_the_system_and_is_kept(visits):
    visit = visits(color_scheme="light").open()
    paper = "getComputedStyle(document.body).backgroundColor"
    day = visit.page.evaluate(paper)
    visit.page.locator("#theme").click()
    until(lambda: visit.page.evaluate(paper) != day)
    assert visit.page.locator("#theme").get_attribute("aria-pressed") == "true"
    visit.page.reload()
    visit.ready()
    assert visit.page.evaluate(paper) != day


def test_korean_words_are_never_broken(visits):
    visit = visits(PHONE).open()
    assert visit.page.evaluate("getComputedStyle(document.body).wordBreak") == "keep-all"
    assert visit.page.evaluate("getComputedStyle(document.querySelector('.reason')).wordBreak") == "keep-all"
