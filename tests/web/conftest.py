"""The real service over small demo shops, and a real Chromium that notes every request and every complaint."""

import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import uvicorn

from api.app import create_app
from api.services import build_services
from api.settings import Settings
from recsys.dataset.demo.config import DemoKind, ShopperConfig
from recsys.dataset.demo.files import read_catalogue, write_simulation
from recsys.dataset.demo.generate import simulate
from recsys.dataset.reader import read_dataset
from recsys.recommender import Recommender

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
DATA = Path(__file__).parents[2] / "data"
SHOPPERS = 40
SHOPS: dict[str, DemoKind] = {"bookshop": "book", "music": "track"}
DESK, PHONE = (1280, 900), (390, 844)
PATIENCE = 30_000
"""Milliseconds until a page that does not answer is given up."""


def _model(shop: str, kind: DemoKind, home: Path) -> Path:
    items = DATA / shop / "items.csv"
    simulation = simulate(read_catalogue(items, kind), ShopperConfig(kind, SHOPPERS), 0)
    folder = write_simulation(home / shop, simulation, items)
    Recommender().fit_dataset(read_dataset(folder)).save(home / shop / "model")
    return home / shop / "model"


def _first_answer(site: str) -> None:
    """Fails here, once, when the service itself does not answer: not in every test after a long wait."""
    told = b'{"shop": "bookshop", "user_id": "minseo"}'
    request = urllib.request.Request(f"{site}v1/recommendations", told, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        assert answer.status == 200


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a running service with both demo shops."""
    if not CHROMIUM.exists():
        pytest.skip(f"no Chromium at {CHROMIUM}: the page is not tested in a browser here")
    home = tmp_path_factory.mktemp("site")
    models = {shop: _model(shop, kind, home) for shop, kind in SHOPS.items()}
    app = create_app(build_services(Settings(shops=models, db=f"sqlite:///{home / 'events.db'}")))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", ws="none", timeout_graceful_shutdown=2))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.02)
    site = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/"
    try:
        _first_answer(site)
        yield site
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="package")
def chromium(site: str) -> Iterator:
    """The browser. Package scope: its event loop must be gone before other packages start their own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Visit:
    """One window: the page, all it asked for, and all it complained of."""

    page: object
    site: str
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self) -> "Visit":
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._note)
        self.page.goto(self.site)
        return self.ready()

    def _note(self, told) -> None:
        if told.type in ("error", "warning"):
            self.complaints.append(told.text)

    def ready(self) -> "Visit":
        """Once the list of the last answer stands."""
        self.page.wait_for_selector("#entries:not([aria-busy]) .entry[data-item]")
        return self

    def person(self, user: str) -> "Visit":
        radio = self.page.locator(f"#person-{user}")
        if not radio.is_checked():
            self.answer_after(self.page.locator(f"label[for=person-{user}]").click)
        return self

    def shop(self, name: str) -> "Visit":
        with self.page.expect_response("**/v1/recommendations"):
            self.page.get_by_role("button", name=name).click()
        return self.ready()

    def items(self) -> list[str]:
        entries = self.page.locator(".entry[data-item]")
        return entries.evaluate_all("nodes => nodes.map((node) => node.dataset.item)")

    def answer_after(self, deed) -> dict:
        """The next list's answer, as the page got it."""
        with self.page.expect_response("**/v1/recommendations") as got:
            deed()
        answer = got.value.json()
        self.ready()
        return answer


def until(holds: Callable[[], bool], seconds: float = 30.0) -> None:
    """Waits for something the page does in its own time; asked from outside, for the page forbids eval."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"did not come about within {seconds} s"
        time.sleep(0.05)


def _is_clean(visit: Visit) -> bool:
    """Whatever a test did: the page never complained, and asked its own service only."""
    assert visit.complaints == []
    assert [url for url in visit.asked if not url.startswith((visit.site, "data:", "blob:"))] == []
    return True


@pytest.fixture
def visits(chromium, site: str) -> Iterator:
    """Opens windows of people who have never been here: `visits(size, color_scheme=...)`."""
    contexts, opened = [], []

    def visit(size=DESK, expect_complaints=False, **options) -> Visit:
        context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, **options)
        contexts.append(context)
        made = Visit(context.new_page(), site)
        made.page.set_default_timeout(PATIENCE)
        if not expect_complaints:
            opened.append(made)
        return made

    yield visit
    for context in contexts:
        context.close()
    assert all(_is_clean(made) for made in opened)


@pytest.fixture(scope="package")
def window(chromium) -> Iterator:
    """One ordinary window for many tests: what the browser has fetched once need not be fetched again."""
    context = chromium.new_context(viewport={"width": DESK[0], "height": DESK[1]})
    yield context
    context.close()


@pytest.fixture
def desk(window, site: str) -> Iterator[Visit]:
    """The page in the ordinary window, with nothing remembered from before."""
    visit = Visit(window.new_page(), site)
    visit.page.set_default_timeout(PATIENCE)
    yield visit.open()
    visit.page.evaluate("localStorage.clear()")
    visit.page.close()
    assert _is_clean(visit)
