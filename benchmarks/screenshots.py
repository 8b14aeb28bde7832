"""`python -m benchmarks.screenshots [--out docs/screenshots]`: pictures of the page for the documentation.

Starts the demo service (training it first where needed), opens it in the system's Chromium at 1280 and 390 pixels,
light and dark, and writes one PNG a view. The service and its events live in a temporary folder unless --home is given.
"""

import argparse
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SIZES = {1280: 900, 390: 844}
SCHEMES = ("light", "dark")
SHOPS = {"bookshop": 0, "music": 1}
"""Name in the file, place in the masthead."""
PATIENCE = 300.0
"""Seconds the first training may take."""


def main() -> int:
    """Write all pictures; 0 when done."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("docs/screenshots"))
    parser.add_argument("--home", type=Path, help="folder of a trained demo; default: a temporary one")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as spare,
        _service(asked.home or Path(spare)) as site,
        sync_playwright() as tools,
    ):
        browser = tools.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for width, height in SIZES.items():
            for scheme in SCHEMES:
                _pictures(browser, site, asked.out, (width, height), scheme)
        browser.close()
    return 0


@contextmanager
def _service(home: Path) -> Iterator[str]:
    port = _free_port()
    command = [sys.executable, "-m", "api.cli", "demo", "--port", str(port), "--home", str(home)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    site = f"http://127.0.0.1:{port}/"
    try:
        _wait(f"{site}healthz", process)
        yield site
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            raise SystemExit("the demo service ended before it answered; try: gonggam demo")
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
        else:
            return
    raise SystemExit(f"no answer from the demo service within {PATIENCE:.0f} s")


def _pictures(browser: Any, site: str, out: Path, size: tuple[int, int], scheme: str) -> None:
    """Each shop's list; with the causes open in the bookshop, at both sizes; the settings once a size."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(site)
    for shop, place in SHOPS.items():
        _ready(page)
        page.locator(".shop").nth(place).click()
        _ready(page)
        _save(page, out / f"{shop}-{width}-{scheme}.png")
    page.locator(".shop").nth(0).click()
    _ready(page)
    page.locator(".reason").first.click()
    page.locator(".causes-total").wait_for()
    page.evaluate("document.querySelector('.entry').scrollIntoView({ block: 'start' }); scrollBy(0, -24)")
    _save(page, out / f"causes-{width}-{scheme}.png")
    page.locator("#settings-open").click()
    page.get_by_role("dialog").wait_for()
    _save(page, out / f"settings-{width}-{scheme}.png")
    context.close()


def _ready(page: Any) -> None:
    page.wait_for_selector("#entries:not([aria-busy]) .entry[data-item]")


def _save(page: Any, file: Path) -> None:
    page.evaluate("document.activeElement?.blur()")
    page.mouse.move(0, 0)
    page.screenshot(path=file)
    sys.stdout.write(f"{file}\n")


if __name__ == "__main__":
    sys.exit(main())
