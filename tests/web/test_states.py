"""Loading, trouble and emptiness; what the page asks of the network and how it is served."""

import pytest

from api.routes.page import FOLDER

pytestmark = pytest.mark.browser


def test_while_loading_there_are_bones_and_the_list_is_busy(visits):
    visit = visits()
    held = []

    def hold(route):
        held.append(route)

    visit.page.route("**/v1/recommendations", hold)
    visit.page.goto(visit.site)
    visit.page.locator(".bone").first.wait_for()
    assert visit.page.locator("#entries").get_attribute("aria-busy") == "true"
    assert "목록을 고르고 있어요" in visit.page.locator("#entries").text_content()
    held[0].continue_()
    visit.ready()
    assert visit.page.locator(".bone").count() == 0


def test_offline_is_said_kindly_and_trying_again_works(visits):
    visit = visits(expect_complaints=True).open()
    visit.page.context.set_offline(True)
    visit.page.locator("label[for=person-jiho]").click()
    visit.page.get_by_role("alert").wait_for()
    assert "서비스에 닿지 않아요" in visit.page.get_by_role("alert").inner_text()
    visit.page.context.set_offline(False)
    visit.answer_after(visit.page.get_by_role("button", name="다시 해 보기").click)
    assert visit.page.locator("#trouble").is_hidden()


def test_a_refusal_is_told_in_the_services_own_words(visits):
    visit = visits(expect_complaints=True).open()
    problem = {"title": "The request is not valid", "status": 422, "detail": "tz: unknown zone"}
    answer = {"status": 422, "json": problem, "content_type": "application/problem+json"}
    visit.page.route("**/v1/recommendations", lambda route: route.fulfill(**answer))
    visit.page.locator("label[for=person-jiho]").click()
    visit.page.get_by_role("alert").wait_for()
    assert "tz: unknown zone" in visit.page.get_by_role("alert").inner_text()


def test_when_not_even_the_shops_answer(visits):
    visit = visits(expect_complaints=True)
    visit.page.route("**/v1/shops", lambda route: route.fulfill(status=503, json={"detail": "no model"}))
    visit.page.goto(visit.site)
    visit.page.get_by_role("alert").wait_for()
    visit.page.unroute("**/v1/shops")
    visit.page.get_by_role("button", name="다시 해 보기").click()
    visit.ready()


def test_an_event_that_fails_leaves_the_list_as_it_is(visits):
    visit = visits(expect_complaints=True).open()
    before = visit.items()
    visit.page.route("**/v1/events", lambda route: route.abort())
    visit.page.locator(".act-like").first.click()
    visit.page.locator("#status", has_text="서비스에 닿지 않아요").wait_for()
    assert visit.items() == before
    assert visit.page.locator(".act-like").first.is_enabled()


def test_an_empty_list_says_so(visits):
    visit = visits()
    empty = {"request_id": "r", "strategy": "cold", "used_signals": [], "unused_signals": {}, "message": None}
    empty |= {"care": None, "shortfall": None, "mood": None, "items": []}
    visit.page.route("**/v1/recommendations", lambda route: route.fulfill(json=empty))
    visit.page.goto(visit.site)
    visit.page.locator(".empty").wait_for()


def test_no_text_of_a_shop_becomes_markup(visits):
    visit = visits()

    def poisoned(route):
        answer = route.fetch()
        told = answer.json()
        told["items"][0]["title"] = "<img src=x onerror=alert(1)>"
        told["items"][0]["reason"]["text"] = "<b>b</b> <script>1</script>"
        route.fulfill(response=answer, json=told)

    visit.page.route("**/v1/recommendations", poisoned)
    visit.page.goto(visit.site)
    visit.ready()
    assert visit.page.locator(".entry img, .entry b, .entry script").count() == 0
    assert visit.page.locator(".title").first.inner_text() == "<img src=x onerror=alert(1)>"


def test_nothing_is_asked_of_any_other_host(desk):
    for shop in ("음악 서가", "책방"):
        desk.shop(shop)
    desk.page.locator(".title").first.click()
    desk.page.get_by_role("dialog").wait_for()
    assert len(desk.asked) > 25
    assert [url for url in desk.asked if not url.startswith(desk.site)] == []


def test_every_file_of_the_page_has_its_type_and_a_strict_policy(desk):
    kinds = {".js": "text/javascript", ".css": "text/css", ".html": "text/html", ".svg": "image/svg+xml"}
    for file in sorted(path for path in FOLDER.rglob("*") if path.is_file()):
        name = "" if file.name == "index.html" else file.relative_to(FOLDER).as_posix()
        answer = desk.page.request.get(desk.site + name)
        assert answer.status == 200, name
        assert answer.headers["content-type"].startswith(kinds[file.suffix]), name
        assert answer.headers["content-security-policy"] == "default-src 'self'"


def test_both_languages_have_the_same_words(desk):
    missing = desk.page.evaluate(
        """async () => {
          const [{ KO }, { EN }] = await Promise.all([import("/js/words-ko.js"), import("/js/words-en.js")]);
          return [...Object.keys(KO).filter((key) => !(key in EN)), ...Object.keys(EN).filter((key) => !(key in KO))];
        }"""
    )
    assert missing == []
