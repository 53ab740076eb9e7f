"""One browser for all tests of the pages: Debian's Chromium through Playwright."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for a file, no longer: Playwright holds the event loop that other tests want."""
    if not CHROMIUM.exists():
        pytest.skip("needs a browser: apt-get install chromium")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        yield found
        found.close()


@pytest.fixture(scope="module")
def one_page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="fa", permissions=["clipboard-read", "clipboard-write"])
    found = context.new_page()
    said: list[str] = []
    found.said = said  # type: ignore[attr-defined]
    found.on("console", lambda message: said.append(message.text))
    found.on("pageerror", lambda error: said.append(str(error)))
    yield found
    context.close()


@pytest.fixture
def page(one_page: Page) -> Iterator[Page]:
    """A page on which nothing may complain, as a person who comes anew has it."""
    one_page.said.clear()  # type: ignore[attr-defined]
    one_page.context.clear_cookies()
    one_page.emulate_media(media="screen", color_scheme="light")
    one_page.set_viewport_size({"width": 1440, "height": 900})
    yield one_page
    assert not one_page.said  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def plain(browser: Browser) -> Iterator[Page]:
    """A page that runs no script."""
    found = browser.new_context(java_script_enabled=False)
    yield found.new_page()
    found.close()
