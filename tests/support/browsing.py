"""What is asked of every page in a browser: that it passes axe, light and dark, and fits the window."""

import os
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_ROOT = Path(__file__).resolve().parents[2]
FARS = Path(os.environ.get("RAVI_SHARED") or _ROOT.parent / "shared") / "data" / "articles" / "fars.jsonl"
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_FRUGAL = {"resultTypes": ["violations"], "selectors": False, "preload": False, "iframes": False}
_RUN = """async (options) => (await axe.run(document, options)).violations.map(
    (one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`)"""


def open_view(page: Page, address: str) -> str:
    """Go to a page, raise where it is not there or has not one heading, and give its source."""
    answer = page.goto(address)
    assert answer
    assert answer.status == 200
    assert page.locator("main h1").count() == 1
    return answer.text()


def passes_axe(page: Page) -> None:
    """Raise where axe has a complaint, of the light page about anything, of the dark one about its contrasts."""
    page.emulate_media(color_scheme="light")
    page.evaluate(Axe().axe_script)
    _run(page, {"type": "tag", "values": _TAGS})
    page.emulate_media(color_scheme="dark")
    _run(page, {"type": "rule", "values": ["color-contrast"]})


def _run(page: Page, what: dict[str, Any]) -> None:
    assert page.evaluate(_RUN, {"runOnly": what, **_FRUGAL}) == []


def fits(page: Page, widths: tuple[int, ...] = (1440, 390)) -> None:
    """Raise where the page goes beyond the edge of a window."""
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
